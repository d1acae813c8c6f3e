import type { Inline } from './ast.ts';

/** Marks that wrap text, longest first: `**` must not be read as two `*`. */
const WRAPS = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 'strike'],
  ['||', 'spoiler'],
  ['*', 'emphasis'],
  ['_', 'emphasis'],
] as const;

/** Deeper than this, marks are text: nobody writes it, and a hostile message must not exhaust the stack. */
const DEPTH = 8;

const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s<>]+/iu;
const LINK = /^\[((?:\\.|[^[\]\\]){1,500})\]\(([^\s()<>]{1,2000}(?:\([^\s()<>]*\))?[^\s()<>]*)\)/u;
const MENTION = /^@([a-z0-9_-]{2,24})(?![a-z0-9_-])/iu;
const ESCAPED = /^\\([!-/:-@[-`{-~])/u;
const WORD = /[\p{L}\p{N}_]/u;

/** Reads one paragraph's text. Whatever is not Markdown stays as it was typed. */
export function parseInline(source: string, depth = 0): readonly Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain) parts.push({ type: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < source.length; ) {
    const found = parseAt(source, at, depth);
    if (found === undefined) {
      plain += source[at++];
    } else if (found.part.type === 'text') {
      plain += found.part.text;
      at = found.end;
    } else {
      flush();
      parts.push(found.part);
      at = found.end;
    }
  }
  flush();
  return parts;
}

interface Found {
  readonly part: Inline;
  readonly end: number;
}

function parseAt(source: string, at: number, depth: number): Found | undefined {
  switch (source[at]) {
    case '\\':
      return parseEscape(source, at);
    case '`':
      return parseCode(source, at);
    case '[':
      return parseLink(source, at, depth);
    case '@':
      return parseMention(source, at);
    case 'h':
    case 'H':
    case 'm':
      return parseAddress(source, at);
    case '*':
    case '_':
    case '~':
    case '|':
      return parseWrap(source, at, depth);
    default:
      return undefined;
  }
}

function parseEscape(source: string, at: number): Found | undefined {
  const [whole, text] = ESCAPED.exec(source.slice(at, at + 2)) ?? [];
  return whole && text ? { part: { type: 'text', text }, end: at + whole.length } : undefined;
}

/** As many back-ticks end it as began it, so that code may hold back-ticks. */
function parseCode(source: string, at: number): Found | undefined {
  let ticks = 1;
  while (source[at + ticks] === '`') ticks++;
  const fence = '`'.repeat(ticks);
  let end = source.indexOf(fence, at + ticks);
  while (end >= 0 && source[end + ticks] === '`') end = source.indexOf(fence, end + ticks + 1);
  // An unclosed run is text as a whole: trying again at each of its ticks would take for ever.
  if (end < 0) return { part: { type: 'text', text: fence }, end: at + ticks };
  const inner = source.slice(at + ticks, end);
  const text = /^ .*[^ ].* $/su.test(inner) ? inner.slice(1, -1) : inner;
  return { part: { type: 'code', text }, end: end + ticks };
}

function parseLink(source: string, at: number, depth: number): Found | undefined {
  const [whole, label, target] = LINK.exec(source.slice(at, at + 2_600)) ?? [];
  const href = target && safeAddress(target);
  if (!whole || !label || !href || depth >= DEPTH) return undefined;
  return {
    part: { type: 'link', href, children: unlinked(parseInline(label, depth + 1)) },
    end: at + whole.length,
  };
}

function parseMention(source: string, at: number): Found | undefined {
  if (WORD.test(source[at - 1] ?? '')) return undefined;
  const [whole, handle] = MENTION.exec(source.slice(at, at + 26)) ?? [];
  return whole && handle
    ? { part: { type: 'mention', handle: handle.toLowerCase() }, end: at + whole.length }
    : undefined;
}

/** A bare address; the full stop or bracket that ends the sentence around it is not a part of it. */
function parseAddress(source: string, at: number): Found | undefined {
  if (WORD.test(source[at - 1] ?? '')) return undefined;
  const [whole] = ADDRESS.exec(source.slice(at, at + 2_000)) ?? [];
  if (!whole) return undefined;
  let text = whole.replace(/[.,:;!?'"*_~|]+$/u, '');
  while (text.endsWith(')') && count(text, ')') > count(text, '(')) text = text.slice(0, -1);
  const href = safeAddress(text);
  return href
    ? { part: { type: 'link', href, children: [{ type: 'text', text }] }, end: at + text.length }
    : undefined;
}

function parseWrap(source: string, at: number, depth: number): Found | undefined {
  const [mark, type] = WRAPS.find(([candidate]) => source.startsWith(candidate, at)) ?? [];
  if (!mark || !type || depth >= DEPTH) return undefined;
  const from = at + mark.length;
  // `2 * 3 * 4` and `snake_case_name` are not emphasis.
  if (/\s/u.test(source[from] ?? ' ') || (mark.startsWith('_') && WORD.test(source[at - 1] ?? '')))
    return undefined;
  const end = closing(source, from, mark);
  if (end === undefined) return undefined;
  const children = parseInline(source.slice(from, end), depth + 1);
  return { part: { type, children }, end: end + mark.length };
}

/** Where a mark closes: not after white space, not inside a word for `_`, and not the half of a longer mark. */
function closing(source: string, from: number, mark: string): number | undefined {
  for (let end = source.indexOf(mark, from + 1); end >= 0; end = source.indexOf(mark, end + 1)) {
    const before = source[end - 1] ?? ' ';
    const after = source[end + mark.length] ?? '';
    const inWord = mark.startsWith('_') && WORD.test(after);
    const longer = mark.length === 1 && (after === mark || before === mark);
    if (!/\s/u.test(before) && before !== '\\' && !inWord && !longer) return end;
  }
  return undefined;
}

/** Only addresses that open a page or a letter: `javascript:` and its kin stay text. */
export function safeAddress(address: string): string | undefined {
  if (!ADDRESS.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, href } = new URL(address);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : undefined;
}

/** A link holds no link. */
function unlinked(parts: readonly Inline[]): readonly Inline[] {
  return parts.flatMap((part) => (part.type === 'link' ? part.children : [part]));
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
