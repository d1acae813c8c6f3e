import { readFileSync } from 'node:fs';
import { clampChroma, displayable, type Oklch, parse, wcagContrast } from 'culori';
import { describe, expect, it } from 'vitest';
import { chromaAt, pennantFills } from './hue.ts';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const TOKEN = /--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\)/gu;
const tokens = new Map(
  [...css.matchAll(TOKEN)].map(([, name = '', light = '', dark = '']) => [name, [light, dark]]),
);
const SURFACES = ['bg-0', 'bg-1', 'bg-2', 'bg-3', 'hover', 'selected', 'lantern-soft', 'danger-soft'];

const colour = (name: string, theme: number) => parse(tokens.get(name)?.[theme] ?? '') as Oklch;
const contrast = (front: string, back: string, theme: number) =>
  wcagContrast(colour(front, theme), colour(back, theme));

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('the tokens of the %s theme', (_, theme) => {
  it('can all be shown in sRGB', () => {
    const outside = [...tokens.keys()].filter((name) => !displayable(colour(name, theme)));
    expect(tokens.size).toBeGreaterThan(25);
    expect(outside).toEqual([]);
  });

  it('give every text 4.5 : 1 on every surface it may stand on', () => {
    for (const text of ['text-1', 'text-2', 'text-3', 'link', 'danger', 'lantern-ink']) {
      for (const surface of SURFACES) {
        expect([text, surface, contrast(text, surface, theme) >= 4.5]).toEqual([text, surface, true]);
      }
    }
    for (const fill of ['primary', 'primary-hover'])
      expect(contrast('on-primary', fill, theme)).toBeGreaterThan(4.5);
    expect(contrast('on-lantern', 'lantern', theme)).toBeGreaterThan(4.5);
    expect(contrast('on-danger', 'danger', theme)).toBeGreaterThan(4.5);
  });

  it('give every shape that says something 3 : 1', () => {
    for (const shape of ['line-2', 'focus', 'pres-online', 'pres-idle', 'pres-dnd', 'pres-off']) {
      for (const surface of SURFACES.slice(0, 6)) {
        expect([shape, surface, contrast(shape, surface, theme) >= 3]).toEqual([shape, surface, true]);
      }
    }
  });

  it('R61: make a name of any hue readable on every surface', () => {
    for (let hue = 0; hue < 360; hue++) {
      const [l, tone] = theme === 0 ? ([0.46, 'light'] as const) : ([0.8, 'dark'] as const);
      const name: Oklch = { mode: 'oklch', l, c: chromaAt(tone, hue), h: hue };
      expect([hue, displayable(clampChroma(name, 'oklch'))]).toEqual([hue, true]);
      const worst = Math.min(...SURFACES.map((surface) => wcagContrast(name, colour(surface, theme))));
      expect([hue, worst >= 4.5]).toEqual([hue, true]);
    }
  });
});

describe('a pennant', () => {
  it('carries white letters that can be read, whatever its hue', () => {
    for (let hue = 0; hue < 360; hue++) {
      for (const turn of [-1, 0, 1]) {
        const { field, second } = pennantFills(hue, turn);
        expect([hue, wcagContrast(field, '#fff') >= 4.5 && wcagContrast(second, '#fff') >= 4.5]).toEqual([
          hue,
          true,
        ]);
      }
    }
  });
});
