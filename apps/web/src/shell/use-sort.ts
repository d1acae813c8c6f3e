'use client';
import { useState } from 'react';
import type { RoomSort } from '../api/api.ts';
import { recall, remember } from '../chat/device-memory.ts';

const KEY = 'parlor.sort';
const SORTS: readonly RoomSort[] = ['recent', 'active', 'newest', 'name'];

/** How this device orders the rooms. */
export function useSort(): [sort: RoomSort, set: (sort: RoomSort) => void] {
  const [sort, setSort] = useState<RoomSort>(() => SORTS.find((one) => one === recall(KEY)) ?? 'recent');
  return [
    sort,
    (next) => {
      remember(KEY, next);
      setSort(next);
    },
  ];
}
