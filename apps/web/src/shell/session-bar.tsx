'use client';
import { signInAddress } from '../accounts/arrive.ts';
import { useSession } from '../chat/use-live.ts';
import type { Key } from '../words/locale.ts';
import { useText } from '../words/use-text.ts';

const WORDS: Readonly<Record<string, Key>> = {
  'signed-out': 'connection.signed-out',
  suspended: 'connection.suspended',
  'too-old': 'connection.too-old',
  refused: 'connection.refused',
};

/** The bar across the page when the session has ended for good: what happened, and what to do. */
export function SessionBar({ signedOut }: { readonly signedOut: boolean }) {
  const t = useText();
  const state = useSession();
  const ended = state.name === 'closed' ? state.reason : undefined;
  const reason = signedOut ? 'signed-out' : ended;
  const words = reason && WORDS[reason];
  if (!words) return <div role="alert" className="session-bar-place" />;
  return (
    <div role="alert" className="session-bar-place">
      <p className="session-bar">
        {t(words)}
        {reason === 'signed-out' ? (
          <a className="button small" href={signInAddress()}>
            {t('connection.sign-in')}
          </a>
        ) : (
          <button type="button" className="button small" onClick={() => location.reload()}>
            {t('connection.reload')}
          </button>
        )}
      </p>
    </div>
  );
}
