import type { Mention } from '@parlor/protocol';
import { blankCode } from './prose.ts';

/** A handle named in a body, with its place in UTF-16 units; `@` belongs to it. */
export interface NamedHandle {
  readonly handle: string;
  readonly offset: number;
  readonly length: number;
}

/** Most people that one message can mention. */
const MAX_MENTIONS = 50;
const HANDLE = /(?<![\w@./-])@([a-z0-9][a-z0-9_-]{1,23})(?![a-z0-9_-])/gi;

/** Finds `@handle` in a body, outside of code. */
export function findHandles(body: string): NamedHandle[] {
  if (!body.includes('@')) return [];
  return [...blankCode(body).matchAll(HANDLE)]
    .slice(0, MAX_MENTIONS)
    .map(({ 0: match, 1: handle = '', index }) => ({
      handle: handle.toLowerCase(),
      offset: index,
      length: match.length,
    }));
}

/** Whether a body names anybody: an address of e-mail does not, nor what stands in code. */
export function namesSomebody(body: string): boolean {
  return findHandles(body).length > 0;
}

/** The mentions of a body: the handles that belong to somebody. */
export function toMentions(named: readonly NamedHandle[], ids: ReadonlyMap<string, string>): Mention[] {
  return named.flatMap(({ handle, offset, length }) => {
    const user = ids.get(handle);
    return user === undefined ? [] : [{ user, offset, length }];
  });
}
