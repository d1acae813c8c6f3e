'use client';
import { useState } from 'react';
import { FormMessage } from '../accounts/entry-page.tsx';
import { Field } from '../accounts/field.tsx';
import { filled, useSubmit } from '../accounts/use-submit.ts';
import { useCreateRoomMutation } from '../api/api.ts';
import { Icon } from '../look/icons.tsx';
import { AppLink, navigate } from '../shell/navigation.tsx';
import { useText } from '../words/use-text.ts';
import { slugOf } from './slug.ts';

const ACCESSES = ['open', 'password', 'invite', 'hidden'] as const;
type Access = (typeof ACCESSES)[number];

/** `/rooms/new`: a name, what it is for, and who can enter. */
export function CreateRoom() {
  const t = useText();
  const [create, { isLoading }] = useCreateRoomMutation();
  const [name, setName] = useState(() => new URLSearchParams(location.search).get('name') ?? '');
  const [access, setAccess] = useState<Access>('open');
  const slug = slugOf(name);
  const { form, onSubmit, errors, message } = useSubmit({
    send: async (values) => {
      const room = await create({
        ...withoutChoice(filled(values)),
        access,
        ...(slug.length >= 2 && { slug }),
      }).unwrap();
      navigate(`/r/${room.slug ?? room.id}`);
    },
    explain: ({ code, errors: wrong }) => {
      // The address is made of the name: what is wrong with it is said there.
      const fields =
        wrong ?? (code === 'conflict' ? [{ pointer: '/name', code: 'taken' as const }] : undefined);
      return fields?.map((error) => (error.pointer === '/slug' ? { ...error, pointer: '/name' } : error));
    },
  });
  return (
    <main className="main page">
      <header className="page-head">
        <AppLink className="icon-button back" href="/" aria-label={t('room.back')}>
          <Icon name="back" />
        </AppLink>
        <h1>{t('create.title')}</h1>
      </header>
      <form ref={form} method="post" onSubmit={onSubmit} className="page-body narrow">
        <p className="page-lead">{t('create.lead')}</p>
        <FormMessage text={message} />
        <Field
          name="name"
          label={t('create.name')}
          help={slug ? t('create.address', { address: `/r/${slug}` }) : t('create.address.hint')}
          errors={errors}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={80}
          autoFocus
          autoComplete="off"
        />
        <Field name="topic" label={t('create.topic')} errors={errors} maxLength={250} autoComplete="off" />
        <AccessChoice access={access} onChoose={setAccess} />
        {access === 'password' && (
          <Field
            name="password"
            type="password"
            label={t('create.password')}
            errors={errors}
            required
            maxLength={72}
            autoComplete="new-password"
          />
        )}
        <div className="form-actions">
          <button type="submit" className="button primary" disabled={isLoading}>
            {t('create.submit')}
          </button>
          <AppLink className="button" href="/rooms">
            {t('create.cancel')}
          </AppLink>
        </div>
      </form>
    </main>
  );
}

function AccessChoice({
  access,
  onChoose,
}: {
  readonly access: Access;
  readonly onChoose: (access: Access) => void;
}) {
  const t = useText();
  return (
    <fieldset className="choices">
      <legend>{t('create.access')}</legend>
      {ACCESSES.map((one) => (
        <label key={one} className="choice">
          <input type="radio" name="choice" checked={access === one} onChange={() => onChoose(one)} />
          <span>
            <strong>{t(`create.access.${one}`)}</strong>
            <small>{t(`create.access.${one}.help`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The radio buttons have a name for the browser's sake; what they mean is sent as `access`. */
function withoutChoice({
  choice: _,
  ...values
}: Partial<Record<string, string>>): Partial<Record<string, string>> {
  return values;
}
