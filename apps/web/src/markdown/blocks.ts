import type { Block, Inline } from './ast.ts';
import { parseInline } from './inline.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]{0,40})[^`]*$/u;
const QUOTE = /^ {0,3}> ?/u;
const ITEM = /^ {0,3}(?:[-*+]|(\d{1,9})[.)]) +(\S.*)$/u;
const HEADING = /^ {0,3}#{1,6} +(\S.*?)#*$/u;

/** Quotes in quotes deeper than this are text. */
const DEPTH = 6;

interface Read {
  readonly block: Block;
  /** The line after it. */
  readonly next: number;
}

/** Reads a message. Lines keep their breaks, as people type them; nothing is ever HTML. */
export function parseBlocks(source: string, depth = 0): readonly Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const read = readBlock(lines, at, depth);
    if (read) blocks.push(read.block);
    at = read?.next ?? at + 1;
  }
  return blocks;
}

function readBlock(lines: readonly string[], at: number, depth: number): Read | undefined {
  const line = lines[at] ?? '';
  if (line.trim() === '') return undefined;
  if (FENCE.test(line)) return readFence(lines, at);
  if (QUOTE.test(line) && depth < DEPTH) return readQuote(lines, at, depth);
  if (ITEM.test(line)) return readList(lines, at);
  const [, heading] = HEADING.exec(line) ?? [];
  if (heading) return { block: { type: 'heading', children: parseInline(heading.trim()) }, next: at + 1 };
  return readParagraph(lines, at, depth);
}

/** Up to the same fence, or to the end: an unclosed one is code all the same, as it is while it is typed. */
function readFence(lines: readonly string[], at: number): Read {
  const [, fence = '', language = ''] = FENCE.exec(lines[at] ?? '') ?? [];
  const mark = fence.charAt(0);
  const isEnd = (line: string) =>
    line.trim().length >= fence.length && line.trim() === mark.repeat(line.trim().length);
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end] ?? '')) end++;
  return { block: { type: 'code', language, text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
}

function readQuote(lines: readonly string[], at: number, depth: number): Read {
  let end = at;
  while (QUOTE.test(lines[end] ?? '')) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { block: { type: 'quote', children: parseBlocks(inner.join('\n'), depth + 1) }, next: end };
}

function readList(lines: readonly string[], at: number): Read {
  const number = ITEM.exec(lines[at] ?? '')?.[1];
  const ordered = number !== undefined;
  const items: (readonly Inline[])[] = [];
  let end = at;
  for (; end < lines.length; end++) {
    const [, itsNumber, text] = ITEM.exec(lines[end] ?? '') ?? [];
    if (text === undefined || (itsNumber !== undefined) !== ordered) break;
    items.push(parseInline(text));
  }
  return { block: { type: 'list', ordered, start: Number(number ?? 1), items }, next: end };
}

function readParagraph(lines: readonly string[], at: number, depth: number): Read {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end] ?? '', depth)) end++;
  return { block: { type: 'paragraph', children: parseInline(lines.slice(at, end).join('\n')) }, next: end };
}

function startsBlock(line: string, depth: number): boolean {
  return (
    line.trim() === '' ||
    FENCE.test(line) ||
    (QUOTE.test(line) && depth < DEPTH) ||
    ITEM.test(line) ||
    HEADING.test(line)
  );
}
