/** What the server's close says about coming back: 4000–4099 reconnect, 4100–4199 stop. */
export interface CloseCode {
  readonly code: number;
  readonly reason: string;
  readonly reconnect: boolean;
}

const reconnect = (code: number, reason: string): CloseCode => ({ code, reason, reconnect: true });
const stop = (code: number, reason: string): CloseCode => ({ code, reason, reconnect: false });

/** Every close code that a Parlor server sends of its own accord; RFC 6455's own codes are the engine's. */
export const CLOSE = {
  shuttingDown: reconnect(4000, 'shutting down'),
  upgrading: reconnect(4003, 'upgrading'),
  slowConsumer: reconnect(4008, 'slow consumer'),
  resynchronise: reconnect(4010, 'resynchronise'),
  badToken: stop(4100, 'bad token'),
  signedOut: stop(4101, 'signed out'),
  suspended: stop(4102, 'suspended'),
  protocolTooOld: stop(4103, 'protocol too old'),
  noHello: stop(4104, 'no session.hello in time'),
} as const satisfies Record<string, CloseCode>;

/** Whether a client may come back by itself after `code`: true for every code but 4100–4199. */
export function mayReconnect(code: number): boolean {
  return code < 4100 || code > 4199;
}
