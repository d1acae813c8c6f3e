'use client';
import { LIMITS } from '@parlor/protocol';
import {
  type Dispatch,
  type KeyboardEvent,
  type SetStateAction,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { readDraft, writeDraft } from '../chat/drafts.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import { onEditAgain } from './edit-again.ts';
import { useTyping } from './use-typing.ts';

/** The draft is kept after a pause of typing this long, in milliseconds. */
const PAUSE = 300;
/** The counter shows from here. */
const NEARLY_FULL = LIMITS.body * 0.8;

interface ComposerProps {
  /** Where the room is: its draft is kept under it. */
  readonly address: string;
  /** Its id, once it is known. */
  readonly room: string | undefined;
  readonly name: string;
  readonly me: string;
  /** Resolves when the message can no longer be lost. */
  readonly onSend: (body: string) => Promise<void>;
  /** Edits the last message of one's own. Whether there was one. */
  readonly onEditLast: () => boolean;
}

/**
 * Where one writes. A plain text area: input methods, spelling, undo and screen readers work as everywhere.
 * It is never disabled: what is written offline waits, and what is not sent is still there after a reload.
 */
export function Composer({ address, room, name, me, onSend, onEditLast }: ComposerProps) {
  const t = useText();
  const area = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useDraft(me, address);
  const typing = useTyping(room);
  const over = body.length - LIMITS.body;
  useGrowing(area, body);
  useEffect(() => {
    // A finger would open the keyboard over what one came to read.
    if (room && matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true });
  }, [room]);
  useEffect(
    () =>
      onEditAgain((words) => {
        // What stands in the composer already is not lost for it.
        setBody((now) => (now.trim() === '' ? words : `${words}\n${now}`));
        area.current?.focus();
      }),
    [setBody],
  );
  const send = () => {
    if (room === undefined || body.trim() === '' || over > 0) return;
    typing.stop();
    setBody('');
    // The draft goes when the outbox has the words: at no moment are they nowhere.
    void onSend(body).then(() => writeDraft(me, address, area.current?.value ?? ''));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter that ends a composition (Japanese, Chinese, Korean) chooses a word; it sends nothing.
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key === 'ArrowUp' && body === '' && !event.shiftKey && onEditLast()) event.preventDefault();
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      composing ||
      inFence(body, event.currentTarget.selectionStart)
    )
      return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
        area.current?.focus();
      }}
    >
      <textarea
        ref={area}
        className="composer-area"
        rows={1}
        dir="auto"
        aria-label={t('composer.placeholder', { room: `#${name}` })}
        aria-describedby="composer-keys"
        placeholder={t('composer.placeholder', { room: `#${name}` })}
        value={body}
        onChange={(event) => {
          setBody(event.target.value);
          typing.typed(event.target.value);
        }}
        onKeyDown={onKeyDown}
        enterKeyHint="send"
      />
      <span id="composer-keys" className="sr-only">
        {t('composer.keys')}
      </span>
      {body.length >= NEARLY_FULL && (
        <span className="composer-count" data-over={over > 0 || undefined} role="status">
          {t(over > 0 ? 'composer.over' : 'composer.left', { count: Math.abs(over) })}
        </span>
      )}
      <button
        type="submit"
        className="send"
        aria-label={t('composer.send')}
        disabled={body.trim() === '' || over > 0}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}

/** The text of a room: from its draft, and back into it at every pause, and when the page is left. */
function useDraft(me: string, address: string): [body: string, set: Dispatch<SetStateAction<string>>] {
  const [body, setBody] = useState(() => readDraft(me, address));
  const newest = useRef(body);
  newest.current = body;
  useEffect(() => {
    const timer = setTimeout(() => keepDraft(me, address, body), PAUSE);
    return () => clearTimeout(timer);
  }, [me, address, body]);
  useEffect(() => {
    const keep = () => keepDraft(me, address, newest.current);
    addEventListener('pagehide', keep);
    return () => {
      removeEventListener('pagehide', keep);
      keep();
    };
  }, [me, address]);
  return [body, setBody];
}

/** An empty composer empties the draft only after a send has been taken: see `send`. */
function keepDraft(me: string, address: string, body: string): void {
  if (body !== readDraft(me, address)) writeDraft(me, address, body);
}

/** As high as its text, up to the limit in the style sheet. */
function useGrowing(area: { current: HTMLTextAreaElement | null }, body: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    element.style.height = body === '' ? '' : `${element.scrollHeight}px`;
  }, [area, body]);
}

/** Between three back-ticks and their end, Enter begins a new line: code has many. */
function inFence(body: string, caret: number): boolean {
  return (body.slice(0, caret).match(/^```/gmu)?.length ?? 0) % 2 === 1;
}
