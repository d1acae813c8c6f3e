import type { FastifyInstance } from 'fastify';

/** Answers `OPTIONS` of every address of the API with the methods it has. Call it when all routes are known. */
export class AllowedMethods {
  readonly #byUrl = new Map<string, Set<string>>();
  readonly #fastify: FastifyInstance;

  constructor(fastify: FastifyInstance) {
    this.#fastify = fastify;
    fastify.addHook('onRoute', ({ url, method }) => {
      if (!url.startsWith('/api/')) return;
      const methods = this.#byUrl.get(url) ?? new Set();
      for (const one of [method].flat()) methods.add(one);
      this.#byUrl.set(url, methods);
    });
  }

  /** Adds the answers. */
  serve(): void {
    for (const [url, methods] of [...this.#byUrl]) {
      if (methods.has('OPTIONS')) continue;
      const allow = [...methods, 'OPTIONS'].sort().join(', ');
      this.#fastify.options(url, (_, reply) => reply.status(204).header('allow', allow).send());
    }
  }
}
