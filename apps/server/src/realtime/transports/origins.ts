import type { IncomingMessage } from 'node:http';

/**
 * Which pages may open a socket: our own, and those in `CORS_ORIGINS`.
 * A browser always says where a page comes from; whoever says nothing is no browser and is judged by its token alone.
 */
export class Origins {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed - origins beside the server's own, as `https://chat.example.com`. */
  constructor(allowed: Iterable<string>) {
    this.#allowed = new Set(allowed);
  }

  /** Whether the request comes from a page that may. `null`, a prefix, a suffix or another port may not. */
  allows(request: IncomingMessage): boolean {
    const { origin, host } = request.headers;
    if (origin === undefined) return true;
    if (this.#allowed.has(origin)) return true;
    // Behind a proxy that ends TLS the scheme differs from ours, the host does not.
    return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
  }
}
