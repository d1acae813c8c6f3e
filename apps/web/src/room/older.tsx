'use client';
import { useText } from '../words/use-text.ts';

interface OlderProps {
  readonly state: 'idle' | 'loading' | 'failed';
  readonly onRetry: () => void;
}

/** The upper edge while older messages exist: they are coming, or could not be had. */
export function Older({ state, onRetry }: OlderProps) {
  const t = useText();
  return (
    <div className="older">
      {state === 'failed' ? (
        <p role="alert">
          {t('room.older.failed')}{' '}
          <button type="button" className="link" onClick={onRetry}>
            {t('try-again')}
          </button>
        </p>
      ) : (
        <p>{t('room.older.loading')}</p>
      )}
    </div>
  );
}
