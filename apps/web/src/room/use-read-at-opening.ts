'use client';
import type { Room } from '@parlor/contract';
import { useCallback, useRef, useState } from 'react';

interface ReadAtOpening {
  /** The number of the last message one had read; undefined: not known, or no longer of interest. */
  readonly readSeq: number | undefined;
  /** The reader has seen what was new: the line goes. */
  readonly forget: () => void;
}

/** Where one had read to when the room was opened. It stays where it was, however much is read or comes. */
export function useReadAtOpening(room: Room | undefined): ReadAtOpening {
  const first = useRef<number | undefined>(undefined);
  const [forgotten, setForgotten] = useState(false);
  // Only a room with something unread has a line; where nothing was, nothing is "new since".
  if (first.current === undefined && room !== undefined) {
    first.current = room.read && room.count > room.read.nth ? room.read.seq : Number.POSITIVE_INFINITY;
  }
  const seq = first.current;
  const forget = useCallback(() => setForgotten(true), []);
  return { readSeq: forgotten || seq === Number.POSITIVE_INFINITY ? undefined : seq, forget };
}
