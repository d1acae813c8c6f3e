'use client';
import { useRegisterMutation, useServerQuery } from '../api/api.ts';
import { useText } from '../words/use-text.ts';
import { AccountFields } from './account-fields.tsx';
import { arrive } from './arrive.ts';
import { EntryPage, FormMessage, SubmitButton } from './entry-page.tsx';
import { taken } from './taken.ts';
import { filled, useSubmit } from './use-submit.ts';

/** A new account. Where registration is closed, the page says whom to ask. */
export function RegisterForm() {
  const t = useText();
  const { data: server } = useServerQuery();
  const [register, { isLoading, isSuccess }] = useRegisterMutation();
  const { form, onSubmit, errors, message } = useSubmit({
    send: async (values) => {
      await register(filled(values) as { handle: string; password: string }).unwrap();
      arrive();
    },
    explain: taken,
  });
  const closed = server !== undefined && server.registration !== 'open';
  return (
    <EntryPage title={t('register.title', { server: server?.name ?? t('app.name') })}>
      {closed ? (
        <p className="notice">{t('register.closed')}</p>
      ) : (
        <form ref={form} method="post" onSubmit={onSubmit}>
          <FormMessage text={message} />
          <AccountFields errors={errors} />
          <SubmitButton label={t('register.submit')} busy={isLoading || isSuccess} />
        </form>
      )}
      <p className="entry-other">
        {t('register.have')} <a href="/login">{t('login.submit')}</a>
      </p>
    </EntryPage>
  );
}
