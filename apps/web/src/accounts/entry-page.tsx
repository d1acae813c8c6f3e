'use client';
import type { ReactNode } from 'react';
import { useText } from '../words/use-text.ts';
import { Scene } from './scene.tsx';

interface EntryPageProps {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

/** The frame of the pages before the door: a form on paper, and beside it a conversation without words. */
export function EntryPage({ title, lead, children }: EntryPageProps) {
  const t = useText();
  return (
    <div className="entry">
      <main className="entry-main">
        <p className="entry-brand">
          <span className="lantern-mark" aria-hidden="true" />
          {t('app.name')}
        </p>
        <h1>{title}</h1>
        {lead && <p className="entry-lead">{lead}</p>}
        {children}
      </main>
      <Scene />
    </div>
  );
}

/** What is wrong with a form as a whole; read out when it comes. */
export function FormMessage({ text }: { readonly text: string | undefined }) {
  return (
    <div role="alert" className="form-alert">
      {text && <p className="form-message">{text}</p>}
    </div>
  );
}

/** A form's button: says that it works, and keeps its width. */
export function SubmitButton({ label, busy }: { readonly label: string; readonly busy: boolean }) {
  const t = useText();
  return (
    <button type="submit" className="button primary wide" disabled={busy}>
      {busy ? t('form.working') : label}
    </button>
  );
}
