'use client';
import type { Me } from '@parlor/contract';
import { type Message, Problem } from '@parlor/protocol';
import { useCallback, useMemo, useRef, useState } from 'react';
import { currentChat } from '../chat/current-chat.ts';
import { noteEmoji } from '../emoji/used.ts';
import { hideToast, showToast } from '../shell/toasts.ts';
import type { Key } from '../words/locale.ts';
import { problemText } from '../words/problem-text.ts';
import { type Text, useText } from '../words/use-text.ts';

/** What can be done with a message where it stands. The same object while the room is open. */
export interface RowActions {
  readonly edit: (seq: number) => void;
  readonly stopEditing: () => void;
  /** Resolves with what went wrong, in words. */
  readonly save: (seq: number, body: string) => Promise<string | undefined>;
  readonly remove: (message: Message) => void;
  readonly undo: () => void;
  readonly react: (seq: number, emoji: string, want: 'on' | 'off') => void;
  readonly pick: (seq: number, beside: Element) => void;
  readonly stopPicking: () => void;
}

/** Where the emoji picker is open. */
export interface Picking {
  readonly seq: number;
  readonly beside: DOMRect;
}

/** The actions on messages, and which is being edited or reacted to. */
export function useRowActions(me: Me) {
  const t = useText();
  const [editing, setEditing] = useState<number>();
  const [picking, setPicking] = useState<Picking>();
  const removed = useRef<number>(undefined);
  const restore = useCallback(
    (seq: number) => {
      if (removed.current === seq) removed.current = undefined;
      currentChat()?.changes?.restore(seq).catch(failed(t, 'message.restore.failed'));
    },
    [t],
  );
  const actions = useMemo(
    (): RowActions => ({
      edit: setEditing,
      stopEditing: () => setEditing(undefined),
      save: async (seq, body) => {
        try {
          await currentChat()?.changes?.edit(seq, body);
          return undefined;
        } catch (failure) {
          return wordsFor(t, 'message.edit.failed', failure);
        }
      },
      remove: ({ seq }) => {
        removed.current = seq;
        const deleted = currentChat()?.changes?.delete(seq, me.id);
        const action = { label: t('message.undo'), run: () => restore(seq) };
        showToast({ text: t('message.deleted'), tone: 'calm', action });
        deleted?.catch(failed(t, 'message.delete.failed'));
      },
      undo: () => {
        if (removed.current === undefined) return;
        restore(removed.current);
        hideToast();
      },
      react: (seq, emoji, want) => {
        if (want === 'on') noteEmoji(emoji);
        currentChat()?.changes?.react(seq, emoji, want).catch(failed(t, 'reaction.failed'));
      },
      pick: (seq, beside) => setPicking({ seq, beside: beside.getBoundingClientRect() }),
      stopPicking: () => setPicking(undefined),
    }),
    [t, me.id, restore],
  );
  return { actions, editing, picking };
}

/** What one may do with a message: only the author edits, the author and moderators delete. */
export function rightsOn(message: Message, me: string, moderates: boolean) {
  const mine = message.author.id === me && message.kind === 'text';
  const there = message.body !== null;
  return { react: there, edit: there && mine, remove: there && (mine || moderates) };
}

function failed(t: Text, key: Key): (failure: unknown) => void {
  return (failure) => showToast({ text: wordsFor(t, key, failure), tone: 'failure' });
}

function wordsFor(t: Text, key: Key, failure: unknown): string {
  return t(key, { reason: problemText(t, failure instanceof Problem ? failure.toJSON() : undefined) });
}
