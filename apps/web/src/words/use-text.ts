'use client';
import { useMemo, useSyncExternalStore } from 'react';
import { format, type Values } from './format.ts';
import { currentLocale, exportedLocale, type Key, onLocale } from './locale.ts';

/** Says the sentence of a key in the reader's language. */
export type Text = (key: Key, values?: Values) => string;

/** The reader's language tag, for dates and sorting. */
export function useLocaleTag(): string {
  return useSyncExternalStore(onLocale, currentLocale, exportedLocale).tag;
}

/** The sentences of the reader's language. */
export function useText(): Text {
  const locale = useSyncExternalStore(onLocale, currentLocale, exportedLocale);
  return useMemo(
    () =>
      (key, values = {}) =>
        format(locale.sentences[key], values, locale.tag),
    [locale],
  );
}
