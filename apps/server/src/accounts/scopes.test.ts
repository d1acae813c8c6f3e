import { COMMANDS } from '@parlor/protocol';
import { expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { requireScope, scopeOfCommand, scopeOfRoute } from './scopes.ts';

test.each([
  ['GET', 'rooms/:room/messages', 'messages:read'],
  ['HEAD', 'rooms/:room/messages/:seq', 'messages:read'],
  ['POST', 'rooms/:room/messages', 'messages:write'],
  ['DELETE', 'rooms/:room/messages/:seq/reactions/:emoji', 'messages:write'],
  ['GET', 'rooms/:room/pins', 'messages:read'],
  ['GET', 'rooms', 'rooms:read'],
  ['PUT', 'rooms/:room/members/:user', 'rooms:write'],
  ['PUT', 'direct/:user', 'rooms:write'],
  ['GET', 'users', 'people:read'],
  ['GET', 'users/:user/relation', 'people:read'],
  ['PUT', 'users/:user/friend', 'people:write'],
  ['POST', 'friend-requests/:user/accept', 'people:write'],
  ['POST', 'users', 'admin:write'],
  ['PATCH', 'users/:user', 'admin:write'],
  ['PUT', 'users/:user/suspension', 'admin:write'],
  ['GET', 'admin/audit', 'admin:read'],
  ['GET', 'reports', 'admin:read'],
  ['POST', 'bots/:user/tokens', 'admin:write'],
  ['GET', 'me', 'profile:read'],
  ['PATCH', 'me', 'profile:write'],
])('%s %s takes %s', (method, path, scope) => {
  expect(scopeOfRoute(method, `/api/v1/${path}`)).toBe(scope);
});

test.each([
  ['DELETE', 'me'],
  ['PUT', 'me/password'],
  ['POST', 'me/tokens'],
  ['GET', 'auth/sessions'],
  ['POST', 'auth/logout'],
  ['GET', 'a-route-that-nobody-thought-of'],
  ['GET', 'me-too'],
])('%s %s is for no token', (method, path) => {
  expect(scopeOfRoute(method, `/api/v1/${path}`)).toBeUndefined();
});

test('every command of the protocol has its scope, and none is open but two', () => {
  const types = Object.keys(COMMANDS) as (keyof typeof COMMANDS)[];
  for (const type of types) expect(scopeOfCommand(type), type).toBeDefined();
  expect(types.filter((type) => scopeOfCommand(type) === 'none').sort()).toEqual(['ping', 'session.hello']);
});

test('a sign-in may do all that its person may, a token what it was given', () => {
  const signedIn = {} as Actor;
  const token = { scopes: ['messages:read'] } as unknown as Actor;
  for (const scope of ['messages:write', undefined] as const) {
    expect(() => requireScope(signedIn, scope)).not.toThrow();
    expect(() => requireScope(token, scope)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  }
  expect(() => requireScope(token, 'messages:read')).not.toThrow();
  expect(() => requireScope(token, 'none')).not.toThrow();
});
