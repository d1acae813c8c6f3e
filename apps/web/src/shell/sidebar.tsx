'use client';
import type { Me } from '@parlor/contract';
import { useRef } from 'react';
import { type RoomSort, useServerQuery } from '../api/api.ts';
import { useRoomsQuery } from '../chat/live.ts';
import { Icon } from '../look/icons.tsx';
import { useText } from '../words/use-text.ts';
import { MeMenu } from './me-menu.tsx';
import { AppLink } from './navigation.tsx';
import { RoomLink } from './room-link.tsx';
import { useCalmOrder } from './use-calm-order.ts';
import { useSort } from './use-sort.ts';

interface SidebarProps {
  readonly me: Me;
  readonly slug: string | undefined;
  readonly onJump: () => void;
}

/** The server, one's rooms with what is unread in them, and oneself. */
export function Sidebar({ me, slug, onJump }: SidebarProps) {
  const t = useText();
  const { data: server } = useServerQuery();
  return (
    <nav className="sidebar" aria-label={t('sidebar.label')}>
      <div className="sidebar-inner">
        <p className="server-name">
          <span className="lantern-mark" aria-hidden="true" />
          <bdi>{server?.name ?? t('app.name')}</bdi>
        </p>
        <button type="button" className="jump" onClick={onJump} aria-keyshortcuts="Control+K Meta+K">
          <Icon name="search" />
          <span className="jump-words">{t('sidebar.jump')}</span>
          <kbd>{t('sidebar.jump.key')}</kbd>
        </button>
        <Rooms slug={slug} me={me} />
        <MeMenu me={me} />
      </div>
    </nav>
  );
}

function Rooms({ slug, me }: { readonly slug: string | undefined; readonly me: Me }) {
  const t = useText();
  const [sort, setSort] = useSort();
  const { data, isError, refetch } = useRoomsQuery(sort);
  const list = useRef<HTMLUListElement>(null);
  const rooms = useCalmOrder(data, sort, list);
  return (
    <section className="rooms" aria-labelledby="rooms-title">
      <div className="rooms-head">
        <h2 id="rooms-title">{t('sidebar.rooms')}</h2>
        <SortChoice sort={sort} onSort={setSort} />
      </div>
      {isError && rooms === undefined && (
        <p className="rooms-note">
          {t('sidebar.failed')}{' '}
          <button type="button" className="link" onClick={() => void refetch()}>
            {t('try-again')}
          </button>
        </p>
      )}
      {rooms?.length === 0 && <p className="rooms-note">{t('sidebar.empty')}</p>}
      <ul ref={list}>
        {rooms?.map((room) => (
          <li key={room.id}>
            <RoomLink room={room} isOpen={slug === room.slug || slug === room.id} me={me.id} />
          </li>
        ))}
      </ul>
      <ul className="rooms-more">
        <li>
          <AppLink className="room-link quiet" href="/rooms">
            <Icon name="compass" />
            <span className="room-name">{t('sidebar.browse')}</span>
          </AppLink>
        </li>
        <li>
          <AppLink className="room-link quiet" href="/rooms/new">
            <Icon name="plus" />
            <span className="room-name">{t('sidebar.new')}</span>
          </AppLink>
        </li>
      </ul>
    </section>
  );
}

function SortChoice({
  sort,
  onSort,
}: {
  readonly sort: RoomSort;
  readonly onSort: (sort: RoomSort) => void;
}) {
  const t = useText();
  return (
    <span className="sort-place">
      <select
        className="sort"
        aria-label={t('sidebar.sort')}
        value={sort}
        onChange={(event) => onSort(event.target.value as RoomSort)}
      >
        <option value="recent">{t('sidebar.sort.recent')}</option>
        <option value="active">{t('sidebar.sort.active')}</option>
        <option value="newest">{t('sidebar.sort.newest')}</option>
        <option value="name">{t('sidebar.sort.name')}</option>
      </select>
    </span>
  );
}
