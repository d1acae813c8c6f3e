import { COMMANDS, type CommandType } from '@parlor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
// biome-ignore lint/suspicious/noExplicitAny: documents of another's shape.
let openapi: any;
// biome-ignore lint/suspicious/noExplicitAny: documents of another's shape.
let asyncapi: any;
beforeAll(async () => {
  server = await TestApp.start();
  ({ body: openapi } = await server.ask('GET', '/openapi.json'));
  ({ body: asyncapi } = await server.ask('GET', '/asyncapi.json'));
});
afterAll(() => server.close());

describe('R54: every operation is explained', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of another's shape.
  const all = (): [string, any][] =>
    // biome-ignore lint/suspicious/noExplicitAny: a document of another's shape.
    Object.entries<any>(openapi.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, operation]) => [`${method} ${path}`, operation] as [string, unknown],
      ),
    );

  test('with its limits and a line to copy', () => {
    for (const [name, operation] of all()) {
      const [method = '', path = ''] = name.split(' ');
      expect(operation.description, name).toMatch(/^Limits: /m);
      const { source } = operation['x-codeSamples'][0];
      expect(operation.description, name).toContain(source);
      expect(source, name).toContain(`$BASE${path.split('{')[0]}`);
      expect(source, name).not.toMatch(/[{}](?!.*')|undefined|\[object/);
      if (operation.security) expect(source, name).toContain('$TOKEN');
      if (method === 'post' && operation.security) expect(operation.description).toContain('idempotency-key');
      if (operation['x-scope']) expect(operation.description, name).toContain(operation['x-scope']);
    }
  });

  test('and a line that is copied works', async () => {
    const { token } = await signIn();
    const line = openapi.paths['/api/v1/rooms/{room}/messages'].post['x-codeSamples'][0].source as string;
    const body = /-d '(.*)'/.exec(line)?.[1] ?? '';
    const path = /\$BASE([^"]+)/.exec(line)?.[1] ?? '';
    const answer = await server.ask('POST', path, { body, headers: { authorization: `Bearer ${token}` } });
    expect(answer).toMatchObject({ status: 201, body: { body: 'Hello' } });
  });

  async function signIn() {
    const { body } = await server.post('/setup', {
      body: { code: 'TEST-CODE', handle: 'ada', password: 'correct horse' },
    });
    return { token: body.accessToken as string };
  }
});

describe('R51: the AsyncAPI document', () => {
  test('has every command with its reply, and every event', () => {
    expect(asyncapi.asyncapi).toMatch(/^3\./);
    for (const type of Object.keys(COMMANDS) as CommandType[]) {
      expect(asyncapi.operations[type], type).toMatchObject({ action: 'receive' });
      expect(asyncapi.operations[type].reply.messages, type).toHaveLength(2);
    }
    for (const type of ['session.welcome', 'message.created', 'room.synced', 'presence.changed', 'notice']) {
      expect(asyncapi.operations[type], type).toMatchObject({ action: 'send' });
    }
  });

  test('leads every reference somewhere', () => {
    const references = JSON.stringify(asyncapi).matchAll(/"\$ref":"#\/([^"]+)"/g);
    for (const [, reference = ''] of references) {
      const found = reference.split('/').reduce((value, name) => value?.[name], asyncapi);
      expect(found, reference).toBeDefined();
    }
  });

  test('is another form of the schemas that judge: a command’s fields are there', () => {
    const { data } = asyncapi.components.messages['message.send'].payload.properties;
    expect(data.required).toEqual(expect.arrayContaining(['room', 'body', 'clientId']));
    expect(data.properties.body.maxLength).toBe(4_000);
  });
});
