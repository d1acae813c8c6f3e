'use client';
import { useEffect } from 'react';
import { useLoginMutation, useServerQuery } from '../api/api.ts';
import { useText } from '../words/use-text.ts';
import { arrive } from './arrive.ts';
import { EntryPage, FormMessage, SubmitButton } from './entry-page.tsx';
import { Field } from './field.tsx';
import { useSubmit } from './use-submit.ts';

/** Signing in. One message for a wrong handle and a wrong password: nobody learns who has an account. */
export function LoginForm() {
  const t = useText();
  const { data: server } = useServerQuery();
  const [login, { isLoading, isSuccess }] = useLoginMutation();
  const { form, onSubmit, errors, message } = useSubmit({
    send: async ({ login: name = '', password = '' }) => {
      await login({ login: name.trim(), password }).unwrap();
      arrive();
    },
    explain: ({ code }) =>
      code === 'unauthenticated' || code === 'invalid_input' ? t('login.wrong') : undefined,
  });
  useEffect(() => {
    if (server?.setupDone === false) location.replace('/setup');
  }, [server]);
  return (
    <EntryPage title={t('login.title', { server: server?.name ?? t('app.name') })}>
      <form ref={form} method="post" onSubmit={onSubmit}>
        <FormMessage text={message} />
        <Field
          name="login"
          label={t('login.login')}
          errors={errors}
          required
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
        />
        <Field
          name="password"
          type="password"
          label={t('field.password')}
          errors={errors}
          required
          autoComplete="current-password"
        />
        <SubmitButton label={t('login.submit')} busy={isLoading || isSuccess} />
      </form>
      {server?.registration === 'open' && (
        <p className="entry-other">
          {t('login.new')}{' '}
          <a href={`/register${typeof location === 'undefined' ? '' : location.search}`}>
            {t('login.register')}
          </a>
        </p>
      )}
    </EntryPage>
  );
}
