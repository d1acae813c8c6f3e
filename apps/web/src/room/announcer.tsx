'use client';
import type { RoomStatus } from '@parlor/client';
import { useEffect, useRef, useState } from 'react';
import { plainText } from '../markdown/plain.ts';
import { useText } from '../words/use-text.ts';
import type { Entry } from './entries.ts';

/** One utterance in this time, in milliseconds; more than so many at once become a number. */
const PAUSE = 1_500;
const MANY = 3;

interface AnnouncerProps {
  readonly entries: readonly Entry[];
  readonly status: RoomStatus;
}

/**
 * Reads out what is new in the open room, and nothing else: the list itself is silent, since a list that
 * loads older rows would read out history.
 */
export function Announcer({ entries, status }: AnnouncerProps) {
  const t = useText();
  const [words, setWords] = useState('');
  const last = useRef<number | undefined>(undefined);
  const waiting = useRef<Entry[]>([]);
  const failed = entries.some(({ item }) => item?.state === 'failed');
  useEffect(() => {
    const newest = entries.findLast(({ message }) => message)?.message?.seq ?? 0;
    const known = last.current;
    // What was there on entering, and what was missed, is history: the line and the chip say how much.
    if (status !== 'live') return;
    last.current = Math.max(known ?? 0, newest);
    if (known === undefined || !document.hasFocus()) return;
    // One's own messages have the key of their clientId: nobody needs to hear what they have just written.
    const fresh = entries.filter(({ key, message }) => message && message.seq > known && key.startsWith('s'));
    waiting.current.push(...fresh);
  }, [entries, status]);
  useEffect(() => {
    const timer = setInterval(() => {
      const now = waiting.current.splice(0);
      if (now.length === 0) return;
      const one = ({ author, message }: Entry) =>
        t('announce.message', { author: author.name ?? '', text: plainText(message?.body ?? '') });
      setWords(now.length > MANY ? t('announce.many', { count: now.length }) : now.map(one).join('. '));
    }, PAUSE);
    return () => clearInterval(timer);
  }, [t]);
  return (
    <>
      <div className="sr-only" role="status" aria-live="polite" id="announcer">
        {words}
      </div>
      <div className="sr-only" role="alert" id="alerter">
        {failed ? t('announce.failed') : ''}
      </div>
    </>
  );
}
