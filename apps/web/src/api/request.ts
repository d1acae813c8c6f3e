import { type BaseQueryFn, type FetchArgs, fetchBaseQuery } from '@reduxjs/toolkit/query/react';
import { accessToken, refreshToken } from './access-token.ts';
import { signedOut } from './account.ts';
import { problemFrom, type RequestFailure } from './problem.ts';

const send = fetchBaseQuery({
  baseUrl: '/api/v1',
  prepareHeaders: (headers) => {
    const token = accessToken();
    if (token) headers.set('authorization', `Bearer ${token}`);
    return headers;
  },
});

type Request = BaseQueryFn<string | FetchArgs, unknown, RequestFailure>;

/** A request that needs no sign-in. */
export const openRequest: Request = async (args, api, options) => {
  const { data, error } = await send(args, api, options);
  if (error === undefined) return { data };
  return {
    error: typeof error.status === 'number' ? { problem: problemFrom(error.status, error.data) } : {},
  };
};

/** A request as the person who is signed in: with a fresh token, and once more when the token was refused. */
export const request: Request = async (args, api, options) => {
  if (isOpen(api.endpoint)) return openRequest(args, api, options);
  if (accessToken() === undefined && !(await renew(api.dispatch))) return { error: {} };
  const answer = await openRequest(args, api, options);
  if (answer.error?.problem?.status !== 401 || !(await renew(api.dispatch))) return answer;
  return openRequest(args, api, options);
};

const OPEN = new Set(['server', 'login', 'register', 'setup', 'logout']);
const isOpen = (endpoint: string) => OPEN.has(endpoint);

async function renew(dispatch: (action: ReturnType<typeof signedOut>) => unknown): Promise<boolean> {
  const { name } = await refreshToken();
  if (name === 'signed-out') dispatch(signedOut());
  return name === 'signed-in';
}
