import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApp } from '../../../../e2e/support/app.ts';
import { Readiness } from './readiness.ts';

let server: TestApp;
beforeAll(async () => {
  server = await TestApp.start();
});
afterAll(() => server.close());

test('a living, ready server says so, in one word and by every name', async () => {
  for (const path of ['/livez', '/readyz', '/healthz']) {
    const { status, text, headers } = await server.ask('GET', path);
    expect({ status, text }, path).toEqual({ status: 200, text: 'ok\n' });
    expect(headers.get('cache-control')).toBe('no-store');
  }
});

test('the checks are listed to the same machine only', async () => {
  expect((await server.ask('GET', '/readyz?verbose')).text).toBe('ok\ndatabase ok\ndraining ok\n');
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  expect((await server.ask('GET', '/readyz?verbose', { headers })).text).toBe('ok\n');
});

test('a store that fails, or does not answer, makes it not ready', async () => {
  const failing = new Readiness({ ping: () => Promise.reject(new Error('away')) });
  expect(await failing.look()).toEqual({ ready: false, checks: { database: 'failed', draining: 'ok' } });
});

test('a server that is about to stop is not ready, and still lives', async () => {
  server.app.get(Readiness).drain();
  expect(await server.ask('GET', '/readyz')).toMatchObject({ status: 503, text: 'not ready\n' });
  expect(await server.ask('GET', '/livez')).toMatchObject({ status: 200 });
});
