'use client';
import { useEffect, useState } from 'react';

/** Whether the quick switcher is open; Ctrl+K or ⌘K opens and closes it from anywhere. */
export function useSwitcher(): [open: boolean, set: (open: boolean) => void] {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const toggle = (event: KeyboardEvent) => {
      if (
        event.key.toLowerCase() !== 'k' ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener('keydown', toggle);
    return () => removeEventListener('keydown', toggle);
  }, []);
  return [open, setOpen];
}
