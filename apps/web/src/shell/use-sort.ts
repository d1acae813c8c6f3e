'use client';
import { useState } from 'react';
import type { RoomSort } from '../api/api.ts';

const KEY = 'parlor.sort';
const SORTS: readonly RoomSort[] = ['recent', 'active', 'newest', 'name'];

/** How this device orders the rooms. */
export function useSort(): [sort: RoomSort, set: (sort: RoomSort) => void] {
  const [sort, setSort] = useState<RoomSort>(
    () => SORTS.find((one) => one === localStorage.getItem(KEY)) ?? 'recent',
  );
  return [
    sort,
    (next) => {
      localStorage.setItem(KEY, next);
      setSort(next);
    },
  ];
}
