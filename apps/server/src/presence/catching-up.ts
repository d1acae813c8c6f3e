import { type EnteredRoom, Problem, type Reset } from '@parlor/protocol';
import type { HistoryService } from '../messages/history.service.ts';
import { hasReactions } from '../messages/message.ts';
import { Encoded, encodeLive, encodeReplay, type LogEntry } from '../realtime/encoded.ts';
import type { HeldTopic, Hub } from '../realtime/hub.ts';
import type { LeavingService } from './leaving.service.ts';
import type { PresenceService } from './presence.service.ts';
import type { Visit } from './visit.ts';

type Reply = (data: EnteredRoom) => void;

/** How often a reading is begun anew when the room's last events have outrun it. */
const MAX_READINGS = 5;

interface Dependencies {
  readonly history: HistoryService;
  readonly hub: Hub;
  readonly presence: PresenceService;
  readonly leaving: LeavingService;
  readonly epoch: string;
}

/** What somebody has been sent of a replay. */
interface Progress {
  readonly after: number;
  /** Everything up to here has been sent. */
  cursor: number;
  /** Messages among them that have reactions. */
  readonly reacted: number[];
}

/**
 * Shows a room to who enters, and switches to live in the very turn in which nothing is left between
 * what was sent and what the room has delivered. Live events are never queued behind a replay.
 */
export class CatchingUp {
  readonly #with: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
  }

  /** The newest messages in the reply, and every event after its `seq`. */
  async showHistory(
    visit: Visit,
    held: HeldTopic,
    { history, reset }: { history: number; reset?: Reset },
    reply: Reply,
  ): Promise<void> {
    const { topic } = held;
    for (let reading = 0; reading < MAX_READINGS; reading += 1) {
      using _pin = topic.recent.pin(topic.delivered);
      const { head, messages, more, mine } = await this.#with.history.before(visit.membership, history);
      await this.#reach(visit, held, head);
      if (!topic.recent.covers(head.seq) || this.#isStale(visit, held)) continue;
      reply({ ...this.#entered(visit, head.seq), messages, more, mine, ...(reset && { reset }) });
      // The answer lets the room's next command begin, which may be to leave it.
      if (visit.isEnded) return;
      for (const entry of topic.recent.after(head.seq)) visit.connection.event(encodeLive(entry));
      this.#goLive(visit, held);
      return;
    }
    throw new Problem('unavailable', { detail: 'The room moves too fast right now.', retryAfter: 1 });
  }

  /** The reply first, then everything that changed after `after`, then `room.synced`, then live. */
  async replay(visit: Visit, held: HeldTopic, after: number, reply: Reply): Promise<void> {
    const { topic } = held;
    await this.#reach(visit, held, { seq: after, accessVersion: topic.accessVersion });
    reply({ ...this.#entered(visit, topic.delivered), replay: true });
    const progress: Progress = { after, cursor: after, reacted: [] };
    while (!visit.isEnded) {
      const inMemory = topic.recent.covers(progress.cursor);
      using _pin = topic.recent.pin(inMemory ? progress.cursor : topic.delivered);
      if (!inMemory && (await this.#sendPage(visit, held, progress)) === 'more') continue;
      const mine = await this.#mine(visit, held, progress);
      if (this.#isStale(visit, held) && !visit.isEnded) await visit.renew();
      if (visit.isEnded || this.#isStale(visit, held) || !topic.recent.covers(progress.cursor)) continue;
      this.#send(visit, newestOf(topic.recent.after(progress.cursor)), progress);
      visit.connection.event(synced(topic.id, topic.delivered, mine));
      this.#goLive(visit, held);
      return;
    }
  }

  /** Reads and sends one page; the next is read when the peer has taken it. */
  async #sendPage(visit: Visit, held: HeldTopic, progress: Progress): Promise<'more' | 'last'> {
    const page = await this.#with.history.changes(visit.roomId, progress.cursor);
    await this.#reach(visit, held, { seq: page.upTo, accessVersion: page.head.accessVersion });
    this.#send(visit, page.entries, progress);
    progress.cursor = page.upTo;
    if (!page.more) return 'last';
    visit.connection.flush();
    await visit.connection.drained();
    return 'more';
  }

  #send(visit: Visit, entries: readonly LogEntry[], progress: Progress): void {
    for (const entry of entries) {
      visit.connection.event(encodeReplay(entry, progress.after));
      if (hasReactions(entry)) progress.reacted.push(entry.subject);
    }
  }

  async #mine(visit: Visit, { topic }: HeldTopic, { cursor, reacted }: Progress) {
    const recent = topic.recent.covers(cursor) ? topic.recent.after(cursor) : [];
    const subjects = [...reacted, ...recent.filter(hasReactions).map(({ subject }) => subject)];
    return subjects.length === 0 ? {} : this.#with.history.mine(visit.membership, subjects);
  }

  /** Waits until the hub has delivered what was read; the right is asked for again when it may have been taken since. */
  async #reach(visit: Visit, held: HeldTopic, read: { seq: number; accessVersion: number }): Promise<void> {
    await held.reach(read.seq);
    visit.assertLive();
    const newest = Math.max(held.topic.accessVersion, read.accessVersion);
    if (newest > visit.membership.accessVersion) await visit.renew();
    visit.assertLive();
  }

  #isStale(visit: Visit, { topic }: HeldTopic): boolean {
    return topic.accessVersion > visit.membership.accessVersion;
  }

  #entered({ roomId }: Visit, seq: number): EnteredRoom {
    return { room: roomId, seq, epoch: this.#with.epoch, ...this.#with.presence.list(roomId) };
  }

  #goLive(visit: Visit, { topic }: HeldTopic): void {
    const { connection, actor } = visit;
    const { accessVersion } = visit.membership;
    const evict = () => this.#with.leaving.evict(visit, 'left');
    visit.seat = this.#with.hub.join(topic, { connection, userId: actor.userId, accessVersion, evict });
  }
}

/** Of each message its last entry only: a replay tells it once, in its newest state. */
function newestOf(entries: readonly LogEntry[]): LogEntry[] {
  const last = new Map(entries.map((entry) => [entry.subject, entry.seq]));
  return entries.filter((entry) => last.get(entry.subject) === entry.seq);
}

function synced(topic: string, seq: number, mine: object): Encoded {
  return new Encoded(
    'room.synced',
    `"room":${JSON.stringify(topic)},"seq":${seq},"data":${JSON.stringify({ mine })}}`,
  );
}
