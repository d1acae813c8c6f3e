'use client';
import { useMemo } from 'react';
import { currentChat } from '../chat/current-chat.ts';

/** "Typing" is told at most once in this time, in milliseconds; the server lets it end by itself after 5 s. */
const EVERY = 3_000;

/** Tells the room that one is typing. Nobody waits for the answer, and a failure harms nobody. */
export function useTyping(room: string | undefined): { typed: (body: string) => void; stop: () => void } {
  return useMemo(() => {
    let told = 0;
    const tell = (type: 'typing.start' | 'typing.stop') => {
      if (room)
        currentChat()
          ?.session.command(type, { room })
          .catch(() => {});
    };
    const stop = () => {
      if (told) tell('typing.stop');
      told = 0;
    };
    const typed = (body: string) => {
      if (body.trim() === '') return stop();
      if (Date.now() - told < EVERY) return;
      told = Date.now();
      tell('typing.start');
    };
    return { typed, stop };
  }, [room]);
}
