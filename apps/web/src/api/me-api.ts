import type { Me, SessionList, UpdateMe } from '@parlor/contract';
import { signedIn } from './account.ts';
import { api } from './api.ts';

type Body<Schema extends { readonly _zod: { readonly input: unknown } }> = Schema['_zod']['input'];
type Answer<Schema extends { readonly _zod: { readonly output: unknown } }> = Schema['_zod']['output'];

/** The requests of one's own account. */
export const meApi = api.enhanceEndpoints({ addTagTypes: ['Sessions'] }).injectEndpoints({
  endpoints: (build) => ({
    updateMe: build.mutation<Me, Body<typeof UpdateMe>>({
      query: (body) => ({ url: '/me', method: 'PATCH', body }),
      async onQueryStarted(_, { dispatch, queryFulfilled }) {
        const answer = await queryFulfilled.catch(() => undefined);
        if (answer) dispatch(signedIn(answer.data));
      },
    }),
    sessions: build.query<Answer<typeof SessionList>, void>({
      query: () => '/auth/sessions',
      providesTags: ['Sessions'],
    }),
    endSession: build.mutation<null, string>({
      query: (id) => ({ url: `/auth/sessions/${encodeURIComponent(id)}`, method: 'DELETE' }),
      invalidatesTags: ['Sessions'],
    }),
    endOtherSessions: build.mutation<null, void>({
      query: () => ({ url: '/auth/sessions', method: 'DELETE' }),
      invalidatesTags: ['Sessions'],
    }),
  }),
});

export const { useUpdateMeMutation, useSessionsQuery, useEndSessionMutation, useEndOtherSessionsMutation } =
  meApi;
