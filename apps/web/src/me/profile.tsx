'use client';
import type { Me } from '@parlor/contract';
import { useUpdateMeMutation } from '../api/me-api.ts';
import { useText } from '../words/use-text.ts';
import { HueChoice } from './hue-choice.tsx';
import { SavedField } from './saved-field.tsx';

/** What others see of one: the name, a few words, the colour of the name. Each is saved when it is left. */
export function Profile({ me }: { readonly me: Me }) {
  const t = useText();
  const [update] = useUpdateMeMutation();
  return (
    <>
      <SavedField
        name="name"
        label={t('field.name')}
        help={t('field.name.help')}
        value={me.name}
        required
        maxLength={40}
        autoComplete="name"
        save={(name) => update({ name }).unwrap()}
      />
      <dl className="fact">
        <dt>{t('field.handle')}</dt>
        <dd>@{me.handle}</dd>
      </dl>
      <SavedField
        name="bio"
        label={t('me.bio')}
        help={t('me.bio.help')}
        value={me.bio}
        maxLength={160}
        autoComplete="off"
        save={(bio) => update({ bio }).unwrap()}
      />
      <HueChoice me={me} save={(hue) => update({ hue }).unwrap()} />
    </>
  );
}
