import type { Block, Inline } from './ast.ts';
import { parseBlocks } from './blocks.ts';

/** A message as it is read aloud: the words, without the marks. */
export function plainText(body: string): string {
  return parseBlocks(body).map(ofBlock).join(' ').replace(/\s+/gu, ' ').trim();
}

function ofBlock(block: Block): string {
  switch (block.type) {
    case 'code':
      return block.text;
    case 'quote':
      return block.children.map(ofBlock).join(' ');
    case 'list':
      return block.items.map((item) => item.map(ofInline).join('')).join(', ');
    default:
      return block.children.map(ofInline).join('');
  }
}

function ofInline(part: Inline): string {
  if (part.type === 'mention') return `@${part.handle}`;
  if (part.type === 'spoiler') return '…';
  return 'text' in part ? part.text : part.children.map(ofInline).join('');
}
