'use client';
import { useRef } from 'react';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import type { Entry } from './entries.ts';

interface LatestPillProps {
  readonly entries: readonly Entry[];
  readonly atEnd: boolean;
  /** Further from the end than two screens. */
  readonly far: boolean;
  readonly onJump: () => void;
}

/** The way to the newest message, with the number of those that came while one was reading above. */
export function LatestPill({ entries, atEnd, far, onJump }: LatestPillProps) {
  const t = useText();
  const newest = entries.findLast(({ message }) => message)?.message?.seq ?? 0;
  const seen = useRef(newest);
  if (atEnd || seen.current === 0) seen.current = newest;
  const count = entries.filter(
    ({ key, message }) => message && message.seq > seen.current && key.startsWith('s'),
  ).length;
  if (atEnd || (count === 0 && !far)) return null;
  return (
    <button type="button" className="latest" data-new={count > 0 || undefined} onClick={onJump}>
      <Icon name="down" />
      {count > 0 && <span>{t('room.to-latest.count', { count })}</span>}
      <span className="sr-only"> {t('room.to-latest')}</span>
    </button>
  );
}

interface UnreadChipProps {
  readonly words: string;
  readonly onJump: () => void;
}

/** The way up to the first unread message, while it is out of sight. */
export function UnreadChip({ words, onJump }: UnreadChipProps) {
  return (
    <button type="button" className="unread-chip" onClick={onJump}>
      {words}
      <Icon name="up" />
    </button>
  );
}
