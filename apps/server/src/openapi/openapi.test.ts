import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
// biome-ignore lint/suspicious/noExplicitAny: a document of another's shape.
let document: any;
beforeAll(async () => {
  server = await TestApp.start();
  ({ body: document } = await server.ask('GET', '/openapi.json'));
});
afterAll(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: a document of another's shape.
const operations = (): [string, any][] =>
  // biome-ignore lint/suspicious/noExplicitAny: a document of another's shape.
  Object.entries<any>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => [`${method} ${path}`, operation] as [string, unknown],
    ),
  );

describe('R54: the OpenAPI document', () => {
  test('describes every operation: what, when, success, and every problem', () => {
    expect(operations().length).toBeGreaterThan(15);
    for (const [name, operation] of operations()) {
      expect(operation.summary, name).toMatch(/^\S.{3,}/);
      expect(operation.description, name).toMatch(/^\S.{10,}/);
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        name,
      ).toBe(true);
      if (!name.includes('/api/')) continue;
      for (const status of ['429', '500', '503'])
        expect(operation.responses[status], `${name} ${status}`).toBeDefined();
      const isOpen = operation.security === undefined;
      expect(isOpen || operation.responses['401'] !== undefined, name).toBe(true);
    }
  });

  test('names each operation once', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('leads every reference to a schema that is there', () => {
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    expect(references.length).toBeGreaterThan(20);
    expect(JSON.stringify(document).match(/"\$ref":"(?!#\/components\/schemas\/)/g)).toBeNull();
    for (const reference of references) {
      expect(document.components.schemas, reference).toHaveProperty(reference.split('/').at(-1) ?? '');
    }
  });

  test('R31: has the models of people, rooms and messages', () => {
    for (const name of ['PublicUser', 'Me', 'Room', 'Message', 'Problem']) {
      expect(document.components.schemas[name].type, name).toBe('object');
    }
  });

  test('R37: gives nobody a field that is only for oneself', () => {
    const own = new Set(['Me', 'SignedIn', 'Session', 'SessionList']);
    // For admins alone, or a secret that its maker is shown once.
    for (const name of ['AdminUser', 'AdminUserPage', 'NewApiToken', 'SignInLink']) own.add(name);
    const inputs = new Set([
      'SetupInput',
      'RegisterInput',
      'LoginInput',
      'CreateRoom',
      'UpdateRoom',
      'JoinRoom',
      ...['CreateUser', 'UpdateUser', 'DeleteMe', 'ChangePassword', 'UseSignInLink'],
    ]);
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      if (own.has(name) || inputs.has(name)) continue;
      expect(JSON.stringify(schema), name).not.toMatch(
        /"(email|password|hash|token|address|accessToken)\w*":/i,
      );
    }
  });

  test('says which operations are for signed-in people, and they are', async () => {
    for (const [name, operation] of operations()) {
      const [method = '', path = ''] = name.split(' ');
      if (operation.security === undefined) continue;
      const url = path.replaceAll(/\{\w+\}/g, 'x');
      const hasBody = !['get', 'delete'].includes(method);
      const answer = await server.ask(method.toUpperCase(), url, hasBody ? { body: {} } : {});
      expect(answer, name).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    }
  });
});

describe('Swagger UI', () => {
  test('comes from our own origin alone', async () => {
    const { status, text, headers } = await server.ask('GET', '/docs');
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(links).toHaveLength(3);
    for (const link of links) {
      expect(link).toMatch(/^\/docs\//);
      expect((await server.ask('GET', link)).status).toBe(200);
    }
    expect((await server.ask('GET', '/docs/package.json')).status).toBe(404);
  });
});
