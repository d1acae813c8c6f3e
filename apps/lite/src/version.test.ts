import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { VERSION } from './version.ts';

test('the version that the programs tell is the package’s', () => {
  const manifest = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  expect(JSON.parse(manifest)).toMatchObject({ version: VERSION });
});
