'use client';
import type { Room } from '@parlor/contract';
import { useState } from 'react';
import { useBrowseQuery, useJoinRoomMutation } from '../api/api.ts';
import { useLasting } from '../chat/use-live.ts';
import { Icon } from '../look/icons.tsx';
import { AppLink, navigate } from '../shell/navigation.tsx';
import { RoomIcon } from '../shell/room-link.tsx';
import { fold } from '../words/fold.ts';
import { useText } from '../words/use-text.ts';

/** `/rooms`: every room one may know of, to look through, join or open. */
export function RoomBrowser() {
  const t = useText();
  const [query, setQuery] = useState('');
  const { data, isError, isLoading, refetch } = useBrowseQuery();
  const slow = useLasting(isLoading, 200);
  const wanted = fold(query);
  const found = data?.items.filter((room) =>
    fold(`${room.name} ${room.slug} ${room.topic}`).includes(wanted),
  );
  return (
    <main className="main page">
      <header className="page-head">
        <AppLink className="icon-button back" href="/" aria-label={t('room.back')}>
          <Icon name="back" />
        </AppLink>
        <h1>{t('rooms.title')}</h1>
        <AppLink className="button" href="/rooms/new">
          <Icon name="plus" />
          {t('sidebar.new')}
        </AppLink>
      </header>
      <div className="page-body">
        <input
          className="input"
          type="search"
          aria-label={t('rooms.search')}
          placeholder={t('rooms.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {isError && (
          <p className="notice" role="alert">
            {t('rooms.failed')}{' '}
            <button type="button" className="link" onClick={() => void refetch()}>
              {t('try-again')}
            </button>
          </p>
        )}
        {slow && <Skeleton />}
        <ul className="room-cards">
          {found?.map((room) => (
            <RoomCard key={room.id} room={room} />
          ))}
        </ul>
        {found?.length === 0 && <NothingFound query={query.trim()} />}
      </div>
    </main>
  );
}

function RoomCard({ room }: { readonly room: Room }) {
  const t = useText();
  const [join, { isLoading }] = useJoinRoomMutation();
  const href = `/r/${room.slug ?? room.id}`;
  const isMember = room.role !== null;
  const enter = async () => {
    // A password is asked for where the room is.
    if (room.access === 'open') await join(room.id);
    navigate(href);
  };
  return (
    <li className="room-card">
      <RoomIcon access={room.access} />
      <div className="room-card-words">
        <h2>
          <bdi>{room.name ?? room.slug}</bdi>
        </h2>
        {room.topic && (
          <p>
            <bdi>{room.topic}</bdi>
          </p>
        )}
        <p className="room-card-facts">
          {[
            t(`rooms.access.${room.access}`),
            t('rooms.members', { count: room.members }),
            t('rooms.messages', { count: room.count }),
          ].join(' · ')}
        </p>
      </div>
      {isMember ? (
        <AppLink className="button" href={href}>
          {t('rooms.open')}
          <span className="sr-only"> {room.name}</span>
        </AppLink>
      ) : (
        <button type="button" className="button primary" disabled={isLoading} onClick={() => void enter()}>
          {t('rooms.join')}
          <span className="sr-only"> {room.name}</span>
        </button>
      )}
    </li>
  );
}

function NothingFound({ query }: { readonly query: string }) {
  const t = useText();
  if (query === '') return <p className="notice">{t('rooms.empty')}</p>;
  return (
    <p className="notice">
      {t('rooms.none', { query })}{' '}
      <AppLink className="link" href={`/rooms/new?name=${encodeURIComponent(query)}`}>
        {t('rooms.create', { name: query })}
      </AppLink>
    </p>
  );
}

function Skeleton() {
  return (
    <div className="skeleton" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="skeleton-row" />
      ))}
    </div>
  );
}
