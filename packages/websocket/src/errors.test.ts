import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isCloseCode } from './close-codes.ts';
import { WEBSOCKET_ERRORS, WebSocketError, type WebSocketErrorCode } from './errors.ts';

const PAGE = new URL('../../../docs/websocket-errors.md', import.meta.url);

/** The rows of the page's table: code, close code, meaning. */
function documented(): [string, number, string][] {
  const rows = readFileSync(PAGE, 'utf8').matchAll(/^\| `(\w+)` \| (\d{4}) \| (.+?) \|/gm);
  return Array.from(rows, ([, code = '', closeCode, meaning = '']) => [code, Number(closeCode), meaning]);
}

test('the table of errors and its page are the same, both ways', () => {
  const table = Object.entries(WEBSOCKET_ERRORS).map(([code, row]) => [code, row.closeCode, row.meaning]);
  expect(documented()).toEqual(table);
});

test('every error can be said in a close frame', () => {
  for (const code of Object.keys(WEBSOCKET_ERRORS) as WebSocketErrorCode[]) {
    const error = new WebSocketError(code);
    expect(isCloseCode(error.closeCode)).toBe(true);
    expect(Buffer.byteLength(error.message)).toBeLessThanOrEqual(123);
  }
});
