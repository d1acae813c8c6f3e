import { type RoomState, UNKNOWN_ROOM } from '@parlor/client';
import type { Room } from '@parlor/contract';
import type { Event } from '@parlor/protocol';
import { api, type RoomSort } from '../api/api.ts';
import { currentChat } from './current-chat.ts';
import { inFrames } from './in-frames.ts';
import { applyRoomEvent, applySeen } from './room-list.ts';

/** The live part of RTK Query: requests whose answers go on changing by themselves. */
export const live = api.injectEndpoints({
  endpoints: (build) => ({
    /** The rooms one belongs to, with what is unread. Counters keep it true; a reconnect asks again. */
    rooms: build.query<Room[], RoomSort>({
      query: (sort) => `/rooms?sort=${sort}&limit=200`,
      transformResponse: ({ items }: { items: Room[] }) => items.filter(({ role }) => role !== null),
      providesTags: ['Rooms'],
      async onCacheEntryAdded(sort, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) {
        await cacheDataLoaded.catch(() => {});
        const session = currentChat()?.session;
        const ends = [
          session?.onEvent((event) => updateCachedData((rooms) => applyRoomEvent(rooms, event))),
          session?.onEvent((event) => {
            if (bringsRooms(event)) dispatch(api.util.invalidateTags(['Rooms']));
          }),
        ];
        await cacheEntryRemoved;
        for (const end of ends) end?.();
        return void sort;
      },
    }),
    /** The room that is open: entered while somebody looks at it, left when nobody does. */
    room: build.query<RoomState, string>({
      queryFn: (slug) => ({ data: currentChat()?.remembered(slug) ?? UNKNOWN_ROOM }),
      keepUnusedDataFor: 0,
      async onCacheEntryAdded(slug, { cacheDataLoaded, cacheEntryRemoved, updateCachedData, dispatch }) {
        await cacheDataLoaded.catch(() => {});
        const chat = currentChat();
        if (chat === undefined) return;
        const room = chat.openRoom(slug);
        const update = inFrames((state: RoomState) => {
          updateCachedData(() => state);
          noteSeen(dispatch, state);
        });
        update(room.state);
        const end = room.onChange(update);
        await cacheEntryRemoved;
        end();
        chat.closeRoom(slug, room);
      },
    }),
  }),
});

export const { useRoomsQuery, useRoomQuery } = live;

/** Orders of the sidebar that may be in the cache. */
const SORTS: readonly RoomSort[] = ['recent', 'active', 'newest', 'name'];

/** Changes one room of the list, in every order that is loaded. */
export function patchRooms(change: (rooms: Room[]) => void) {
  return (dispatch: (action: ReturnType<typeof live.util.updateQueryData>) => unknown) => {
    for (const sort of SORTS) dispatch(live.util.updateQueryData('rooms', sort, change));
  };
}

/** An open room gets no counters: what its timeline shows counts for the list. */
function noteSeen(dispatch: (action: never) => unknown, { id, timeline }: RoomState): void {
  const last = timeline.messages.at(-1);
  if (id === undefined || last === undefined) return;
  const seen = { id, lastSeq: timeline.cursor, count: last.nth };
  dispatch(patchRooms((rooms) => applySeen(rooms, seen)) as never);
}

/** Coming back, being put in or out of a room: the list is asked for anew. */
function bringsRooms(event: Event): boolean {
  return event.type === 'session.welcome' || event.type === 'room.removed' || event.type === 'room.updated';
}
