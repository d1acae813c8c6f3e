const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const CLOSING = /^ {0,3}(`{3,}|~{3,})[ \t\r]*$/;
const BACKTICKS = /`+/g;

/**
 * A Markdown body with spaces in place of its code, so that places in it stay what they are.
 * Each character is looked at a bounded number of times, whatever the body.
 */
export function blankCode(body: string): string {
  if (!body.includes('`') && !body.includes('~~~')) return body;
  const prose: string[] = [];
  let paragraph: string[] = [];
  let fence: string | undefined;
  const endParagraph = () => {
    if (paragraph.length > 0) prose.push(blankSpans(paragraph.join('\n')));
    paragraph = [];
  };
  for (const line of body.split('\n')) {
    const opened: string | undefined = fence ?? openingOf(line);
    if (opened === undefined && line.trim() !== '') {
      paragraph.push(line);
      continue;
    }
    // A code span ends with its paragraph at the latest.
    endParagraph();
    prose.push(' '.repeat(line.length));
    fence = fence !== undefined && closes(line, fence) ? undefined : opened;
  }
  endParagraph();
  return prose.join('\n');
}

/** The characters that open a fence on this line. */
function openingOf(line: string): string | undefined {
  const marks = FENCE.exec(line)?.[1];
  if (marks === undefined) return undefined;
  // With more backticks behind it, it is a code span.
  const rest = line.slice(line.indexOf(marks) + marks.length);
  return marks.startsWith('`') && rest.includes('`') ? undefined : marks;
}

function closes(line: string, opening: string): boolean {
  return CLOSING.exec(line)?.[1]?.startsWith(opening) ?? false;
}

/** A span reaches from one run of backticks to the next of the same length; what finds none is text. */
function blankSpans(text: string): string {
  const runs = [...text.matchAll(BACKTICKS)].map(({ 0: { length }, index }) => ({ index, length }));
  const byLength = Map.groupBy(runs, ({ length }) => length);
  const taken = new Map<number, number>();
  const parts: string[] = [];
  let done = 0;
  for (const run of runs) {
    if (run.index < done) continue;
    const escaped = isEscaped(text, run.index) ? 1 : 0;
    const [start, length] = [run.index + escaped, run.length - escaped];
    const same = byLength.get(length) ?? [];
    let next = taken.get(length) ?? 0;
    while ((same[next]?.index ?? Number.POSITIVE_INFINITY) <= start) next += 1;
    taken.set(length, next);
    const closing = same[next];
    if (closing === undefined) continue;
    const end = closing.index + length;
    parts.push(text.slice(done, start), ' '.repeat(end - start));
    done = end;
  }
  return parts.join('') + text.slice(done);
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text[index - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
