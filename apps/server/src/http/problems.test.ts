import { connect } from 'node:net';
import { PROBLEMS } from '@parlor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let ada: Signed;
beforeAll(async () => {
  ({ server } = await TestApp.ready({ CORS_ORIGINS: 'https://app.example' }));
  ada = await server.register('ada');
});
afterAll(() => server.close());

const login = (body: unknown, headers = {}) => server.post('/auth/login', { body, headers });

describe('a failure', () => {
  test('is told as RFC 9457 says, with a page that its type leads to', async () => {
    const { status, headers, body } = await server.get('/rooms/no-such-room?x=1', { as: ada });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      type: `${server.url}/problems/not-found`,
      title: 'There is no such thing here',
      status: 404,
      code: 'not_found',
      detail: 'There is no such thing here',
      instance: '/api/v1/rooms/no-such-room',
      requestId: headers.get('x-request-id'),
    });
    const { pathname } = new URL(body.type);
    expect(await server.ask('GET', pathname)).toMatchObject({
      status: 200,
      text: expect.stringContaining('not_found'),
    });
  });

  test.each([
    ['{bad', 400, 'invalid_input'],
    ['', 400, 'invalid_input'],
    ['[]', 422, 'invalid_input'],
    ['null', 422, 'invalid_input'],
    ['7', 422, 'invalid_input'],
    [`{"login":"${'x'.repeat(200_000)}"}`, 413, 'payload_too_large'],
  ])('of a body such as %.10j is %i %s', async (body, status, code) => {
    expect(await login(body)).toMatchObject({ status, body: { code, status } });
  });

  test('of a media type that nobody reads is 415', async () => {
    const refused = await login('login=ada', { 'content-type': 'text/xml' });
    expect(refused).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  });

  test.each(['/api/v1/nothing', '/api', '/api/v2/rooms', '/no.file', '/problems/nothing', '/docs/../secret'])(
    'of an address such as %s is not found',
    async (path) => {
      expect(await server.ask('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    },
  );

  test.each(['/%zz', '/api/v1/rooms/%zz', '/%c0%ae'])(
    'of an address that is not well formed is 400: %s',
    async (path) => {
      expect(
        (await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).split('\r\n')[0],
      ).toMatch(/ 400 | 404 /);
    },
  );

  test('of what is not even HTTP is told as well', async () => {
    const text = await raw('NONSENSE\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toContain('application/problem+json');
    expect(text).toContain('"code":"invalid_input"');
  });

  test('of an address that is too long is told as well', async () => {
    expect((await server.get(`/rooms/${'x'.repeat(400)}`, { as: ada })).status).toBeGreaterThanOrEqual(400);
    expect((await server.get(`/rooms/${'x'.repeat(256)}`, { as: ada })).body.errors).toMatchObject([
      { pointer: '/room', code: 'too_long' },
    ]);
  });

  test('that is a bug tells nothing of itself, and is logged with its cause', async () => {
    const { RoomsService } = await import('../rooms/rooms.service.ts');
    const rooms = server.app.get(RoomsService);
    const { list } = rooms;
    rooms.list = () => Promise.reject(new Error('canary in the cellar'));
    const { status, text, body } = await server.get('/rooms', { as: ada });
    rooms.list = list;
    expect({ status, code: body.code }).toEqual({ status: 500, code: 'internal' });
    expect(text).not.toMatch(/canary|stack|\.ts/);
    const line = server.log.find((entry) => entry.includes('canary')) ?? '';
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      requestId: body.requestId,
      route: '/api/v1/rooms',
    });
  });

  test('of a method that is not for this address is not found', async () => {
    expect((await server.ask('PUT', '/api/v1/rooms', { as: ada, body: {} })).status).toBe(404);
  });
});

describe('every problem', () => {
  test.each(Object.keys(PROBLEMS))('has its page: %s', async (code) => {
    for (const name of [code, code.replaceAll('_', '-')]) {
      const { status, text, headers } = await server.ask('GET', `/problems/${name}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      for (const part of [code, 'Cause', 'What to do', 'Example']) expect(text).toContain(part);
    }
    expect((await server.ask('GET', '/problems')).text).toContain(code);
  });
});

describe('every answer', () => {
  test('carries the request id, the one that was sent when it is fit to stand in a log', async () => {
    const id = async (given: string) =>
      (await server.get('/server', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace-1.2_3')).toBe('trace-1.2_3');
    expect(await id('x'.repeat(65))).toMatch(/^req_/);
    expect(await id('a b')).toMatch(/^req_/);
    expect(await id('<script>')).toMatch(/^req_/);
  });

  test('lets a browser do nothing with it that it need not', async () => {
    const { headers } = await server.get('/me', { as: ada });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('to someone who is signed in stays out of caches', async () => {
    for (const path of ['/me', '/rooms', '/users', '/auth/sessions']) {
      expect((await server.get(path, { as: ada })).headers.get('cache-control'), path).toBe('no-store');
    }
  });

  test('goes to pages of other origins only where CORS_ORIGINS names them', async () => {
    const allowed = async (origin: string) =>
      (await server.get('/server', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed('https://app.example')).toBe('https://app.example');
    expect(await allowed('https://evil.example')).toBeNull();
    expect(await allowed('null')).toBeNull();
  });
});

describe('prototypes', () => {
  test.each(['__proto__', 'constructor', 'toString'])(
    'are not reached by a field called %s',
    async (name) => {
      const body = `{"${name}":{"polluted":true,"prototype":{"polluted":true}},"name":"Proto ${name.length}"}`;
      expect((await server.post('/rooms', { as: ada, body })).status).toBe(201);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
      expect((await server.get(`/rooms/${name}`, { as: ada })).status).toBe(404);
    },
  );
});

/** Sends bytes as they are and reads all that comes back. */
function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.setTimeout(5_000, () => socket.destroy(new Error('no end')));
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}
