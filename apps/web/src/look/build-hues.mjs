/**
 * Writes hues.ts: for each hue, how colourful a tone may be before sRGB cannot show it any more.
 * Run by hand when a tone changes: node apps/web/src/look/build-hues.mjs
 */
import { writeFileSync } from 'node:fs';
import { clampChroma } from 'culori';

const tones = {
  /** Names on light surfaces, and on dark ones. */
  light: { l: 0.46, c: 0.125 },
  dark: { l: 0.8, c: 0.115 },
  /** The field of a pennant, and its second tone. */
  field: { l: 0.4, c: 0.085 },
  second: { l: 0.52, c: 0.1 },
};

/** Chroma in thousandths, one character a hue: its code is the chroma. */
const letters = ({ l, c }) =>
  Array.from({ length: 360 }, (_, h) => {
    const { c: most } = clampChroma({ mode: 'oklch', l, c, h }, 'oklch');
    return String.fromCharCode(Math.floor(most * 1000));
  }).join('');

const lines = Object.entries(tones).map(([name, tone]) => `  ${name}: ${JSON.stringify(letters(tone))},`);
const text = `// Made by build-hues.mjs: chroma in thousandths is the code of the letter at the hue's place.
export const CHROMA = {
${lines.join('\n')}
} as const;
`;
writeFileSync(new URL('hues.ts', import.meta.url), text);
