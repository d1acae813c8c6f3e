import { createHash, randomBytes } from 'node:crypto';
import { Fields, invalidInput, LIMITS, Problem } from '@parlor/protocol';

/** How someone wants to enter a room: at the newest messages, or after a cursor. */
export interface Entering {
  readonly history?: number | undefined;
  readonly after?: number | undefined;
  readonly epoch?: string | undefined;
  readonly limit?: number | undefined;
}

/** What an upgrade request asks for, decoded. */
export interface Entrance {
  readonly room: string;
  readonly nick: string | undefined;
  /** The client's own lasting name; made here when it gave none. */
  readonly client: string;
  readonly password: string | undefined;
  readonly how: Entering;
}

/** Longest nickname, in UTF-16 units. */
export const NICK = 64;

const NUMBERS = ['history', 'after', 'limit'];

/**
 * Reads `?room=&nick=&after=&client=` and HTTP Basic.
 * @throws Problem `invalid_input` with what is wrong in each parameter.
 */
export function decodeEntrance(url: string, authorization: string | undefined): Entrance {
  const { user, password } = decodeBasic(authorization);
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length));
  const given: [string, unknown][] = [...query].map(([name, value]) => [name, numeric(name, value)]);
  const fields = new Fields({ ...(user && { nick: user }), ...Object.fromEntries(given) });
  const entrance = {
    room: fields.string('room', { min: 1, max: LIMITS.room }),
    nick: fields.optionalString('nick', { min: 1, max: NICK }),
    client:
      fields.optionalString('client', { min: 1, max: LIMITS.id }) ?? randomBytes(12).toString('base64url'),
    password: password === '' ? undefined : password,
    how: decodeHow(fields),
  };
  if (fields.errors.length === 0) return entrance;
  const { message, errors } = invalidInput(fields.errors);
  throw new Problem('invalid_input', { detail: message, status: 400, ...(errors && { errors }) });
}

/** The hue of a nickname, 0–359: the same name has the same colour everywhere. */
export function hueOf(nick: string): number {
  return createHash('sha256').update(nick).digest().readUInt32LE(0) % 360;
}

function decodeHow(fields: Fields): Entering {
  const most = Number.MAX_SAFE_INTEGER;
  const how = {
    history: fields.optionalInteger('history', { min: 0, max: LIMITS.page }),
    after: fields.optionalInteger('after', { min: 0, max: most }),
    epoch: fields.optionalString('epoch', { min: 1, max: LIMITS.id }),
    limit: fields.optionalInteger('limit', { min: 1, max: most }),
  };
  // The lite server's own default: whoever does not say gets the whole history.
  return how.history === undefined && how.after === undefined ? { ...how, after: 0 } : how;
}

/** A query has only strings; what should be a number and looks like one becomes one, the rest is refused later. */
function numeric(name: string, value: string): unknown {
  return NUMBERS.includes(name) && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
}

function decodeBasic(authorization = ''): { user: string; password: string } {
  const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  if (colon < 0) return { user: decoded, password: '' };
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
