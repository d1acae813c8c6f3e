'use client';
import { hasOlder, type RoomState } from '@parlor/client';
import type { Me } from '@parlor/contract';
import { type KeyboardEvent, lazy, Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLasting } from '../chat/use-live.ts';
import { timeOfDay } from '../words/times.ts';
import { useLocaleTag, useText } from '../words/use-text.ts';
import { countFresh, type Entry } from './entries.ts';
import { LatestPill, UnreadChip } from './jumps.tsx';
import { MessageRow } from './message-row.tsx';
import { Older } from './older.tsx';
import { onRowKey } from './row-keys.ts';
import { useActiveRow } from './use-active-row.ts';
import type { Picking, RowActions } from './use-row-actions.ts';
import { useRowFocus } from './use-row-focus.ts';
import { useRows } from './use-rows.ts';

const Picker = lazy(() => import('../emoji/picker.tsx'));

interface TimelineProps {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly state: RoomState | undefined;
  readonly me: Me;
  readonly onOlder: () => void;
  readonly onSeen: (seq: number) => void;
  /** The reader is at the end and asked for nothing more to be marked as new. */
  readonly onCaughtUp: () => void;
  readonly moderates: boolean;
  readonly actions: RowActions;
  /** The message that is being edited. */
  readonly editing: number | undefined;
  readonly picking: Picking | undefined;
}

/** So many rows before the first loaded one, the page before it is asked for. */
const AHEAD = 15;
/** How long the rows of an opening take to be measured, in milliseconds. */
const SETTLING = 250;

