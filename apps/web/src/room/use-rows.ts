'use client';
import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { Entry } from './entries.ts';

/** Within this distance of the end, in pixels, one is at the end: the list follows what comes. */
const END = 80;
/** Room kept above the first row for the word about older ones, in pixels. */
const OLDER = 56;

interface RowsOptions {
  readonly entries: readonly Entry[];
  readonly scroller: RefObject<HTMLElement | null>;
  /** The row with the focus: it stays in the document wherever one scrolls. */
  readonly focused: number;
  readonly room: 'for-older' | 'for-nothing';
}

interface Rows {
  readonly virtual: Virtualizer<HTMLElement, HTMLLIElement>;
  readonly container: (element: HTMLElement | null) => void;
  /** The first and the last row in sight. */
  readonly first: number;
  readonly last: number;
  readonly atEnd: boolean;
  readonly far: boolean;
  readonly toEnd: () => void;
}

/**
 * The virtual list. It alone writes the scroll position: it follows the end, and holds what is being read
 * in its place when rows come above it or change their height.
 */
export function useRows({ entries, scroller, focused, room }: RowsOptions): Rows {
  const virtual = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: entries.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => entries[index]?.key ?? index,
    estimateSize: (index) => estimate(entries[index]),
    overscan: 8,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END,
    paddingStart: room === 'for-older' ? OLDER : 12,
    paddingEnd: 8,
    scrollPaddingStart: 72,
    directDomUpdates: true,
    directDomUpdatesMode: 'transform',
    rangeExtractor: (range) => withFocused(range, focused),
  });
  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);
  const where = useWhere(scroller);
  return {
    virtual,
    container: virtual.containerRef,
    first: virtual.range?.startIndex ?? 0,
    last: virtual.range?.endIndex ?? entries.length - 1,
    ...where,
    toEnd,
  };
}

/**
 * How far the end is, read from the document when a rendering is done: while rows come above, the list's own
 * numbers are those of two states at once, and "at the end" for a moment would count what is new as seen.
 */
function useWhere(scroller: RefObject<HTMLElement | null>): Pick<Rows, 'atEnd' | 'far'> {
  const [where, setWhere] = useState({ atEnd: true, far: false });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const distance = element.scrollHeight - element.clientHeight - element.scrollTop;
    const now = { atEnd: distance <= END, far: distance > 2 * element.clientHeight };
    setWhere((was) => (was.atEnd === now.atEnd && was.far === now.far ? was : now));
  });
  return where;
}

function withFocused(range: Range, focused: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (focused < 0 || focused >= range.count || indexes.includes(focused)) return indexes;
  return [...indexes, focused].sort((a, b) => a - b);
}

/** A guess until it is measured: from the length of the text and what stands above it. */
function estimate(entry: Entry | undefined): number {
  const body = entry?.item?.body ?? entry?.message?.body ?? '';
  const lines = body.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 80)), 0);
  return 2 + lines * 22 + (entry?.head ? 38 : 0) + (entry?.day ? 44 : 0) + (entry?.divider ? 40 : 0);
}
