'use client';
import { type FocusEvent, type PointerEvent, useState } from 'react';

/** The row that shows what can be done with it: the one the pointer or the focus came to last. */
export function useActiveRow() {
  const [key, set] = useState<string>();
  return {
    key,
    set,
    /** What the list has to hear. */
    list: {
      onPointerLeave: ({ pointerType, currentTarget }: PointerEvent<HTMLElement>) => {
        // A finger leaves with every tap: what it opened stays until it taps elsewhere.
        if (pointerType !== 'touch' && !currentTarget.contains(document.activeElement)) set(undefined);
      },
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>) => {
        if (!currentTarget.contains(relatedTarget) && !currentTarget.matches(':hover')) set(undefined);
      },
    },
  };
}
