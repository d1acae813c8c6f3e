'use client';
import type { FieldError, ProblemBody } from '@parlor/protocol';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { problemText } from '../words/problem-text.ts';
import { useText } from '../words/use-text.ts';

const NONE: readonly FieldError[] = [];

interface Submit {
  readonly form: { current: HTMLFormElement | null };
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  /** What is wrong, field by field. */
  readonly errors: readonly FieldError[];
  /** What is wrong with the whole. */
  readonly message: string | undefined;
}

interface SubmitOptions {
  /** Sends the form; a rejection carries the server's problem. */
  readonly send: (values: Record<string, string>) => Promise<unknown>;
  /** Says a problem of this form in better words, or as a field's own. */
  readonly explain?: (problem: ProblemBody) => string | readonly FieldError[] | undefined;
}

/**
 * What every form does: sends, keeps what was typed, says what is wrong beside the field, and focuses it.
 * Its form has `method="post"`: should no script run, a password must not end up in an address.
 */
export function useSubmit({ send, explain }: SubmitOptions): Submit {
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const [failure, setFailure] = useState<{ error: unknown }>();
  const problem = failure && problemOf(failure.error);
  const explained = problem && explain?.(problem);
  const errors = typeof explained === 'object' ? explained : (problem?.errors ?? NONE);
  const known = errors.some(({ pointer }) => form.current?.elements.namedItem(pointer.slice(1)));
  useEffect(() => {
    if (failure) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failure]);
  return {
    form,
    errors,
    message:
      failure && !known ? (typeof explained === 'string' ? explained : problemText(t, problem)) : undefined,
    onSubmit: (event) => {
      event.preventDefault();
      const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
      send(values).then(
        () => setFailure(undefined),
        (error: unknown) => setFailure({ error }),
      );
    },
  };
}

/** The values without the fields that were left empty. */
export function filled<Values extends Record<string, string>>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<Values>;
}
