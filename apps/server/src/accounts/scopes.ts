import type { Scope } from '@parlor/contract';
import { type CommandType, Problem } from '@parlor/protocol';
import type { Actor } from './actor.ts';

type Noun = 'admin' | 'messages' | 'people' | 'profile' | 'rooms';

/** Which noun a route is about; the first that fits. What is none of these is for people who have signed in. */
const NOUNS: readonly (readonly [RegExp, Noun])[] = [
  [/^rooms\/:room\/(messages|changes|events|pins|histogram)\b/, 'messages'],
  [/^(rooms|direct|invites)\b/, 'rooms'],
  [/^me\/(rooms|activity|events)\b/, 'rooms'],
  [/^users\/:user\/(friend|follow|block|relation)$/, 'people'],
  [/^(friend-requests|me\/(friends|friend-requests|following|followers|blocked|messaging))\b/, 'people'],
  [/^(admin|bots|reports|moderation-log)\b/, 'admin'],
];

/** What each command takes: every one has its line, so that a new one is not open by accident. */
const COMMAND_SCOPES: Readonly<Record<CommandType, Scope | 'none'>> = {
  ping: 'none',
  'session.hello': 'none',
  'room.enter': 'messages:read',
  'room.exit': 'messages:read',
  'history.list': 'messages:read',
  'read.set': 'messages:read',
  'message.send': 'messages:write',
  'message.edit': 'messages:write',
  'message.delete': 'messages:write',
  'message.restore': 'messages:write',
  'reaction.add': 'messages:write',
  'reaction.remove': 'messages:write',
  'typing.start': 'messages:write',
  'typing.stop': 'messages:write',
  'presence.set': 'profile:write',
};

/**
 * What a token must have been given for a route, as it was registered (`/api/v1/rooms/:room`); undefined for what no
 * token may do. A route that nobody thought of is one of these, so that a new one is shut until it is opened.
 */
export function scopeOfRoute(method: string, route: string): Scope | undefined {
  const path = route.replace(/^\/api\/v1\//, '');
  const verb = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  if (path === 'me') return method === 'DELETE' ? undefined : `profile:${verb}`;
  const noun = NOUNS.find(([pattern]) => pattern.test(path))?.[1];
  if (noun !== undefined) return `${noun}:${verb}`;
  if (/^users\b/.test(path)) return verb === 'read' ? 'people:read' : 'admin:write';
  return undefined;
}

/** What a token must have been given for a command; `none` where nothing is asked. */
export function scopeOfCommand(type: CommandType): Scope | 'none' {
  return COMMAND_SCOPES[type];
}

/** Refuses a token that was not given the scope. @throws Problem `forbidden` */
export function requireScope({ scopes }: Actor, scope: Scope | 'none' | undefined): void {
  if (scopes === undefined || scope === 'none') return;
  if (scope === undefined) {
    throw new Problem('forbidden', { detail: 'No token may do this: it takes a sign-in.' });
  }
  if (!scopes.includes(scope)) {
    throw new Problem('forbidden', { detail: `The token was not given ${scope}.` });
  }
}
