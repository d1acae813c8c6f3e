'use client';
import type { FieldError } from '@parlor/protocol';
import { useState } from 'react';
import { problemOf } from '../api/problem.ts';
import { problemText } from '../words/problem-text.ts';
import type { Text } from '../words/use-text.ts';

const NONE: readonly FieldError[] = [];

/** How the saving of one thing stands. */
export interface Saving {
  readonly state: 'idle' | 'saved' | 'failed';
  readonly errors: readonly FieldError[];
  readonly words: string;
  readonly run: (save: () => Promise<unknown>) => Promise<void>;
}

/** Saves something, and knows what to say about it. */
export function useSaving(t: Text): Saving {
  const [outcome, setOutcome] = useState<Omit<Saving, 'run'>>({ state: 'idle', errors: NONE, words: '' });
  const run = async (save: () => Promise<unknown>) => {
    try {
      await save();
      setOutcome({ state: 'saved', errors: NONE, words: t('me.saved') });
    } catch (failure) {
      const problem = problemOf(failure);
      const errors = problem?.errors ?? NONE;
      setOutcome({ state: 'failed', errors, words: errors.length > 0 ? '' : problemText(t, problem) });
    }
  };
  return { ...outcome, run };
}

/** The word beside what was saved. */
export function SavingWords({ saving }: { readonly saving: Saving }) {
  return (
    <p className="saving" role="status" data-state={saving.state}>
      {saving.words}
    </p>
  );
}
