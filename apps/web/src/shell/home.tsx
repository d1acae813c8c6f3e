'use client';
import { useEffect } from 'react';
import { recall, remember } from '../chat/device-memory.ts';
import { useRoomsQuery } from '../chat/live.ts';
import { useText } from '../words/use-text.ts';
import { navigate } from './navigation.tsx';
import { useSort } from './use-sort.ts';

const KEY = 'parlor.room';
/** Below this width the list of rooms is a screen of its own, and `/` is its address. */
const PHONE = '(max-width: 639px)';

/** The room that was open last on this device. */
export const lastRoom = {
  get: () => recall(KEY),
  set: (slug: string) => remember(KEY, slug),
};

/** `/`: the room that was open last, else the first there is, else the browser of rooms. */
export function Home() {
  const t = useText();
  const [sort] = useSort();
  const { data: rooms } = useRoomsQuery(sort);
  useEffect(() => {
    if (rooms === undefined || matchMedia(PHONE).matches) return;
    const known = rooms.find(({ slug }) => slug === lastRoom.get());
    const first = known ?? rooms.find(({ slug }) => slug === 'general') ?? rooms[0];
    navigate(first ? `/r/${first.slug ?? first.id}` : '/rooms', 'replace');
  }, [rooms]);
  return (
    <main className="main home">
      <h1 className="sr-only">{t('rooms.title')}</h1>
    </main>
  );
}
