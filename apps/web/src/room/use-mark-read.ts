'use client';
import { useCallback, useEffect, useRef } from 'react';
import { useAppDispatch } from '../api/store.ts';
import { currentChat } from '../chat/current-chat.ts';
import { patchRooms } from '../chat/live.ts';
import { applyRead } from '../chat/room-list.ts';

/** At most one word a second to the server about how far one has read. */
const EVERY = 1_000;

/** Tells the server how far the reader has come; only while the page has the reader's eyes. */
export function useMarkRead(room: string | undefined): (seq: number) => void {
  const dispatch = useAppDispatch();
  const seen = useRef(0);
  const told = useRef(0);
  const tell = useCallback(() => {
    if (room === undefined || seen.current <= told.current) return;
    const seq = seen.current;
    told.current = seq;
    currentChat()
      ?.session.command('read.set', { room, seq })
      .then(
        (mark) => dispatch(patchRooms((rooms) => applyRead(rooms, { id: room, ...mark }))),
        () => {
          // Not heard: it is told again with the next.
          told.current = 0;
        },
      );
  }, [room, dispatch]);
  useEffect(() => {
    const timer = setInterval(tell, EVERY);
    return () => {
      clearInterval(timer);
      tell();
    };
  }, [tell]);
  return useCallback((seq: number) => {
    if (document.hasFocus() && document.visibilityState === 'visible')
      seen.current = Math.max(seen.current, seq);
  }, []);
}
