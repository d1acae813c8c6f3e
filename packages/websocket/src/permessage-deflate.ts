import type { ExtensionOffer } from './extensions.ts';

/** Compression of messages (RFC 7692), used when both sides want it. Without these options it is off. */
export interface DeflateOptions {
  /** Messages below this many bytes are sent as they are. 1,024 by default. */
  readonly threshold?: number | undefined;
  /**
   * Keep the window from one message to the next: smaller messages, for about 300 KiB of memory a connection.
   * Off by default; then compressors and inflaters are shared by all connections.
   */
  readonly contextTakeover?: boolean | undefined;
}

/** What both sides agreed on about compression. */
export interface DeflateAgreement {
  readonly threshold: number;
  /** Whether our messages build on the ones before. */
  readonly sendsWithContext: boolean;
  /** Whether the peer's messages build on the ones before. */
  readonly receivesWithContext: boolean;
  /** Window of our messages, as a power of two. At 8, which zlib cannot write, we send without compression. */
  readonly windowBits: number;
}

/** An agreement and the words for the handshake's answer. */
export interface Agreed {
  readonly deflate: DeflateAgreement;
  readonly answer: string;
}

const NAME = 'permessage-deflate';
const SERVER_NO_CONTEXT = 'server_no_context_takeover';
const CLIENT_NO_CONTEXT = 'client_no_context_takeover';
const SERVER_BITS = 'server_max_window_bits';
const CLIENT_BITS = 'client_max_window_bits';
const KNOWN: ReadonlySet<string> = new Set([SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT, SERVER_BITS, CLIENT_BITS]);
const DEFAULT_THRESHOLD = 1_024;
const WIDEST = 15;

/** What a client offers (RFC 7692 7.1). */
export function offerDeflate(options: DeflateOptions): string {
  const words = [NAME, CLIENT_BITS];
  if (options.contextTakeover !== true) words.push(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT);
  return words.join('; ');
}

/** The server's choice: the first offer that can be kept, else undefined and no compression. */
export function agreeAsServer(
  offers: readonly ExtensionOffer[],
  options: DeflateOptions,
): Agreed | undefined {
  const offer = offers.find(({ name, parameters }) => name === NAME && isValid(parameters, 'offer'));
  if (offer === undefined) return undefined;
  const { parameters } = offer;
  const mayKeep = options.contextTakeover === true;
  const sendsWithContext = mayKeep && !parameters.has(SERVER_NO_CONTEXT);
  const receivesWithContext = mayKeep && !parameters.has(CLIENT_NO_CONTEXT);
  const windowBits = bitsOf(parameters, SERVER_BITS);
  const words = [NAME];
  if (!sendsWithContext) words.push(SERVER_NO_CONTEXT);
  if (!receivesWithContext) words.push(CLIENT_NO_CONTEXT);
  if (parameters.has(SERVER_BITS)) words.push(`${SERVER_BITS}=${windowBits}`);
  const threshold = options.threshold ?? DEFAULT_THRESHOLD;
  return {
    deflate: { threshold, sendsWithContext, receivesWithContext, windowBits },
    answer: words.join('; '),
  };
}

/**
 * The client's reading of the server's answer to {@link offerDeflate}: undefined when the server declined, null
 * when it answered what cannot be, and the connection must fail (RFC 6455 9.1).
 */
export function agreeAsClient(
  answers: readonly ExtensionOffer[],
  options: DeflateOptions | undefined,
): DeflateAgreement | undefined | null {
  const [answer, ...more] = answers;
  if (answer === undefined) return undefined;
  const { name, parameters } = answer;
  if (options === undefined || more.length > 0 || name !== NAME || !isValid(parameters, 'answer'))
    return null;
  const mayKeep = options.contextTakeover === true;
  if (!mayKeep && !parameters.has(SERVER_NO_CONTEXT)) return null;
  return {
    threshold: options.threshold ?? DEFAULT_THRESHOLD,
    sendsWithContext: mayKeep && !parameters.has(CLIENT_NO_CONTEXT),
    receivesWithContext: !parameters.has(SERVER_NO_CONTEXT),
    windowBits: bitsOf(parameters, CLIENT_BITS),
  };
}

/** Whether every parameter is known and of its form; in an offer the client's window needs no value. */
function isValid(parameters: ExtensionOffer['parameters'], where: 'offer' | 'answer'): boolean {
  for (const [name, value] of parameters) {
    if (!KNOWN.has(name)) return false;
    if (name === SERVER_NO_CONTEXT || name === CLIENT_NO_CONTEXT) {
      if (value !== true) return false;
    } else if (value === true) {
      if (name !== CLIENT_BITS || where !== 'offer') return false;
    } else if (!/^(?:[89]|1[0-5])$/.test(value)) return false;
  }
  return true;
}

function bitsOf(parameters: ExtensionOffer['parameters'], name: string): number {
  const value = parameters.get(name);
  return typeof value === 'string' ? Number(value) : WIDEST;
}
