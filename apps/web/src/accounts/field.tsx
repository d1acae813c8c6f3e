'use client';
import type { FieldError } from '@parlor/protocol';
import { type ComponentProps, useId, useState } from 'react';
import { fieldText } from '../words/problem-text.ts';
import { useText } from '../words/use-text.ts';

interface FieldProps extends ComponentProps<'input'> {
  /** Its name in the request: what the server's refusals point at. */
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly errors: readonly FieldError[];
}

/** A labelled input with its help and what is wrong with it, beside it and for screen readers. */
export function Field({ label, help, errors, ...input }: FieldProps) {
  const t = useText();
  const id = useId();
  const error = errors.find(({ pointer }) => pointer === `/${input.name}`);
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {!input.required && <span className="field-optional"> {t('field.optional')}</span>}
      </label>
      <Input
        {...input}
        id={id}
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
      />
      {error && (
        <p className="field-error" id={`${id}-error`}>
          {fieldText(t, error)}
        </p>
      )}
      {help && (
        <p className="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}

/** The input itself; a password can be shown, and pasted. */
function Input(input: ComponentProps<'input'>) {
  const t = useText();
  const [shown, setShown] = useState(false);
  if (input.type !== 'password') return <input {...input} className="input" />;
  return (
    <span className="password">
      <input {...input} className="input" type={shown ? 'text' : 'password'} />
      <button type="button" className="password-show" aria-pressed={shown} onClick={() => setShown(!shown)}>
        {t(shown ? 'field.hide' : 'field.show')}
      </button>
    </span>
  );
}
