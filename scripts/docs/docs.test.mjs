import { describe, expect, test } from 'vitest';
import { commandFaults } from './commands.mjs';
import { faultsOf as linkFaults } from './links.mjs';
import { anchorsOf, linksOf, rowsOf, withBlock } from './markdown.mjs';
import { faultsOf, withTests } from './requirements.mjs';

const known = new Set(['LICENSE', 'scripts/docs/links.mjs', 'docs/page.md']);
const faults = (text) => linkFaults('docs/page.md', text, known);

describe('the check of links', () => {
  test('takes a file, a folder, an anchor, a name in the code, and other sites', () => {
    const text = `# One & two

[a](../LICENSE) [b](../scripts/docs) [c](#one--two) [d](https://example.com/x) [\`checkLinks\`](../scripts/docs/links.mjs)`;
    expect(faults(text)).toEqual([]);
  });

  test('finds what leads nowhere, with its line', () => {
    expect(faults('\n[a](../missing.ts)')).toEqual(['docs/page.md:2 ../missing.ts leads nowhere']);
    expect(faults('<img src="screens/none.png">')).toEqual(['docs/page.md:1 screens/none.png leads nowhere']);
  });

  test('finds a heading that is not there', () => {
    expect(faults('# One\n\n[a](#two)')).toEqual(['docs/page.md:3 #two has no heading #two']);
  });

  test('finds a name that the file no longer has', () => {
    const [fault] = faults('[`Links.gone`](../scripts/docs/links.mjs)');
    expect(fault).toContain('does not contain Links');
    expect(faults('[`other.mjs`](../scripts/docs/links.mjs)')[0]).toContain('is shown as other.mjs');
  });

  test('leaves code alone', () => {
    expect(linksOf('```\n[a](b)\n```\n`<a href="x">`')).toEqual([]);
  });
});

describe('the check of commands', () => {
  test('takes what is there', () => {
    expect(commandFaults('`npm run build`, `PORT=1 npm run echo -w packages/websocket`')).toEqual([]);
    expect(commandFaults('node scripts/check-docs.mjs --write; node scripts/nobody')).toEqual([]);
  });

  test('finds a script and a file that are not', () => {
    expect(commandFaults('npm run nothing')).toEqual([
      'tells to run npm run nothing, which no package.json has',
    ]);
    expect(commandFaults('npm run build -w packages/websocket')).toHaveLength(1);
    expect(commandFaults('node scripts/gone.mjs')).toEqual([
      'tells to run scripts/gone.mjs, which is not there',
    ]);
  });
});

describe('the check of requirements', () => {
  const proofs = new Map([['e2e/talk.test.ts', new Set(['R1'])]]);

  test('takes a test that names the number, and "not yet" where none does', () => {
    expect(faultsOf('R1', '[talk](../e2e/talk.test.ts)', proofs)).toEqual([]);
    expect(faultsOf('R2', 'not yet', proofs)).toEqual([]);
  });

  test('finds a missing row, an empty claim, a false one and a stale "not yet"', () => {
    expect(faultsOf('R2', undefined, proofs)).toEqual(['has no row for R2']);
    expect(faultsOf('R2', 'surely', proofs)[0]).toContain('neither a test nor');
    expect(faultsOf('R2', '[talk](../e2e/talk.test.ts)', proofs)[0]).toContain('does not name it');
    expect(faultsOf('R1', 'not yet', proofs)[0]).toContain('which e2e/talk.test.ts tests');
  });

  test('writes the tests into the rows', () => {
    const row = (cell) => `| R1 | talk | [x](y) | ${cell} |`;
    expect(withTests(row('not yet'), proofs)).toBe(row('[talk](../e2e/talk.test.ts)'));
  });
});

describe('the Markdown reader', () => {
  test('makes anchors as code hosts do, twice the same ones too', () => {
    expect([...anchorsOf('# A `b` c\n## A b c\n')]).toEqual(['a-b-c', 'a-b-c-1']);
  });

  test('reads and replaces what stands between markers, and wants them', () => {
    const text = '<!-- t -->\n| a |\n|---|\n| 1 |\n<!-- /t -->';
    expect(rowsOf(text, 't')).toEqual([['1']]);
    expect(withBlock(text, 't', 'x')).toBe('<!-- t -->\nx\n<!-- /t -->');
    expect(() => withBlock('', 't', 'x')).toThrow('missing');
  });
});
