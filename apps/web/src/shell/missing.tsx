'use client';
import { useText } from '../words/use-text.ts';
import { AppLink } from './navigation.tsx';

/** An address that is no screen. */
export function Missing() {
  const t = useText();
  return (
    <main className="main lonely">
      <h1>{t('missing.title')}</h1>
      <AppLink className="button" href="/">
        {t('missing.home')}
      </AppLink>
    </main>
  );
}
