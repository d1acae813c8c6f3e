'use client';
import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Entry } from './entries.ts';

interface RowFocus {
  /** The place of the row that has or had the focus, or −1. */
  readonly index: number;
  /** Whether this row is the list's one tab stop. */
  readonly isStop: (index: number) => boolean;
  readonly set: (key: string) => void;
  /** Moves the focus to the row of that place, if there is one. */
  readonly go: (index: number, virtual: Virtualizer<HTMLElement, HTMLLIElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent, virtual: Virtualizer<HTMLElement, HTMLLIElement>) => void;
}

/** The list is one tab stop; arrows, `j` and `k`, Home and End move inside it. */
export function useRowFocus(entries: readonly Entry[]): RowFocus {
  const [key, setKey] = useState<string>();
  const moving = useRef<string>(undefined);
  const index = key === undefined ? -1 : entries.findIndex((entry) => entry.key === key);
  useEffect(() => {
    // The row may not have been in the document when the key was pressed: it is now.
    const wanted = moving.current && document.getElementById(moving.current);
    if (!wanted) return;
    moving.current = undefined;
    wanted.focus({ preventScroll: true });
  });
  const go: RowFocus['go'] = (next, virtual) => {
    const entry = entries[next];
    if (entry === undefined) return;
    moving.current = entry.id;
    setKey(entry.key);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  return {
    index,
    go,
    isStop: (at) => at === (index >= 0 ? index : entries.length - 1),
    set: setKey,
    onKeyDown: (event, virtual) => {
      // Keys inside a row's links and buttons are theirs.
      if (!(event.target instanceof HTMLLIElement)) return;
      const next = placeAfter(event, index, entries.length);
      if (entries[next] === undefined) return;
      event.preventDefault();
      go(next, virtual);
    },
  };
}

function placeAfter({ key, ctrlKey, metaKey, altKey }: KeyboardEvent, index: number, count: number): number {
  if (ctrlKey || metaKey || altKey) return -1;
  switch (key) {
    case 'ArrowUp':
    case 'k':
      return Math.max(0, index - 1);
    case 'ArrowDown':
    case 'j':
      return Math.min(count - 1, index + 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
