'use client';
import type { Room } from '@parlor/contract';
import { type RefObject, useRef } from 'react';

/**
 * The rooms in an order that holds still: while the pointer is over the list or the focus is in it,
 * nothing changes its place under the hand. What is new comes at the end until then.
 */
export function useCalmOrder(
  rooms: readonly Room[] | undefined,
  sort: string,
  list: RefObject<HTMLElement | null>,
): readonly Room[] | undefined {
  const shown = useRef<{ readonly sort: string; readonly ids: readonly string[] }>({ sort, ids: [] });
  if (rooms === undefined) return undefined;
  const busy = list.current?.matches(':hover, :focus-within') ?? false;
  const before = busy && shown.current.sort === sort ? shown.current.ids : [];
  const place = new Map(before.map((id, index) => [id, index]));
  const placed = [...rooms].sort(
    (a, b) => (place.get(a.id) ?? before.length) - (place.get(b.id) ?? before.length),
  );
  shown.current = { sort, ids: placed.map(({ id }) => id) };
  return placed;
}
