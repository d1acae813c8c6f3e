'use client';
import type { FieldError } from '@parlor/protocol';
import { useText } from '../words/use-text.ts';
import { Field } from './field.tsx';

/** What every new account is asked for. */
export function AccountFields({ errors }: { readonly errors: readonly FieldError[] }) {
  const t = useText();
  return (
    <>
      <Field
        name="name"
        label={t('field.name')}
        help={t('field.name.help')}
        errors={errors}
        autoComplete="name"
        maxLength={80}
      />
      <Field
        name="handle"
        label={t('field.handle')}
        help={t('field.handle.help')}
        errors={errors}
        required
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        name="password"
        type="password"
        label={t('field.password')}
        help={t('field.password.help')}
        errors={errors}
        required
        autoComplete="new-password"
      />
    </>
  );
}
