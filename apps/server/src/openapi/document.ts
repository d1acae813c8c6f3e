import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { FieldProblem, ProblemDocument } from '@parlor/contract';
import { PROBLEMS, type ProblemCode } from '@parlor/protocol';
import { z } from 'zod';
import { VERSION } from '../operations/version.ts';
import { explained, type ListedOperation } from './explain.ts';
import { type DescribedMethod, operationsOf } from './operations.ts';

/** Problems that any operation may have. */
const ALWAYS: readonly ProblemCode[] = ['rate_limited', 'unavailable', 'internal'];
const SIGNED_IN: readonly ProblemCode[] = ['unauthenticated', 'token_expired'];
const SECURITY = 'bearer';

const ABOUT = `The whole API of this chat server: whatever the page does is done by it.

Sign in with \`POST /api/v1/auth/login\` and send \`Authorization: Bearer <accessToken>\`. Every failure is a problem
(RFC 9457) whose \`type\` leads to a page about it. Lists come in pages: give \`page.next\` as \`cursor\`.
Messages are named by their room and \`seq\`; real-time delivery is by \`/ws\` and \`/socket.io\`, with the same commands
(\`/asyncapi.json\`).

Every answer says in \`RateLimit\` what is left (\`GET /api/v1/limits\`) and in \`X-Request-Id\` which request it is for.
A \`POST\` with an \`Idempotency-Key\` is carried out once in 24 hours: repeated, it gives the first answer again, with
\`Idempotency-Replayed: true\`. Single resources have an \`ETag\`: \`If-None-Match\` saves reading what is known,
\`If-Match\` changing what is not. In the examples \`$BASE\` is the server and \`$TOKEN\` an access token.`;

/** Makes the OpenAPI document from the controllers. The library that does it is loaded when first asked for. */
export async function createDocument(app: INestApplication): Promise<OpenAPIObject> {
  const swagger = await import('@nestjs/swagger');
  const operations = operationsOf(app);
  for (const operation of operations) describe(swagger, operation);
  const builder = new swagger.DocumentBuilder()
    .setTitle('Parlor')
    .setDescription(ABOUT)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, SECURITY);
  const document = swagger.SwaggerModule.createDocument(app, builder.build());
  return withProblems(document, operations);
}

function describe(swagger: typeof import('@nestjs/swagger'), operation: DescribedMethod): void {
  const { controller, method, description, id } = operation;
  const { summary, status = 200, answer, access } = description;
  const decorators = [
    swagger.ApiOperation({ operationId: id, summary, description: description.description }),
    swagger.ApiResponse({ status, description: summary, ...(answer && { standardSchema: answer }) }),
    ...(access ? [] : [swagger.ApiBearerAuth(SECURITY)]),
  ];
  const descriptor = Object.getOwnPropertyDescriptor(controller.prototype, method) as PropertyDescriptor;
  for (const decorate of decorators) decorate(controller.prototype, method, descriptor);
}

/** Adds every problem that an operation may have, one response a status, and what else there is to know of it. */
function withProblems(document: OpenAPIObject, operations: readonly DescribedMethod[]): OpenAPIObject {
  const schemas = sorted({ ...document.components?.schemas, ...problemSchemas() });
  const byId = new Map(operations.map((operation) => [operation.id, operation.description]));
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, ListedOperation][]) {
      const description = byId.get(operation.operationId ?? '');
      if (!description) continue;
      operation.responses = { ...operation.responses, ...problemResponses(description) };
      Object.assign(operation, explained({ method, path, operation, description, schemas }));
    }
  }
  return { ...document, paths: sorted(document.paths), components: { ...document.components, schemas } };
}

/** By name, so that the document changes only where the API does. */
function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function problemSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  registry.add(ProblemDocument, { id: 'Problem' });
  registry.add(FieldProblem, { id: 'FieldProblem' });
  const uri = (id: string) => `#/components/schemas/${id}`;
  const { schemas } = z.toJSONSchema(registry, { target: 'openapi-3.0', uri });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...schema }]) => [name, schema]),
  );
}

function problemResponses({ access, problems = [] }: { access?: string; problems?: readonly ProblemCode[] }) {
  if (access === 'unlimited') return {};
  const codes = new Set([...problems, ...(access === 'public' ? [] : SIGNED_IN), ...ALWAYS]);
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, sharing]) => [
      status,
      {
        description: sharing.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('. '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}
