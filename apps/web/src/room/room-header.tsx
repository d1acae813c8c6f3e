'use client';
import type { RoomStatus } from '@parlor/client';
import type { Room } from '@parlor/contract';
import { Icon } from '../look/icons.tsx';
import { AppLink } from '../shell/navigation.tsx';
import { RoomIcon } from '../shell/room-link.tsx';
import { useText } from '../words/use-text.ts';
import { ConnectionChip } from './connection-chip.tsx';

interface RoomHeaderProps {
  readonly name: string;
  readonly topic: string | null;
  readonly access: Room['access'];
  readonly here: number;
  readonly status: RoomStatus;
  readonly people: 'auto' | 'open' | 'closed';
  readonly onPeople: (state: 'open' | 'closed') => void;
}

/** The room's name and topic, how the connection is, and who is here. Its height never changes. */
export function RoomHeader({ name, topic, access, here, status, people, onPeople }: RoomHeaderProps) {
  const t = useText();
  const open = people === 'open' || (people === 'auto' && wide());
  return (
    <header className="room-header">
      <AppLink className="icon-button back" href="/" aria-label={t('room.back')}>
        <Icon name="back" />
      </AppLink>
      <h1 id="room-title" className="room-title" tabIndex={-1}>
        <RoomIcon access={access} />
        <bdi>{name}</bdi>
      </h1>
      {topic && (
        <p className="room-topic" title={topic}>
          <bdi>{topic}</bdi>
        </p>
      )}
      <ConnectionChip status={status} />
      <button
        type="button"
        className="here"
        aria-expanded={open}
        aria-label={`${t('room.here', { count: here })}. ${t(open ? 'room.people.hide' : 'room.people.show')}`}
        onClick={() => onPeople(open ? 'closed' : 'open')}
      >
        <Icon name="people" />
        <span className="here-count">{t('room.here', { count: here })}</span>
      </button>
    </header>
  );
}

/** Whether people stand beside the room from the start (the width of `frame.css`). */
function wide(): boolean {
  return matchMedia('(min-width: 1200px)').matches;
}
