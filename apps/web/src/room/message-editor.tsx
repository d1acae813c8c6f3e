'use client';
import { LIMITS, type Message } from '@parlor/protocol';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../words/use-text.ts';
import type { RowActions } from './use-row-actions.ts';

/** Other words for a message, where it stands. What cannot be saved stays here, with the reason. */
export function MessageEditor({
  message,
  actions,
}: {
  readonly message: Message;
  readonly actions: RowActions;
}) {
  const t = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState(message.body ?? '');
  const [saving, setSaving] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const over = body.length - LIMITS.body;
  useFocusThereAndBack(area);
  useLayoutEffect(() => {
    if (!area.current || body === undefined) return;
    area.current.style.height = 'auto';
    area.current.style.height = `${area.current.scrollHeight + 2}px`;
  }, [body]);
  const save = async () => {
    if (body.trim() === '' || over > 0 || saving) return;
    if (body === message.body) return actions.stopEditing();
    setSaving(true);
    const failure = await actions.save(message.seq, body);
    setSaving(false);
    setWrong(failure);
    if (failure === undefined) actions.stopEditing();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    // Escape would also send the list to its end.
    if (event.key === 'Escape' && !composing) {
      event.stopPropagation();
      actions.stopEditing();
    }
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    void save();
  };
  return (
    <form
      className="message-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        ref={area}
        className="input"
        rows={1}
        dir="auto"
        aria-label={t('message.edit.label')}
        aria-invalid={wrong !== undefined || over > 0}
        value={body}
        onChange={(event) => setBody(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div role="alert">
        {wrong && <p className="field-error">{wrong}</p>}
        {over > 0 && <p className="field-error">{t('composer.over', { count: over })}</p>}
      </div>
      <p className="message-editor-actions">
        <button
          type="submit"
          className="button primary small"
          disabled={body.trim() === '' || over > 0 || saving}
        >
          {t(saving ? 'form.working' : 'save')}
        </button>
        <button type="button" className="button small" onClick={actions.stopEditing}>
          {t('create.cancel')}
        </button>
        <span className="message-editor-keys">{t('message.edit.keys')}</span>
      </p>
    </form>
  );
}

/** The focus comes here, its caret at the end, and goes back to the composer or the row it came from. */
function useFocusThereAndBack(area: { readonly current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    const before = document.activeElement;
    const row = area.current?.closest<HTMLElement>('.row');
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
    return () => {
      const back = before instanceof HTMLTextAreaElement && before.isConnected ? before : row;
      back?.focus({ preventScroll: true });
    };
  }, [area]);
}
