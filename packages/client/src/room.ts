import {
  type Author,
  type EnteredRoom,
  type Event,
  LIMITS,
  Problem,
  type ProblemBody,
  type Typist,
} from '@parlor/protocol';
import { reconnectDelay } from './backoff.ts';
import type { Cancel } from './clock.ts';
import { mayRetry } from './failures.ts';
import { Listeners } from './listeners.ts';
import type { Stored } from './outbox.ts';
import type { OutboxItem } from './outbox-item.ts';
import { ownMessage } from './own-message.ts';
import { applyPresence, NOBODY, type Presence, presenceOf } from './presence.ts';
import type { Session } from './session.ts';
import type { SessionState } from './session-state.ts';
import {
  applyEntered,
  applyEvent,
  applyMessage,
  applyPage,
  EMPTY_TIMELINE,
  hasOlder,
  messageAt,
  type Timeline,
  trimTimeline,
} from './timeline.ts';

/**
 * Where an open room stands. `waiting`: there is no connection. `entering`: asked, not answered. `catching-up`:
 * what was missed is coming. `live`: nothing is missing. `refused`: the server said no, `problem` says why.
 * `removed`: it was taken away while it was open.
 */
export type RoomStatus = 'waiting' | 'entering' | 'catching-up' | 'live' | 'refused' | 'removed';

/** All that is known of an open room. Plain data; a change makes another object. */
export interface RoomState {
  readonly status: RoomStatus;
  readonly problem?: ProblemBody;
  /** The room's id, known once it was entered. */
  readonly id?: string;
  readonly timeline: Timeline;
  readonly presence: Presence;
  readonly typing: { readonly users: readonly Typist[]; readonly count: number };
  /** Where the loading of older messages stands. */
  readonly older: 'idle' | 'loading' | 'failed';
}

/** How a room is opened. */
export interface RoomOptions {
  readonly password?: string;
  /** Messages asked for on first entering. */
  readonly history?: number;
  /** What is known of it from an earlier opening: only what came since is asked for. */
  readonly resume?: Timeline;
}

/** Changes missed beyond this number are not replayed: the newest page is faster. */
const CATCH_UP = 500;
/** Messages kept of one room that nobody asked for, see `trimTimeline`. */
const KEEP = 5_000;
/** Events kept while entering; one that finds no place leaves a gap, which heals itself. */
const EARLY = 1_000;
const SILENT = { users: [], count: 0 } as const;

/** The state of a room nothing is known of. */
export const UNKNOWN_ROOM: RoomState = {
  status: 'waiting',
  timeline: EMPTY_TIMELINE,
  presence: NOBODY,
  typing: SILENT,
  older: 'idle',
};

/** One room, kept open over every reconnect: enters, catches up, heals gaps, loads what is older. */
export class OpenRoom {
  readonly #session: Session;
  readonly #name: string;
  readonly #history: number;
  readonly #changes = new Listeners<[RoomState]>();
  readonly #subscriptions: (() => void)[];
  #password: string | undefined;
  #state: RoomState = UNKNOWN_ROOM;
  /** Raised with every entering, so that the answer to an earlier one is dropped. */
  #entering = 0;
  #early: Event[] = [];
  #refusals = 0;
  #keep = KEEP;
  #retry: Cancel = () => {};
  #typingEnds: Cancel = () => {};

