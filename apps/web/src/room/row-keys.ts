import type { KeyboardEvent } from 'react';
import { quickEmoji } from '../emoji/used.ts';
import type { Entry } from './entries.ts';
import { type RowActions, rightsOn } from './use-row-actions.ts';

interface Reader {
  readonly me: string;
  readonly moderates: boolean;
  readonly actions: RowActions;
}

/** The single keys of a row with the focus: what they did, if anything. */
export function onRowKey(
  event: KeyboardEvent,
  { message, mine = [] }: Entry,
  { me, moderates, actions }: Reader,
): 'edited' | 'removed' | 'reacted' | undefined {
  if (!(event.target instanceof HTMLLIElement) || message === undefined) return undefined;
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const rights = rightsOn(message, me, moderates);
  if (event.key === 'e' && rights.edit) {
    actions.edit(message.seq);
    return 'edited';
  }
  if (event.key === 'Delete' && rights.remove) {
    actions.remove(message);
    return 'removed';
  }
  if (!rights.react) return undefined;
  const emoji = quickEmoji()['123'.indexOf(event.key)];
  if (event.key === '+') actions.pick(message.seq, event.target);
  else if (emoji) actions.react(message.seq, emoji, mine.includes(emoji) ? 'off' : 'on');
  else return undefined;
  return 'reacted';
}
