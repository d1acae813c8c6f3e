import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { logPath } from './room-file.ts';

const NAMES = [
  '../../etc/passwd',
  '..',
  '.',
  '/',
  '\\',
  'C:\\x',
  'CON',
  'a\0b',
  'a\nb',
  'A',
  'a',
  'ＡＢＣ',
  '🏮',
  'e\u0301',
  'é',
];

test('no room name is a path: every log is a plain file in the folder', () => {
  for (const name of [...NAMES, 'x'.repeat(255), '☃'.repeat(255)]) {
    const path = logPath('/data', name);
    expect(dirname(path)).toBe('/data');
    expect(basename(path)).toMatch(/^[a-z0-9-]{0,32}\.[0-9a-f]{32}\.ndjson$/);
    expect(path).toBe(join('/data', basename(path)));
  }
});

test('two names never share a log, even on a disk that ignores case', () => {
  const paths = NAMES.map((name) => logPath('/data', name).toLowerCase());
  expect(new Set(paths).size).toBe(NAMES.length);
});
