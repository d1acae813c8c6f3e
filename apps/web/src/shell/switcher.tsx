'use client';
import type { Room } from '@parlor/contract';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useRoomsQuery } from '../chat/live.ts';
import { unreadOf } from '../chat/room-list.ts';
import { fold } from '../words/fold.ts';
import { useText } from '../words/use-text.ts';
import { RoomIcon } from './room-link.tsx';

interface SwitcherProps {
  readonly onClose: () => void;
  readonly onChoose: (room: string) => void;
}

/** The quick switcher: type a few letters of a room, Enter opens it. Unread rooms stand first when nothing is typed. */
export default function Switcher({ onClose, onChoose }: SwitcherProps) {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const { data: rooms = [] } = useRoomsQuery('recent');
  const found = matching(rooms, query);
  useEffect(() => dialog.current?.showModal(), []);
  const open = (room: Room | undefined) => {
    if (room === undefined) return;
    dialog.current?.close();
    onChoose(room.slug ?? room.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((now) => (now + step + found.length) % Math.max(1, found.length));
    }
    if (event.key === 'Enter') open(found[chosen]);
  };
  return (
    <dialog ref={dialog} className="switcher" aria-label={t('switcher.label')} onClose={onClose}>
      <input
        className="switcher-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="switcher-list"
        aria-activedescendant={found[chosen] && `switch-${found[chosen].id}`}
        aria-label={t('switcher.label')}
        placeholder={t('sidebar.jump')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="switcher-list" role="listbox" aria-label={t('sidebar.rooms')} className="switcher-list">
        {found.map((room, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the keys, as the ARIA pattern wants it.
          <div
            key={room.id}
            id={`switch-${room.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="switcher-option"
            data-unread={unreadOf(room) > 0 || undefined}
            onClick={() => open(room)}
          >
            <RoomIcon access={room.access} />
            <bdi className="room-name">{room.name ?? room.slug}</bdi>
            {room.topic && <bdi className="switcher-topic">{room.topic}</bdi>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="switcher-none">{t('switcher.none', { query })}</p>}
    </dialog>
  );
}

const SHOWN = 8;

function matching(rooms: readonly Room[], query: string): readonly Room[] {
  const wanted = fold(query);
  const place = (room: Room) =>
    fold(`${room.name ?? ''} ${room.slug ?? ''} ${room.topic ?? ''}`).indexOf(wanted);
  const unread = (room: Room) => (wanted === '' && unreadOf(room) > 0 ? 0 : 1);
  return rooms
    .filter((room) => place(room) >= 0)
    .sort((a, b) => unread(a) - unread(b) || place(a) - place(b))
    .slice(0, SHOWN);
}
