import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PASSWORD, type Signed, TestApp } from '../../../../e2e/support/app.ts';

let server: TestApp;
let admin: Signed;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready({ RATE_LIMITS: 'on' }));
});
afterAll(() => server.close());

describe('limits', () => {
  test('are told on every answer', async () => {
    const { headers } = await server.get('/me', { as: admin });
    expect(headers.get('ratelimit-policy')).toBe('"user";q=600;w=60, "address";q=60;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"user";r=59\d;t=\d+$/);
    expect((await server.get('/server')).headers.get('ratelimit')).toMatch(/^"address";r=\d+;t=\d+$/);
  });

  test('stop who guesses an account, whatever address they claim to come from', async () => {
    const guess = (address: string) =>
      server.post('/auth/login', {
        body: { login: 'admin', password: 'wrong password' },
        // The test's own address is a trusted proxy's; the first hop that is not is what counts.
        headers: { 'x-forwarded-for': `${address}, 203.0.113.7` },
      });
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) statuses.push((await guess(`198.51.100.${index}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = await guess('198.51.100.9');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body.retryAfter).toBe(Number(refused.headers.get('retry-after')));
    // Its owner, elsewhere, is not locked out.
    const body = { login: 'admin', password: PASSWORD };
    expect((await server.post('/auth/login', { body })).status).toBe(200);
  });

  test('stop an address that asks too often, and leave health checks alone', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.50' };
    const statuses: number[] = [];
    for (let index = 0; index < 61; index++) statuses.push((await server.get('/server', { headers })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    expect((await server.get('/me', { headers })).status).toBe(429);
    expect((await server.get('/me', { headers, as: admin })).status).toBe(200);
    for (let index = 0; index < 70; index++) {
      expect((await server.ask('GET', '/livez', { headers })).status).toBe(200);
    }
  });
});
