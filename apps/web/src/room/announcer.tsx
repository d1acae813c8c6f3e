'use client';
import type { RoomStatus } from '@parlor/client';
import { useEffect, useRef, useState } from 'react';
import { plainText } from '../markdown/plain.ts';
import { useText } from '../words/use-text.ts';
import type { Entry } from './entries.ts';

/** One utterance in this time, in milliseconds; more than so many at once become a number. */
const PAUSE = 1_500;
const MANY = 3;
/** An absence this long was told when it began: its end is told too. In milliseconds. */
const WORTH_SAYING = 2_000;

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
  const lostAt = useRef<number | undefined>(undefined);
  useEffect(() => {
    // What was there on entering is history, and what was missed is told as a number.
    if (status !== 'live') {
      if (last.current !== undefined) lostAt.current ??= Date.now();
      return;
    }
    const known = last.current;
    const away = lostAt.current === undefined ? 0 : Date.now() - lostAt.current;
    lostAt.current = undefined;
    last.current = Math.max(known ?? 0, newestSeq(entries));
    if (known === undefined || !document.hasFocus()) return;
    // One's own messages have the key of their clientId: nobody needs to hear what they have just written.
    const fresh = entries.filter(({ key, message }) => message && message.seq > known && key.startsWith('s'));
    if (away >= WORTH_SAYING) setWords(t('connection.back', { messages: fresh.length }));
    else waiting.current.push(...fresh);
  }, [entries, status, t]);
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

function newestSeq(entries: readonly Entry[]): number {
  return entries.findLast(({ message }) => message)?.message?.seq ?? 0;
}