/** The messages of a room, of which only those in sight are in the document. */
export function Timeline(props: TimelineProps) {
  const { name, entries, state, me, onOlder, onSeen, moderates, actions, editing, picking } = props;
  const t = useText();
  const locale = useLocaleTag();
  const scroller = useRef<HTMLElement>(null);
  const focus = useRowFocus(entries);
  const active = useActiveRow();
  const older = state !== undefined && hasOlder(state.timeline);
  const rows = useRows({
    entries,
    scroller,
    focused: focus.index,
    room: older ? 'for-older' : 'for-nothing',
  });
  const { virtual, first, last, atEnd } = rows;
  const dividerAt = entries.findIndex(({ divider }) => divider);
  const before = entries[dividerAt - 1];
  const newLine = t('room.new', {
    count: countFresh(entries),
    time: timeOfDay((before ?? entries[dividerAt])?.at ?? 0, locale),
  });
  const settled = useOpening(rows, dividerAt, entries.length > 0 && state?.status !== 'entering');
  useOwnToEnd(entries, rows.toEnd);
  useEffect(() => {
    if (settled && older && first < AHEAD && state?.older === 'idle') onOlder();
  }, [settled, older, first, state?.older, onOlder]);
  const seen = entries[last]?.message?.seq ?? entries.findLast(({ message }) => message)?.message?.seq;
  useEffect(() => {
    if (seen !== undefined && (state?.status === 'live' || state?.status === 'catching-up')) onSeen(seen);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      rows.toEnd();
      if (atEnd) props.onCaughtUp();
      return;
    }
    if (isUndo(event)) return actions.undo();
    const entry = entries[focus.index];
    const done = entry && onRowKey(event, entry, { me: me.id, moderates, actions });
    if (done) event.preventDefault();
    else focus.onKeyDown(event, virtual);
    if (done === 'removed') focus.go(focus.index + 1, virtual);
  };
  useEditedInSight(entries, editing, virtual);
  return (
    <div className="timeline-place">
      <section
        ref={scroller}
        className="timeline"
        role="log"
        aria-live="off"
        aria-label={t('room.label', { room: name })}
        aria-busy={state?.status === 'entering' || state?.status === 'catching-up'}
      >
        {older && <Older state={state.older} onRetry={onOlder} />}
        {entries.length === 0 && state?.status === 'live' && (
          <p className="timeline-empty">{t('room.empty')}</p>
        )}
        <Skeleton shown={entries.length === 0 && state?.status !== 'live'} />
        {/* biome-ignore lint/a11y/noRedundantRoles: Safari forgets that a list without bullets is one. */}
        <ol className="rows" role="list" ref={rows.container} onKeyDown={onKeyDown} {...active.list}>
          {virtual.getVirtualItems().map(({ index, key }) => {
            const entry = entries[index];
            if (entry === undefined) return null;
            return (
              <li
                key={key}
                id={entry.id}
                ref={virtual.measureElement}
                data-index={index}
                className="row"
                tabIndex={focus.isStop(index) ? 0 : -1}
                onFocus={() => {
                  focus.set(entry.key);
                  active.set(entry.key);
                }}
                onPointerEnter={() => active.set(entry.key)}
                aria-setsize={-1}
                aria-posinset={entry.message?.nth ?? entries.length}
                aria-labelledby={labelOf(entry)}
              >
                {index === 0 && !older && <Start name={name} />}
                <MessageRow
                  entry={entry}
                  me={me}
                  newLine={newLine}
                  active={active.key === entry.key}
                  editing={editing !== undefined && entry.message?.seq === editing}
                  moderates={moderates}
                  actions={actions}
                />
              </li>
            );
          })}
        </ol>
      </section>
      {dividerAt >= 0 && dividerAt < first && (
        <UnreadChip words={newLine} onJump={() => virtual.scrollToIndex(dividerAt, { align: 'start' })} />
      )}
      <LatestPill entries={entries} atEnd={atEnd} far={rows.far} onJump={rows.toEnd} />
      {picking && (
        <Suspense>
          <Picker
            beside={picking.beside}
            onChoose={(emoji) => actions.react(picking.seq, emoji, 'on')}
            onClose={actions.stopPicking}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Ctrl+Z, but not where it takes back typing. */
function isUndo({ key, ctrlKey, metaKey, target }: KeyboardEvent): boolean {
  return key === 'z' && (ctrlKey || metaKey) && !(target instanceof HTMLTextAreaElement);
}

/** Read aloud in this order: who, what, what else is true of it, when. */
function labelOf({ id, head, message, mentionsMe }: Entry): string {
  const reactions = message?.reactions.length ? ` ${id}-r` : '';
  const about = mentionsMe || message?.editedAt ? ` ${id}-x` : '';
  return `${id}-a ${id}-b${reactions}${about}${head ? ` ${id}-t` : ''}`;
}

/**
 * A room opens at the line above what is new, else at its end. True once the list has come to rest there:
 * rows are measured as they are drawn, and a page that came above them meanwhile would move the target.
 */
function useOpening(rows: ReturnType<typeof useRows>, dividerAt: number, ready: boolean): boolean {
  const opened = useRef(false);
  const [settled, setSettled] = useState(false);
  useLayoutEffect(() => {
    if (opened.current || !ready) return;
    opened.current = true;
    if (dividerAt > 0) rows.virtual.scrollToIndex(dividerAt, { align: 'start' });
    else rows.toEnd();
    setTimeout(() => setSettled(true), SETTLING);
  }, [rows, dividerAt, ready]);
  return settled;
}

/** The message whose editing begins comes into sight; what comes meanwhile moves nothing. */
function useEditedInSight(
  entries: readonly Entry[],
  editing: number | undefined,
  virtual: ReturnType<typeof useRows>['virtual'],
): void {
  const shown = useRef<number>(undefined);
  useEffect(() => {
    if (shown.current === editing) return;
    shown.current = editing;
    const index = entries.findIndex(({ message }) => message?.seq === editing);
    if (editing !== undefined && index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  });
}

/** What one writes oneself is always shown: the list goes to its end. */
function useOwnToEnd(entries: readonly Entry[], toEnd: () => void): void {
  const newest = entries.findLast(({ item }) => item)?.key;
  const known = useRef(newest);
  useLayoutEffect(() => {
    if (newest !== undefined && newest !== known.current) toEnd();
    known.current = newest ?? known.current;
  }, [newest, toEnd]);
}

function Start({ name }: { readonly name: string }) {
  const t = useText();
  return <p className="start">{t('room.start', { room: name })}</p>;
}

/** Where rows will be, when they take longer than a blink. */
function Skeleton({ shown }: { readonly shown: boolean }) {
  const t = useText();
  const slow = useLasting(shown, 200);
  const [rows] = useState([62, 38, 78, 50, 30, 70, 44, 58]);
  if (!slow) return null;
  return (
    <div className="skeleton rows-skeleton">
      <p className="sr-only" role="status">
        {t('loading')}
      </p>
      {rows.map((width) => (
        <div key={width} className={`skeleton-message w${width}`} aria-hidden="true" />
      ))}
    </div>
  );
}
