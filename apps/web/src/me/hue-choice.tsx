'use client';
import type { Me } from '@parlor/contract';
import { useState } from 'react';
import { nameHue } from '../look/hue.ts';
import { Pennant } from '../look/pennant.tsx';
import { PersonName } from '../look/person-name.tsx';
import type { Key } from '../words/locale.ts';
import { useText } from '../words/use-text.ts';
import { SavingWords, useSaving } from './use-saving.tsx';

/** Degrees between two of the named hues. */
const STEP = 15;
const HUES = Array.from({ length: 360 / STEP }, (_, index) => index * STEP);

/** The colour of one's name: one of 24 with names, or any in between; shown as it will be in both themes. */
export function HueChoice({
  me,
  save,
}: {
  readonly me: Me;
  readonly save: (hue: number) => Promise<unknown>;
}) {
  const t = useText();
  const [hue, setHue] = useState(me.hue);
  const saving = useSaving(t);
  const keep = (wanted: number) => {
    if (wanted !== me.hue) void saving.run(() => save(wanted));
  };
  const near = (Math.round(hue / STEP) * STEP) % 360;
  return (
    <fieldset className="hue-choice">
      <legend>{t('me.hue')}</legend>
      <div className="hue-previews">
        <Preview me={me} hue={hue} theme="light" />
        <Preview me={me} hue={hue} theme="dark" />
      </div>
      <div className="hue-strip">
        {HUES.map((one) => (
          <label key={one} style={nameHue(one)} title={t(hueName(one))}>
            <input
              type="radio"
              name="hue"
              aria-label={t(hueName(one))}
              checked={one === near}
              onChange={() => {
                setHue(one);
                keep(one);
              }}
            />
            <span />
          </label>
        ))}
      </div>
      <input
        type="range"
        className="hue-slider"
        min={0}
        max={359}
        value={hue}
        aria-label={t('me.hue.exact')}
        aria-valuetext={`${t(hueName(near))}, ${hue}°`}
        onChange={(event) => setHue(Number(event.target.value))}
        onPointerUp={() => keep(hue)}
        onKeyUp={() => keep(hue)}
        onBlur={() => keep(hue)}
      />
      <SavingWords saving={saving} />
    </fieldset>
  );
}

function Preview({
  me,
  hue,
  theme,
}: {
  readonly me: Me;
  readonly hue: number;
  readonly theme: 'light' | 'dark';
}) {
  const t = useText();
  return (
    <div className={`hue-preview ${theme}`} style={nameHue(hue)}>
      <span className="hue-pennant">
        <Pennant id={me.id} name={me.name} hue={hue} />
      </span>
      <span className="spine" />
      <span>
        <PersonName person={{ ...me, hue }} />
        <span className="hue-words">{t(`me.theme.${theme}`)}</span>
        <span className="hue-words hue-mention">{t('me.hue.mention')}</span>
      </span>
    </div>
  );
}

const hueName = (hue: number) => `hue.${hue}` as Key;
