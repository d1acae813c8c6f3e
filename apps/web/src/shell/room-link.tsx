'use client';
import type { Room } from '@parlor/contract';
import { unreadOf } from '../chat/room-list.ts';
import { useHasDraft, useOutbox } from '../chat/use-live.ts';
import { Icon, type IconName } from '../look/icons.tsx';
import { initials } from '../look/pennant.tsx';
import { useText } from '../words/use-text.ts';
import { AppLink } from './navigation.tsx';

const ICONS: Readonly<Record<Room['access'], IconName>> = {
  open: 'hash',
  password: 'key',
  invite: 'diamond',
  hidden: 'diamond',
};

/** The icon that says how a room is entered. */
export function RoomIcon({ access }: { readonly access: Room['access'] }) {
  return <Icon name={ICONS[access]} />;
}

interface RoomLinkProps {
  readonly room: Room;
  readonly isOpen: boolean;
  readonly me: string;
}

/** One room of the sidebar: its name, and one mark at most beside it. */
export function RoomLink({ room, isOpen, me }: RoomLinkProps) {
  const name = room.name ?? room.slug ?? '';
  const unread = isOpen ? 0 : unreadOf(room);
  return (
    <AppLink
      className="room-link"
      href={`/r/${room.slug ?? room.id}`}
      aria-current={isOpen ? 'page' : undefined}
      data-unread={unread > 0 || undefined}
      title={name}
    >
      <RoomIcon access={room.access} />
      <span className="room-short" aria-hidden="true">
        {initials(name)}
      </span>
      <bdi className="room-name">{name}</bdi>
      <Marks room={room} unread={unread} isOpen={isOpen} me={me} />
    </AppLink>
  );
}

function Marks({ room, unread, isOpen, me }: RoomLinkProps & { readonly unread: number }) {
  const t = useText();
  const failed = useOutbox(room.id).filter(({ state }) => state === 'failed').length;
  const hasDraft = useHasDraft(me, room.slug ?? room.id);
  const mentions = room.read?.mentions ?? 0;
  if (failed > 0) {
    return (
      <span className="mark failed">
        <span aria-hidden="true">!</span>
        <span className="sr-only">{t('sidebar.unsent', { count: failed })}</span>
      </span>
    );
  }
  if (mentions > 0 && !isOpen) {
    return (
      <span className="mark lantern">
        <span aria-hidden="true">{mentions}</span>
        <span className="sr-only">{t('sidebar.mentions', { count: mentions })}</span>
      </span>
    );
  }
  if (unread > 0) {
    return (
      <span className="mark dot">
        <span className="sr-only">{t('sidebar.unread', { count: unread })}</span>
      </span>
    );
  }
  if (!hasDraft || isOpen) return null;
  return (
    <span className="mark draft">
      <Icon name="pencil" />
      <span className="sr-only">{t('sidebar.draft')}</span>
    </span>
  );
}
