import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chapter, type Mark } from './cases.ts';

/** Files here that test the suite's own tools, not a server. */
const TOOLS = ['marks.test.ts', 'history-checker.test.ts'];

test('every case of the suite is added through a chapter, which wants its mark', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  for (const name of files.filter((file) => !TOOLS.includes(file))) {
    const source = readFileSync(join(import.meta.dirname, name), 'utf8');
    expect(source, name).toMatch(/\bchapter\(/);
    expect(source, name).not.toMatch(/import \{[^}]*\b(test|it|describe)\b[^}]*\} from 'vitest'/);
  }
});

test('an unmarked case fails the run', () => {
  const unmarked = () => chapter('nothing', (add) => add('' as Mark, 'whatever', async () => undefined));
  expect(unmarked).toThrow('unmarked case: whatever');
});
