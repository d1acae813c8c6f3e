'use client';
import type { ProblemBody } from '@parlor/protocol';
import { useEffect, useRef, useState } from 'react';
import { useServerQuery, useSetupMutation } from '../api/api.ts';
import { problemOf } from '../api/problem.ts';
import { useText } from '../words/use-text.ts';
import { AccountFields } from './account-fields.tsx';
import { EntryPage, FormMessage, SubmitButton } from './entry-page.tsx';
import { Field } from './field.tsx';
import { taken } from './taken.ts';
import { filled, useSubmit } from './use-submit.ts';

/** The first account of a new server. The code comes with the link; without it, it is asked for. */
export function SetupForm() {
  const t = useText();
  const { data: server } = useServerQuery();
  const [setup, { isLoading, isSuccess }] = useSetupMutation();
  const [code, dropCode] = useCodeOfLink();
  const { form, onSubmit, errors, message } = useSubmit({
    send: async (values) => {
      const input = { code: code ?? '', ...filled(values) };
      await setup(input as { code: string; handle: string; password: string })
        .unwrap()
        .catch((failure: unknown) => {
          // A code that is not right is asked for, instead of being sent again and again.
          const problem = problemOf(failure);
          if (problem && isAboutCode(problem)) dropCode();
          throw failure;
        });
      location.assign('/');
    },
    explain: (problem) => (isAboutCode(problem) ? t('error.setup.code') : taken(problem)),
  });
  if (server?.setupDone && !isLoading && !isSuccess) return <Finished />;
  return (
    <EntryPage title={t('setup.title')} lead={t('setup.lead')}>
      <form ref={form} method="post" onSubmit={onSubmit}>
        <FormMessage text={message} />
        {code === undefined && (
          <Field
            name="code"
            label={t('setup.code')}
            help={t('setup.code.help')}
            errors={errors}
            required
            autoComplete="one-time-code"
            spellCheck={false}
          />
        )}
        <AccountFields errors={errors} />
        <Field
          name="serverName"
          label={t('setup.server')}
          help={t('setup.server.help')}
          errors={errors}
          autoComplete="organization"
          maxLength={80}
        />
        <SubmitButton label={t('setup.submit')} busy={isLoading || isSuccess} />
      </form>
    </EntryPage>
  );
}

function Finished() {
  const t = useText();
  return (
    <EntryPage title={t('setup.done')}>
      <p>
        <a className="button primary" href="/login">
          {t('login.submit')}
        </a>
      </p>
    </EntryPage>
  );
}

function isAboutCode({ code, errors }: ProblemBody): boolean {
  return ['forbidden', 'unauthenticated', 'not_found'].includes(code) || errors?.[0]?.pointer === '/code';
}

/** The code in the link, taken out of the address bar: it is a secret until it is used. */
function useCodeOfLink(): [code: string | undefined, drop: () => void] {
  const [code, setCode] = useState<string>();
  const read = useRef(false);
  useEffect(() => {
    if (read.current) return;
    read.current = true;
    const parts = [location.search, location.hash.replace('#', '?')];
    const found = parts.map((part) => new URLSearchParams(part).get('code')).find(Boolean);
    if (!found) return;
    setCode(found);
    history.replaceState(null, '', '/setup');
  }, []);
  return [code, () => setCode(undefined)];
}
