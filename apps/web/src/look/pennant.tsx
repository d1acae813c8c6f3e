import { useId } from 'react';
import { pennantFills } from './hue.ts';

/** Twelve partitions of a signal flag on a field of 40 × 40. */
const PARTITIONS = [
  'M0 0h20v40H0z',
  'M0 20h40v20H0z',
  'M0 40 40 0v40z',
  'M0 0h13v40H0zM27 0h13v40H27z',
  'M0 0h40v11H0zM0 29h40v11H0z',
  'M0 0h20v20H0zM20 20h20v20H20z',
  'M0 0 20 20 0 40z',
  'M20 4 36 20 20 36 4 20z',
  'M15 0h10v15h15v10H25v15H15V25H0V15h15z',
  'M0 0h9L40 31v9h-9L0 9z',
  'M0 0h40L20 22z',
  'M20 7a13 13 0 1 0 0 26 13 13 0 1 0 0-26z',
] as const;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const ROUNDED = 'M9 0h22a9 9 0 0 1 9 9v22a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9V9a9 9 0 0 1 9-9z';
/** A bot's corner is cut: the shape says what colour alone must not. */
const CUT = 'M9 0h19l12 12v19a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9V9a9 9 0 0 1 9-9z';

interface PennantProps {
  readonly id: string;
  readonly name: string;
  readonly hue: number;
  readonly bot?: boolean;
}

/** Someone's flag: made of their id, name and hue alone, the same everywhere, without any request. */
export function Pennant({ id, name, hue, bot = false }: PennantProps) {
  const clip = useId();
  const number = fingerprint(id);
  const { field, second } = pennantFills(hue, ((number >>> 8) % 3) - 1);
  const letters = initials(name);
  return (
    <svg className="pennant" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <clipPath id={clip}>
        <path d={bot ? CUT : ROUNDED} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        <path d="M0 0h40v40H0z" fill={field} />
        <path d={PARTITIONS[number % PARTITIONS.length]} fill={second} />
      </g>
      <text x="20" y="20" dy=".36em" textAnchor="middle" fontSize={letters.length > 1 ? 15 : 18}>
        {letters}
      </text>
    </svg>
  );
}

/** First letters of the first and the last word, as people write them; one for a single word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const first = firstGrapheme(words[0] ?? '');
  const last = words.length > 1 ? firstGrapheme(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase() || '?';
}

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return '';
}

/** FNV-1a, 32 bits: an even spread over the partitions, the same in every runtime. */
function fingerprint(text: string): number {
  let sum = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  return sum;
}
