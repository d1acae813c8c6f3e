'use client';
import { type ReactNode, useEffect } from 'react';
import { Provider } from 'react-redux';
import { store } from '../api/store.ts';
import { chooseLocale } from '../words/locale.ts';

/** Gives every page the store, and the reader's language. */
export function Providers({ children }: { readonly children: ReactNode }) {
  useEffect(() => void chooseLocale(navigator.languages), []);
  return <Provider store={store}>{children}</Provider>;
}