  /** Opens the room of that id or slug, at once or when the session is connected. */
  constructor(session: Session, room: string, options: RoomOptions = {}) {
    const { password, history = LIMITS.history, resume } = options;
    this.#session = session;
    this.#name = room;
    this.#password = password;
    this.#history = history;
    if (resume)
      this.#state = { ...UNKNOWN_ROOM, timeline: { ...resume, wishes: [], replaying: false, gap: false } };
    this.#subscriptions = [
      session.onState((state) => this.#connection(state)),
      session.onEvent((event) => this.#event(event)),
    ];
    this.#connection(session.state);
  }

  /** All that is known now. */
  get state(): RoomState {
    return this.#state;
  }

  /** Tells every change of `state`. */
  onChange(listener: (state: RoomState) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Asks again after a refusal, with a password if there is one now. */
  enterAgain(password?: string): void {
    this.#password = password ?? this.#password;
    if (this.#state.status === 'removed') this.#set({ status: 'waiting' });
    this.#connection(this.#session.state);
  }

  /** Loads the page before what is loaded. One at a time; a failure is kept in `state.older`. */
  async loadOlder(): Promise<void> {
    const { timeline, older, id } = this.#state;
    if (older === 'loading' || id === undefined || !hasOlder(timeline)) return;
    this.#set({ older: 'loading' });
    const { floor, epoch } = timeline;
    try {
      const page = await this.#session.command('history.list', { room: id, before: floor });
      const now = this.#state.timeline;
      // Entered anew meanwhile: the page would not join on to what is there.
      const fits = now.floor === floor && now.epoch === epoch;
      // What somebody went back to read is not trimmed away under their eyes.
      if (fits) this.#keep += page.messages.length;
      this.#set({ older: 'idle', ...(fits && { timeline: applyPage(now, page) }) });
    } catch {
      this.#set({ older: 'failed' });
    }
  }

  /** Shows one's own message at its place as soon as the server has it; the event says the same soon after. */
  stored(item: OutboxItem, stored: Stored, author: Author): void {
    const { id, timeline } = this.#state;
    const known = stored.seq <= timeline.cursor || messageAt(timeline, stored.seq) !== undefined;
    // A duplicate may have been edited since: the replay brings its newest words.
    if (item.room !== id || known || stored.version !== stored.seq) return;
    const message = ownMessage(item, stored, author, this.#session.clock.now());
    this.#set({ timeline: applyMessage(timeline, message) });
  }

  /** Changes what is shown before the log tells it: the event that follows has the last word. */
  amend(change: (timeline: Timeline) => Timeline): void {
    const timeline = change(this.#state.timeline);
    if (timeline !== this.#state.timeline) this.#set({ timeline });
  }

  /** Leaves the room open to nobody here: no more of its messages come. */
  close(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#entering++;
    this.#retry();
    this.#typingEnds();
    if (this.#state.id !== undefined) {
      this.#session.command('room.exit', { room: this.#state.id }).catch(() => {});
    }
  }

  #connection({ name }: SessionState): void {
    // Who was put out, or left elsewhere, must not come back because a connection did: entering makes a member.
    if (this.#state.status === 'removed') return;
    if (name === 'connected') return void this.#enter();
    this.#entering++;
    this.#retry();
    if (this.#state.status !== 'refused') this.#set({ status: 'waiting', typing: SILENT });
  }

  async #enter(): Promise<void> {
    const entering = ++this.#entering;
    this.#retry();
    this.#early = [];
    const { timeline } = this.#state;
    const resume = timeline.epoch !== undefined;
    this.#set({ status: resume ? 'catching-up' : 'entering', problem: undefined });
    try {
      const reply = await this.#session.command('room.enter', {
        room: this.#name,
        ...(this.#password !== undefined && { password: this.#password }),
        ...(resume
          ? { after: timeline.cursor, epoch: timeline.epoch, limit: CATCH_UP }
          : { history: this.#history }),
      });
      if (entering === this.#entering) this.#entered(reply);
    } catch (failure) {
      if (entering === this.#entering) this.#refused(failure);
    }
  }

  #entered(reply: EnteredRoom): void {
    this.#refusals = 0;
    this.#set({
      status: reply.replay ? 'catching-up' : 'live',
      id: reply.room,
      timeline: applyEntered(this.#state.timeline, reply),
      presence: presenceOf(reply),
      typing: SILENT,
      older: 'idle',
    });
    const early = this.#early;
    this.#early = [];
    for (const event of early) this.#event(event);
  }

  #refused(failure: unknown): void {
    if (!(failure instanceof Problem)) return;
    if (!mayRetry(failure)) return void this.#set({ status: 'refused', problem: failure.toJSON() });
    const delay = (failure.retryAfter ?? 0) * 1_000 + reconnectDelay(++this.#refusals, this.#session.clock);
    this.#retry = this.#session.clock.after(delay, () => void this.#enter());
  }

  #event(event: Event): void {
    if (event.type === 'user.updated')
      return void this.#set({ timeline: applyEvent(this.#state.timeline, event) });
    // Several frames may come before the reply's promise is heard: they wait, since they build on it.
    if (this.#isEntering()) return void this.#keepEarly(event);
    if (roomOf(event) === this.#state.id && this.#state.id !== undefined) this.#apply(event);
  }

  #keepEarly(event: Event): void {
    // Counters are of rooms that are not open: never of this one.
    if (event.type !== 'room.counters' && this.#early.length < EARLY) this.#early.push(event);
  }

  #isEntering(): boolean {
    const { status, timeline } = this.#state;
    return status === 'entering' || (status === 'catching-up' && !timeline.replaying);
  }

  #apply(event: Event): void {
    if (event.type === 'presence.changed') {
      const change = (event as Event<'presence.changed'>).data;
      return void this.#set({ presence: applyPresence(this.#state.presence, change) });
    }
    if (event.type === 'typing.changed') return void this.#typing(event as Event<'typing.changed'>);
    if (event.type === 'room.removed') return void this.#set({ status: 'removed', typing: SILENT });
    const timeline = trimTimeline(applyEvent(this.#state.timeline, event), this.#keep);
    this.#set({ timeline, ...(event.type === 'room.synced' && { status: 'live' }) });
    if (timeline.gap) void this.#enter();
  }

  /** The server tells the end of typing; should that word be lost, it ends by itself. */
  #typing({ data }: Event<'typing.changed'>): void {
    this.#typingEnds();
    this.#set({ typing: data });
    if (data.count === 0) return;
    this.#typingEnds = this.#session.clock.after(LIMITS.typing + 1_500, () => this.#set({ typing: SILENT }));
  }

  #set(change: Partial<RoomState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changes.tell(this.#state);
  }
}

/** The room an event is about: those to a person alone name it in their data. */
function roomOf(event: Event): string | undefined {
  return event.type === 'reaction.mine' ? (event as Event<'reaction.mine'>).data.room : event.room;
}
