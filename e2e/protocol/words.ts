import { randomUUID } from 'node:crypto';
import type { Event } from '@parlor/protocol';
import type { Peer } from '../support/peer.ts';

/** Sends a message; resolves when it is acknowledged. */
export function say(peer: Peer, room: string, body: string) {
  return peer.ask('message.send', { room, body, clientId: randomUUID() });
}

/** Sends `<prefix>0`, `<prefix>1` … without waiting in between; resolves when all are acknowledged. */
export function sayMany(peer: Peer, room: string, prefix: string, count: number) {
  return Promise.all(Array.from({ length: count }, (_, index) => say(peer, room, `${prefix}${index}`)));
}

/** The event that told the message of this `seq`. */
export function created(peer: Peer, seq: number): Promise<Event<'message.created'>> {
  return peer.event<'message.created'>(
    (event) => event.type === 'message.created' && event.seq === seq,
    `message.created ${seq}`,
  );
}

/** The `seq` of everything in the log that was told, in the order told. */
export function seqs(peer: Peer): number[] {
  return peer.events.filter((event) => event.type.startsWith('message.')).map((event) => event.seq ?? -1);
}

/** What was told as part of a replay. */
export function replayed(peer: Peer): Event[] {
  return peer.events.filter((event) => event.replay === true);
}
