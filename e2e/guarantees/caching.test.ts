import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Signed, TestApp } from '../support/app.ts';
import { described } from './described.ts';

const { operations } = await described();

let server: TestApp;
let admin: Signed;
let seq: string;
beforeAll(async () => {
  ({ server, admin } = await TestApp.ready());
  const { body } = await server.post('/rooms/general/messages', { as: admin, body: { body: 'Hi' } });
  seq = String(body.seq);
});
afterAll(() => server.close());

describe('check 38: no cache keeps what is told to one person', () => {
  test.each(operations.filter(({ method, path }) => method === 'GET' && !path.endsWith('/events')))(
    '$route',
    async ({ path }) => {
      const values: Readonly<Record<string, string>> = { room: 'general', seq, user: admin.id };
      const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? 'unknown');
      const answer = await server.ask('GET', url, { as: admin });
      const again = await server.ask('GET', url, {
        as: admin,
        headers: { 'if-none-match': answer.headers.get('etag') ?? '"none"' },
      });
      const anonymous = await server.ask('GET', url);
      for (const { status, headers } of [answer, again, anonymous]) {
        expect(headers.get('cache-control'), `${status}`).toBe('no-store');
      }
      // Whoever keeps an answer all the same must not give it to the next one who asks.
      if (answer.headers.has('etag')) expect(again.status).toBe(304);
    },
  );
});
