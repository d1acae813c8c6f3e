import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestApp } from '../../../../e2e/support/app.ts';

const folder = mkdtempSync(join(tmpdir(), 'parlor-web-'));
const webRoot = join(folder, 'out');
const write = (name: string, content: string | Buffer) => {
  const path = join(webRoot, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
};

let server: TestApp;
const get = (path: string, headers = {}) => server.ask('GET', path, { headers });

beforeAll(() => {
  writeFileSync(join(folder, 'secret.txt'), 'canary');
  write('index.html', '<p>the page</p>');
  write('404.html', '<p>not here</p>');
  write('csp.json', JSON.stringify({ 'index.html': ['sha256-abc=', 'sha256-def='] }));
  write('favicon.svg', '<svg/>');
  write('_next/static/app-1.js', 'let x = 1;');
  write('_next/static/app-1.js.br', brotliCompressSync('let x = 1;'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the page', () => {
  beforeAll(async () => {
    server = await TestApp.start({}, { webRoot });
  });
  afterAll(() => server.close());

  test('draws every screen, under a policy that names the scripts of its build', async () => {
    for (const path of [
      '/',
      '/r/general',
      '/r/general/42',
      '/d/ada',
      '/setup?code=K7QM-2F9D',
      '/login',
      '/me/profile',
    ]) {
      const { status, text, headers } = await get(path);
      expect(status, path).toBe(200);
      expect(text).toBe('<p>the page</p>');
      expect(headers.get('content-type')).toContain('text/html');
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(headers.get('content-security-policy')).toContain(
        "script-src 'self' 'sha256-abc=' 'sha256-def=';",
      );
    }
  });

  test('has files that last for ever and files that are asked about each time', async () => {
    const lasting = await get('/_next/static/app-1.js', { 'accept-encoding': 'br' });
    expect(lasting.text).toBe('let x = 1;');
    expect(lasting.headers.get('content-encoding')).toBe('br');
    expect(lasting.headers.get('vary')).toContain('accept-encoding');
    expect(lasting.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const icon = await get('/favicon.svg');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/favicon.svg', {
      'if-none-match': icon.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    });
    expect(again.status).toBe(304);
    expect((await server.ask('HEAD', '/favicon.svg')).status).toBe(200);
  });

  test.each([
    '/_next/static/none.js',
    '/none.png',
    '/csp.json',
    '/_next/static/app-1.js.br',
    '/api/v1/nothing',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/r/..%2f..%2fsecret.txt',
    '/_next/static/../../../secret.txt',
    '/favicon.svg%00',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await get(path);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('canary');
  });
});

describe('a page that has not been built', () => {
  beforeAll(async () => {
    server = await TestApp.start({}, { webRoot: join(folder, 'nowhere') });
  });
  afterAll(() => server.close());

  test('is said so, and the API goes on', async () => {
    expect(await get('/')).toMatchObject({ status: 503, text: expect.stringContaining('not built') });
    expect((await get('/api/v1/server')).status).toBe(200);
    expect((await get('/r/general')).status).toBe(404);
  });
});
