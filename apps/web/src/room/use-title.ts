'use client';
import type { Room } from '@parlor/contract';
import { useEffect } from 'react';
import { useServerQuery } from '../api/api.ts';
import { unreadOf } from '../chat/room-list.ts';

/** The window's title: how many mentions wait, or a dot for what is unread, then where one is. */
export function useTitle(place: string, rooms: readonly Room[] | undefined): void {
  const { data: server } = useServerQuery();
  const mentions = (rooms ?? []).reduce((sum, { read }) => sum + (read?.mentions ?? 0), 0);
  const unread = (rooms ?? []).some((room) => unreadOf(room) > 0);
  const mark = mentions > 0 ? `(${mentions}) ` : unread ? '• ' : '';
  useEffect(() => {
    document.title = `${mark}${place} · ${server?.name ?? 'Parlor'}`;
  }, [mark, place, server?.name]);
}
