'use client';
import type { ComponentProps } from 'react';
import { useState } from 'react';
import { Field } from '../accounts/field.tsx';
import { useText } from '../words/use-text.ts';
import { type Saving, SavingWords, useSaving } from './use-saving.tsx';

interface SavedFieldProps extends Omit<ComponentProps<typeof Field>, 'errors' | 'value' | 'onChange'> {
  readonly value: string;
  readonly save: (value: string) => Promise<unknown>;
}

/** A field that saves itself when it is left, or with Enter, and says so beside it. */
export function SavedField({ value, save, ...field }: SavedFieldProps) {
  const t = useText();
  const [typed, setTyped] = useState<string>();
  const saving: Saving = useSaving(t);
  const keep = () => {
    if (typed === undefined || typed.trim() === value) return;
    // What is refused stays as it was typed.
    void saving.run(() => save(typed).then(() => setTyped(undefined)));
  };
  return (
    <div className="saved-field">
      <Field
        {...field}
        errors={saving.errors}
        value={typed ?? value}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && keep()}
      />
      <SavingWords saving={saving} />
    </div>
  );
}
