// biome-ignore-all lint/a11y/useSemanticElements: A grid of emoji is no table, and one cell of it is the tab stop.
// biome-ignore-all lint/a11y/useFocusableInteractive: The button in a cell has the focus, not the cell.
'use client';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import { type Emoji, emojiOf, findEmoji, GROUPS, wordsOf } from './find.ts';
import type { EmojiGroup } from './table.ts';
import { usedEmoji } from './used.ts';

const COLUMNS = 8;
/** Results of a search that are shown: eight rows. */
const MOST = 64;
const SIGN = {
  faces: '😀',
  people: '👋',
  nature: '🌿',
  food: '🍎',
  play: '⚽',
  travel: '🚀',
  objects: '💡',
  signs: '❤️',
};
/** The size of the panel, for its place beside what opened it, in pixels. */
const SIZE = { width: 340, height: 400 };

interface PickerProps {
  /** What it was opened from: the panel stands beside it. */
  readonly beside: DOMRect;
  readonly onChoose: (emoji: string) => void;
  readonly onClose: () => void;
}

/** Every emoji, by group or by search. Loaded when it is first wanted. */
export default function Picker({ beside, onChoose, onClose }: PickerProps) {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [group, setGroup] = useState<EmojiGroup>('faces');
  const [named, setNamed] = useState('');
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const shown = query.trim() === '' ? emojiOf(group) : findEmoji(query, MOST);
  const recent = query.trim() === '' ? usedEmoji().slice(0, COLUMNS) : [];
  const choose = (emoji: string, stay: boolean) => {
    onChoose(emoji);
    if (!stay) dialog.current?.close();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself; this is the click beside it.
    <dialog
      ref={dialog}
      className="emoji-picker"
      aria-label={t('emoji.title')}
      style={placeOf(beside)}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className="emoji-search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const [first] = shown;
            if (event.key === 'Enter' && first && query.trim() !== '') choose(first.emoji, event.shiftKey);
            if (event.key === 'ArrowDown') focusCell(dialog.current, 0);
          }}
        />
      </div>
      <div className="emoji-tabs" role="tablist" aria-label={t('emoji.groups')} onKeyDown={moveTab}>
        {GROUPS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === group && query.trim() === ''}
            aria-controls={id}
            tabIndex={one === group ? 0 : -1}
            aria-label={t(`emoji.${one}`)}
            title={t(`emoji.${one}`)}
            onFocus={() => setNamed(t(`emoji.${one}`))}
            onClick={() => {
              setGroup(one);
              setQuery('');
            }}
          >
            {SIGN[one]}
          </button>
        ))}
      </div>
      <div
        id={id}
        role="tabpanel"
        aria-label={t(query.trim() === '' ? `emoji.${group}` : 'emoji.search')}
        className="emoji-panel"
      >
        {recent.length > 0 && (
          <Grid
            label={t('emoji.recent')}
            emoji={recent.map((emoji) => ({ emoji, words: wordsOf(emoji) }))}
            onChoose={choose}
            onName={setNamed}
          />
        )}
        {shown.length === 0 && <p className="emoji-none">{t('emoji.none', { query: query.trim() })}</p>}
        {shown.length > 0 && (
          <Grid
            key={query.trim() === '' ? group : 'found'}
            label={t(query.trim() === '' ? `emoji.${group}` : 'emoji.search')}
            emoji={shown}
            onChoose={choose}
            onName={setNamed}
          />
        )}
      </div>
      <p className="emoji-name">{named.split(',')[0] || t('emoji.hint')}</p>
    </dialog>
  );
}

interface GridProps {
  readonly label: string;
  readonly emoji: readonly Emoji[];
  readonly onChoose: (emoji: string, stay: boolean) => void;
  readonly onName: (words: string) => void;
}

/** A grid with one tab stop. A cell is named by its emoji: screen readers say it in the reader's own language. */
function Grid({ label, emoji, onChoose, onName }: GridProps) {
  const rows = Array.from({ length: Math.ceil(emoji.length / COLUMNS) }, (_, row) =>
    emoji.slice(row * COLUMNS, (row + 1) * COLUMNS),
  );
  return (
    <>
      <p className="emoji-label" aria-hidden="true">
        {label}
      </p>
      <div role="grid" aria-label={label} className="emoji-grid" onKeyDown={moveCell}>
        {rows.map((row, index) => (
          <div role="row" key={row[0]?.emoji} className="emoji-row">
            {row.map((one, column) => (
              <div role="gridcell" key={one.emoji}>
                <button
                  type="button"
                  className="emoji-cell"
                  tabIndex={index + column === 0 ? 0 : -1}
                  onClick={(event) => onChoose(one.emoji, event.shiftKey)}
                  onFocus={() => onName(one.words)}
                  onPointerEnter={() => onName(one.words)}
                >
                  {one.emoji}
                </button>
              </div>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowLeft: -1,
  ArrowDown: COLUMNS,
  ArrowUp: -COLUMNS,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

function moveCell(event: KeyboardEvent<HTMLElement>): void {
  move(event, '.emoji-cell');
}

function moveTab(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') move(event, '[role="tab"]');
}

function move(event: KeyboardEvent<HTMLElement>, what: string): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>(what)];
  const sign = document.dir === 'rtl' && Math.abs(step) === 1 ? -step : step;
  const at = cells.indexOf(document.activeElement as HTMLElement) + sign;
  cells[Math.max(0, Math.min(cells.length - 1, at))]?.focus();
}

function focusCell(root: HTMLElement | null, index: number): void {
  root?.querySelectorAll<HTMLElement>('.emoji-cell')[index]?.focus();
}

/** Beside what opened it, and never off the screen; on a phone the style sheet makes a sheet of it. */
function placeOf({ top, bottom, right }: DOMRect) {
  const above = top - SIZE.height - 6;
  const at = bottom + 6 + SIZE.height < innerHeight ? bottom + 6 : Math.max(8, above);
  const left = Math.max(8, Math.min(right - SIZE.width, innerWidth - SIZE.width - 8));
  return { top: Math.min(at, Math.max(8, innerHeight - SIZE.height - 8)), left };
}
