import type {
  CreateRoom,
  LoginInput,
  MemberPage,
  RegisterInput,
  Room,
  RoomPage,
  ServerInfo,
  SetupInput,
  SignedIn,
} from '@parlor/contract';
import { createApi } from '@reduxjs/toolkit/query/react';
import { keepToken, refreshToken } from './access-token.ts';
import { signedIn, signedOut } from './account.ts';
import { request } from './request.ts';

/** How the rooms of the sidebar are ordered. */
export type RoomSort = 'recent' | 'active' | 'newest' | 'name';

type Body<Schema extends { readonly _zod: { readonly input: unknown } }> = Schema['_zod']['input'];
type Answer<Schema extends { readonly _zod: { readonly output: unknown } }> = Schema['_zod']['output'];

/** Every request of the page. Live parts join in `chat/`, by `injectEndpoints`. */
export const api = createApi({
  baseQuery: request,
  tagTypes: ['Rooms', 'Members'],
  endpoints: (build) => ({
    server: build.query<ServerInfo, void>({ query: () => '/server' }),
    session: build.query<null, void>({
      queryFn: async (_, { dispatch }) => {
        const refreshed = await refreshToken();
        if (refreshed.name === 'unreachable') return { error: {} };
        dispatch(refreshed.name === 'signed-in' ? signedIn(refreshed.answer.user) : signedOut());
        return { data: null };
      },
    }),
    setup: build.mutation<SignedIn, Body<typeof SetupInput>>({
      query: (body) => ({ url: '/setup', method: 'POST', body }),
      onQueryStarted: keepSignIn,
    }),
    register: build.mutation<SignedIn, Body<typeof RegisterInput>>({
      query: (body) => ({ url: '/auth/register', method: 'POST', body }),
      onQueryStarted: keepSignIn,
    }),
    login: build.mutation<SignedIn, Body<typeof LoginInput>>({
      query: (body) => ({ url: '/auth/login', method: 'POST', body }),
      onQueryStarted: keepSignIn,
    }),
    logout: build.mutation<null, void>({ query: () => ({ url: '/auth/logout', method: 'POST' }) }),
    browse: build.query<Answer<typeof RoomPage>, void>({
      query: () => '/rooms?sort=newest&limit=200',
      providesTags: ['Rooms'],
    }),
    createRoom: build.mutation<Room, Body<typeof CreateRoom>>({
      query: (body) => ({ url: '/rooms', method: 'POST', body }),
      invalidatesTags: ['Rooms'],
    }),
    joinRoom: build.mutation<unknown, string>({
      query: (room) => ({ url: `/rooms/${encodeURIComponent(room)}/join`, method: 'POST', body: {} }),
      invalidatesTags: ['Rooms'],
    }),
    members: build.query<Answer<typeof MemberPage>, string>({
      query: (room) => `/rooms/${encodeURIComponent(room)}/members?limit=200`,
      providesTags: ['Members'],
    }),
  }),
});

async function keepSignIn(
  _: unknown,
  {
    dispatch,
    queryFulfilled,
  }: {
    dispatch: (action: ReturnType<typeof signedIn>) => unknown;
    queryFulfilled: Promise<{ data: SignedIn }>;
  },
): Promise<void> {
  const answer = await queryFulfilled.catch(() => undefined);
  if (answer === undefined) return;
  keepToken(answer.data);
  dispatch(signedIn(answer.data.user));
}

export const {
  useServerQuery,
  useSessionQuery,
  useSetupMutation,
  useRegisterMutation,
  useLoginMutation,
  useLogoutMutation,
  useBrowseQuery,
  useCreateRoomMutation,
  useJoinRoomMutation,
  useMembersQuery,
} = api;
