import type { CSSProperties } from 'react';
import { CHROMA } from './hues.ts';

type Tone = keyof typeof CHROMA;

/** How colourful a tone is at a hue, as OKLCH wants it: as much as was asked for, never more than sRGB can show. */
export function chromaAt(tone: Tone, hue: number): number {
  return CHROMA[tone].charCodeAt(whole(hue)) / 1_000;
}

/** The custom properties that `--name` is made of (tokens.css): set on whatever carries someone's colour. */
export function nameHue(hue: number): CSSProperties {
  return {
    '--h': whole(hue),
    '--c-l': chromaAt('light', hue),
    '--c-d': chromaAt('dark', hue),
  } as CSSProperties;
}

/** The two fills of a pennant: the field, and the partition on it. `turn` is −1, 0 or 1. */
export function pennantFills(hue: number, turn: number): { readonly field: string; readonly second: string } {
  const other = whole(hue + turn * 28);
  return {
    field: `oklch(0.4 ${chromaAt('field', hue)} ${whole(hue)})`,
    second: `oklch(0.52 ${chromaAt('second', other)} ${other})`,
  };
}

const whole = (hue: number) => ((Math.round(hue) % 360) + 360) % 360;
