'use client';
import { rowsOf } from '@parlor/client';
import type { Me, Room } from '@parlor/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { currentChat } from '../chat/current-chat.ts';
import { useRoomQuery, useRoomsQuery } from '../chat/live.ts';
import { useOutbox } from '../chat/use-live.ts';
import { useSort } from '../shell/use-sort.ts';
import { Announcer } from './announcer.tsx';
import { Composer } from './composer.tsx';
import { entriesOf } from './entries.ts';
import { People } from './people.tsx';
import { PasswordGate, Refused } from './refused.tsx';
import { RoomHeader } from './room-header.tsx';
import { Timeline } from './timeline.tsx';
import { TypingLine } from './typing-line.tsx';
import { useMarkRead } from './use-mark-read.ts';
import { useReadAtOpening } from './use-read-at-opening.ts';
import { useRowActions } from './use-row-actions.ts';
import { useTitle } from './use-title.ts';

interface RoomPageProps {
  readonly slug: string;
  readonly me: Me;
}

/** `/r/:slug`: a room, entered while it is on the screen. */
export function RoomPage({ slug, me }: RoomPageProps) {
  const [sort] = useSort();
  const { data: rooms, refetch } = useRoomsQuery(sort);
  const { data: state } = useRoomQuery(slug);
  const room = rooms?.find((one) => one.slug === slug || one.id === slug);
  const [people, setPeople] = useState<'auto' | 'open' | 'closed'>('auto');
  const items = useOutbox(state?.id ?? room?.id ?? '');
  const { readSeq, forget } = useReadAtOpening(room);
  const author = useMemo(
    () => ({ id: me.id, handle: me.handle, name: me.name, hue: me.hue, bot: false }),
    [me],
  );
  const timeline = state?.timeline;
  const entries = useMemo(
    () => (timeline ? entriesOf(rowsOf(timeline, items, me.id), { ...timeline, me: author, readSeq }) : []),
    [timeline, items, me.id, author, readSeq],
  );
  // Nothing is marked as read before it is known what was: the line above what is new would never show.
  const onSeen = useMarkRead(room && state?.id);
  const isNew = rooms !== undefined && room === undefined && state?.status === 'live';
  useEffect(() => {
    // Entering an open room has made one a member: the list does not know it yet.
    if (isNew) void refetch();
  }, [isNew, refetch]);
  const roomId = state?.id ?? room?.id;
  const onSend = useCallback(
    async (body: string) => {
      if (roomId === undefined) return;
      forget();
      await currentChat()?.write(roomId, body);
    },
    [roomId, forget],
  );
  const { actions, editing, picking } = useRowActions(me);
  const moderates = me.role !== 'user' || room?.role === 'owner' || room?.role === 'moderator';
  const editLast = useCallback(() => {
    const last = entries.findLast(({ message }) => message?.author.id === me.id && message.body !== null);
    if (last?.message) actions.edit(last.message.seq);
    return last !== undefined;
  }, [entries, me.id, actions]);
  const name = nameOf(room, slug);
  useTitle(`#${name}`, rooms);
  if (state?.status === 'refused' && state.problem?.code.startsWith('room_password')) {
    return <PasswordGate name={name} problem={state.problem} />;
  }
  if (state?.status === 'refused' || state?.status === 'removed') return <Refused state={state} />;
  return (
    <>
      <main className="main room" aria-labelledby="room-title">
        <RoomHeader
          name={name}
          topic={room?.topic ?? null}
          access={room?.access ?? 'open'}
          here={state?.presence.count ?? 0}
          status={state?.status ?? 'waiting'}
          people={people}
          onPeople={setPeople}
        />
        <Timeline
          name={name}
          entries={entries}
          state={state}
          me={me}
          onOlder={() => void currentChat()?.room?.loadOlder()}
          onSeen={onSeen}
          onCaughtUp={forget}
          moderates={moderates}
          actions={actions}
          editing={editing}
          picking={picking}
        />
        <TypingLine typing={state?.typing} me={me.id} />
        <Composer address={slug} room={roomId} name={name} me={me.id} onSend={onSend} onEditLast={editLast} />
        <Announcer entries={entries} status={state?.status ?? 'waiting'} />
      </main>
      <People
        state={people}
        room={roomId}
        presence={state?.presence}
        status={state?.status}
        me={me.id}
        onClose={() => setPeople('closed')}
      />
    </>
  );
}

function nameOf(room: Room | undefined, slug: string): string {
  return room?.name ?? room?.slug ?? slug;
}
