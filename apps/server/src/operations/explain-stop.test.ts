import { expect, test } from 'vitest';
import { ConfigRefused } from '../config/config.ts';
import { StoreRefused } from '../database/store-errors.ts';
import { explainStop } from './explain-stop.ts';

const failing = (fields: object) => Object.assign(new Error('failed'), fields);

test.each([
  [failing({ code: 'EADDRINUSE', port: 3000 }), /^PORT=3000 is taken .*PORT=3001/],
  [failing({ code: 'EACCES', port: 80 }), /^PORT=80 may not be opened/],
  [failing({ code: 'EADDRNOTAVAIL', address: '10.0.0.9' }), /^HOST="10\.0\.0\.9" is no address/],
  [failing({ code: 'ENOTFOUND', hostname: 'nowhere' }), /^HOST="nowhere" is no address/],
  [new StoreRefused('The store is in use.'), /^The store is in use\.$/],
])('%s is explained in one line', (error, line) => {
  const text = explainStop(error);
  expect(text).toMatch(line);
  expect(text).not.toContain('\n');
});

test('every fault of the environment has its line', () => {
  expect(explainStop(new ConfigRefused(['A', 'B']))).toBe('A\nB');
});

test('a bug keeps its stack', () => {
  expect(explainStop(new TypeError('oops'))).toMatch(/TypeError: oops\n\s+at /);
  expect(explainStop('thrown')).toBe('thrown');
});
