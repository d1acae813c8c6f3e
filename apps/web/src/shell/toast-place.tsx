'use client';
import { useSyncExternalStore } from 'react';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import { currentToast, hideToast, onToast } from './toasts.ts';

/** Where toasts stand. The place is always there, so that what comes into it is read out. */
export function ToastPlace() {
  const t = useText();
  const toast = useSyncExternalStore(onToast, currentToast, () => undefined);
  const words = toast && (
    <div className="toast" data-tone={toast.tone}>
      <p>{toast.text}</p>
      {toast.action && (
        <button
          type="button"
          className="toast-action"
          onClick={() => {
            toast.action?.run();
            hideToast(toast);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('toast.close')}
        onClick={() => hideToast(toast)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
  return (
    <div className="toast-place">
      <div role="status">{toast?.tone === 'calm' && words}</div>
      <div role="alert">{toast?.tone === 'failure' && words}</div>
    </div>
  );
}
