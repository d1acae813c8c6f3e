import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PAGE_POLICY, page } from '../http/page.ts';
import { policyOf, readWebFiles, type WebFiles } from './web-files.ts';

/** First parts of paths that are never a screen of the page. */
const NOT_SCREENS = new Set(['api', '_next', 'ws', 'socket.io', 'docs', 'problems']);

/** Serves the page: its files, and for every screen that is no file, the one page that draws them all. */
export async function serveWeb(fastify: FastifyInstance, root: string): Promise<void> {
  const files = readWebFiles(root);
  if (!files) {
    fastify.get('/', (_, reply) => tellUnbuilt(reply));
    return;
  }
  await fastify.register(fastifyStatic, {
    root,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    index: false,
    dotfiles: 'ignore',
  });
  fastify.get('/*', (request, reply) => serve(files, request, reply));
}

function serve(files: WebFiles, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const name = fileFor(files.names, request.url.split('?')[0] ?? '/');
  if (name === undefined) {
    reply.callNotFound();
    return reply;
  }
  if (name.endsWith('.html')) {
    reply.header('content-security-policy', files.policies.get(name) ?? policyOf([]));
  }
  // Names under _next/static change with their content; everything else is asked about each time.
  const isLasting = name.startsWith('_next/static/');
  reply.header('cache-control', isLasting ? 'public, max-age=31536000, immutable' : 'no-cache');
  return reply.sendFile(name);
}

function fileFor(names: ReadonlySet<string>, url: string): string | undefined {
  const path = decode(url)?.replace(/^\/+|\/+$/g, '');
  if (path === undefined) return undefined;
  if (path === '') return 'index.html';
  if (names.has(path)) return path;
  if (names.has(`${path}.html`)) return `${path}.html`;
  const [first = '', ...rest] = path.split('/');
  const last = rest.at(-1) ?? first;
  return NOT_SCREENS.has(first) || last.includes('.') ? undefined : 'index.html';
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function tellUnbuilt(reply: FastifyReply): FastifyReply {
  const body = `<h1>The page is not built</h1>
<p>The server runs; only its web page is missing. <code>npm start</code> builds it. The API is described at <a href="/docs">/docs</a>.</p>`;
  return reply
    .status(503)
    .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY })
    .send(page('Not built', body));
}
