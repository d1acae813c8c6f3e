/** The icons: one set on a 20 px grid, 1.6 px strokes in the text's own colour. */
const PATHS = {
  send: 'M10 16.5v-13M4.5 9 10 3.5 15.5 9',
  back: 'M12.5 4 6.5 10l6 6',
  people:
    'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 16.5c0-3 2.4-5 5.5-5s5.5 2 5.5 5M13.5 9.2a2.6 2.6 0 1 0-1-5M15 12c1.9.6 3 2.2 3 4.5',
  close: 'M5 5l10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  compass: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM13 7l-1.7 4.3L7 13l1.7-4.3z',
  key: 'M6.8 16.7a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM9.4 10.7 16.5 3.5M13.4 6.7l2.8 2.8',
  diamond: 'M10 3.5 16.5 10 10 16.5 3.5 10z',
  hash: 'M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5',
  down: 'M10 4v12M5 11l5 5 5-5',
  up: 'M10 16V4M5 9l5-5 5 5',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6v4.2l2.6 1.6',
  pencil: 'M12.5 4.5l3 3L7 16l-3.5.5L4 13z',
  smile: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7.5 8v.6M12.5 8v.6M6.8 11.8c1.7 2.5 4.7 2.5 6.4 0',
  bin: 'M4 6h12M8 6V3.8h4V6M5.5 6l.8 10.5h7.4L14.5 6M8.5 9v4.5M11.5 9v4.5',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.3v.1',
  menu: 'M5 10h.01M10 10h.01M15 10h.01',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4',
  copy: 'M7 7V4.5h8.5V13H13M4.5 7H13v8.5H4.5z',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** One icon; it says nothing by itself, the words beside it or the button's label do. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
