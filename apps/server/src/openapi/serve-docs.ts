import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Swagger UI styles its elements as it draws them; its script is a file of ours. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>API · Parlor</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/open.js"></script>
</body>
</html>
`;

const SCRIPT = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });\n`;

const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
};

/** Serves the documents of the API and Swagger UI, all from our own origin and made when first asked for. */
export function serveDocs(fastify: FastifyInstance, app: INestApplication): void {
  let document: Promise<string> | undefined;
  fastify.get('/openapi.json', async (_, reply) => {
    document ??= import('./document.ts').then(async ({ createDocument }) =>
      JSON.stringify(await createDocument(app)),
    );
    return reply.headers({ 'content-type': 'application/json; charset=utf-8' }).send(await document);
  });
  let asyncApi: Promise<string> | undefined;
  fastify.get('/asyncapi.json', async (_, reply) => {
    asyncApi ??= import('./asyncapi.ts').then(({ createAsyncApi }) => JSON.stringify(createAsyncApi()));
    return reply.headers({ 'content-type': 'application/json; charset=utf-8' }).send(await asyncApi);
  });
  fastify.get('/docs', (_, reply) => {
    return reply
      .headers({ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY })
      .send(PAGE);
  });
  fastify.get('/docs/open.js', (_, reply) => reply.type('text/javascript; charset=utf-8').send(SCRIPT));
  for (const [name, type] of Object.entries(ASSETS)) {
    fastify.get(`/docs/${name}`, async (_, reply) => {
      return reply
        .type(type)
        .header('cache-control', 'max-age=86400')
        .send(await readFile(join(swaggerUi(), name)));
    });
  }
}

/** Swagger UI's own files, which come with Nest's. */
function swaggerUi(): string {
  const nest = createRequire(import.meta.resolve('@nestjs/swagger'));
  return dirname(nest.resolve('swagger-ui-dist/package.json'));
}
