import type { Address } from './link.ts';
import type { ClientOptions } from './options.ts';

/** What is asked of the server besides what the options say. */
export interface Asked {
  /** The client's lasting name. */
  readonly client: string;
  readonly password: string | undefined;
  /** From where the room is entered, as parameters of the request. */
  readonly from: Readonly<Record<string, string>>;
}

/** The upgrade request that enters the room: by a token on the full server, by HTTP Basic on the lite one. */
export function addressOf(
  { server, nick, token, room }: ClientOptions,
  { client, password, from }: Asked,
): Address {
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/ws`;
  url.search = new URLSearchParams({ room, client, ...(nick && { nick }), ...from }).toString();
  if (token !== undefined) return { url, headers: { authorization: `Bearer ${token}` } };
  if (password === undefined) return { url, headers: {} };
  const basic = Buffer.from(`${(nick ?? '').replaceAll(':', ' ')}:${password}`).toString('base64');
  return { url, headers: { authorization: `Basic ${basic}` } };
}
