import { type CommandInput, type CommandReply, type Mention, Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import { newId } from '../accounts/new-id.ts';
import type { AppendResult, ChangeAction, ChangeResult } from '../database/writer/writer.ts';
import type { Connection } from '../realtime/connection.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import { type Ability, can } from '../rooms/abilities.ts';
import type { Membership, MembershipHolder } from '../rooms/membership.ts';
import type { RoomsService } from '../rooms/rooms.service.ts';
import { findHandles, namesSomebody, toMentions } from './mentions.ts';
import type { MessagesRepository } from './messages.repository.ts';
import type { SendLimit } from './send-limit.ts';

type Sent = CommandReply['message.send'];
type Changed = CommandReply['message.edit'];

/** Milliseconds in which the one who deleted a message may bring it back. */
const RESTORE_WITHIN_MS = 10_000;
/** Kinds of reactions that one message can have. */
const MAX_REACTION_KINDS = 20;
/** How often a right is judged again before the room is said to change too fast. */
const MAX_RENEWALS = 5;

interface Dependencies {
  readonly rooms: RoomsService;
  readonly messages: MessagesRepository;
  readonly limit: SendLimit;
  /** Who hears of what they did by another way. */
  readonly connections: Pick<Connections<Actor>, 'tellUser'>;
  /** Milliseconds since 1970, for people to read. */
  readonly now: () => number;
}

/** How something was asked. */
export interface Asking {
  /** The right, where it is at hand. */
  readonly held?: MembershipHolder | undefined;
  /** The connection that asked, which is answered and so told nothing else. */
  readonly by?: Connection<Actor>;
}

/** What is done to messages: each method is the story of one command, over every binding. */
export class MessagesService {
  readonly #rooms: RoomsService;
  readonly #messages: MessagesRepository;
  readonly #limit: SendLimit;
  readonly #connections: Dependencies['connections'];
  readonly #now: () => number;

  constructor({ rooms, messages, limit, connections, now }: Dependencies) {
    this.#connections = connections;
    this.#rooms = rooms;
    this.#messages = messages;
    this.#limit = limit;
    this.#now = now;
  }

  /**
   * Sends a message: access, append, and the number it took.
   * With a holder at hand it reaches the writer in this very turn, so that pipelined messages keep their order.
   * @throws Problem `not_found`, `forbidden`, `rate_limited`, `slow_mode`, `room_locked`, `invalid_input`
   */
  async send(actor: Actor, input: CommandInput<'message.send'>, held?: MembershipHolder): Promise<Sent> {
    const holder = held ?? (await this.#hold(actor, input.room, 'send'));
    // What allows more raises no version: before a lock is held against somebody it is looked at again.
    const refused = refusalOf(holder.membership, 'send', this.#now());
    const locked = refused && refusalOf(await holder.renew(), 'send', this.#now());
    const refusal = locked ?? unknownFile(input) ?? this.#tooFast(actor, holder.membership);
    if (refusal !== undefined) return this.#knownOr(refusal, actor, holder.membership, input.clientId);
    const result = await this.#renewing(holder, async (membership) => {
      const closed = refusalOf(membership, 'send', this.#now());
      if (closed !== undefined) throw closed;
      // Looked up under this very version: who was removed meanwhile hears of no mention.
      const { roomId, accessVersion, slowMode } = membership;
      const named = namesSomebody(input.body) ? await this.#mentions(roomId, input.body) : [];
      const unnoticed = named.length === 0 ? [] : await this.#unnoticed(actor, named);
      return this.#messages.append({
        roomId,
        accessVersion,
        slowMode,
        author: actor.author,
        clientId: input.clientId,
        kind: 'text',
        body: input.body,
        replyTo: input.replyTo ?? null,
        mentions: JSON.stringify(named),
        at: this.#now(),
        ...(unnoticed.length > 0 && { unnoticed }),
      });
    });
    return toSent(result);
  }

  /** Gives a message new words. Only its author ever may. */
  async edit(actor: Actor, input: CommandInput<'message.edit'>, held?: MembershipHolder): Promise<Changed> {
    const holder = held ?? (await this.#hold(actor, input.room, 'send'));
    const mentions = JSON.stringify(await this.#mentions(holder.membership.roomId, input.body));
    const action = { do: 'edit', body: input.body, mentions } as const;
    return toChanged(await this.#change(actor, input.seq, holder, action));
  }

  /** Deletes a message: its author may, and whoever moderates the room. */
  async delete(
    actor: Actor,
    input: CommandInput<'message.delete'>,
    held?: MembershipHolder,
  ): Promise<Changed> {
    const holder = held ?? (await this.#hold(actor, input.room, 'send'));
    return toChanged(await this.#change(actor, input.seq, holder, { do: 'delete', logId: newId() }));
  }

  /** Brings a message back, for the one who deleted it, within 10 s. */
  async restore(
    actor: Actor,
    input: CommandInput<'message.restore'>,
    held?: MembershipHolder,
  ): Promise<Changed> {
    const holder = held ?? (await this.#hold(actor, input.room, 'send'));
    const action = { do: 'restore', withinMs: RESTORE_WITHIN_MS } as const;
    return toChanged(await this.#change(actor, input.seq, holder, action));
  }

  /** Adds one's reaction or takes it away; what is so already is ok and takes no number. Told to one's other connections. */
  async react(
    actor: Actor,
    input: CommandInput<'reaction.add'> & { readonly on: 0 | 1 },
    { held, by }: Asking = {},
  ): Promise<Changed> {
    const holder = held ?? (await this.#hold(actor, input.room, 'send'));
    const { seq, emoji, on } = input;
    const action = { do: 'react', emoji, on, maxKinds: MAX_REACTION_KINDS } as const;
    const result = await this.#change(actor, seq, holder, action);
    if (result.status === 'changed') {
      const mine = { room: holder.membership.roomId, seq, emoji, on: on === 1 };
      this.#connections.tellUser(actor.userId, encodeEvent('reaction.mine', mine), by);
    }
    return toChanged(result);
  }

  /** Pins a message, or unpins it: for who moderates the room. @throws Problem `not_found`, `forbidden`, `gone` */
  async pin(actor: Actor, { room, seq, on }: { room: string; seq: number; on: 0 | 1 }): Promise<Changed> {
    const holder = await this.#hold(actor, room, 'moderate');
    return toChanged(await this.#change(actor, seq, holder, { do: 'pin', on, logId: newId() }));
  }

  /** Moves one's read mark forward. Told to one's other connections. */
  async read(
    actor: Actor,
    input: CommandInput<'read.set'>,
    { held, by }: Asking = {},
  ): Promise<CommandReply['read.set']> {
    const { roomId } = held?.membership ?? (await this.#rooms.access(actor, input.room, 'read'));
    const mark = await this.#messages.mark({ roomId, userId: actor.userId, seq: input.seq });
    if (mark === null) throw new Problem('forbidden');
    this.#connections.tellUser(actor.userId, encodeEvent('read.changed', { room: roomId, ...mark }), by);
    return mark;
  }

  async #hold(actor: Actor, room: string, ability: Ability): Promise<MembershipHolder> {
    let membership = await this.#rooms.access(actor, room, ability);
    const renew = async () => {
      membership = await this.#rooms.access(actor, room, ability);
      return membership;
    };
    return {
      get membership() {
        return membership;
      },
      renew,
    };
  }

  /** Rights are judged again when they changed between the asking and the writing. */
  async #renewing<Result extends AppendResult | ChangeResult>(
    holder: MembershipHolder,
    write: (membership: Membership) => Promise<Result>,
  ): Promise<Exclude<Result, { status: 'stale' }>> {
    let membership = holder.membership;
    for (let attempt = 0; attempt <= MAX_RENEWALS; attempt += 1) {
      const result = await write(membership);
      if (result.status !== 'stale') return result as Exclude<Result, { status: 'stale' }>;
      membership = await holder.renew();
    }
    throw new Problem('unavailable', { detail: 'The room changes too fast right now.', retryAfter: 1 });
  }

  #tooFast(actor: Actor, { roomId }: Membership): Problem | undefined {
    const retryAfter = this.#limit.take(actor.userId, roomId);
    return retryAfter > 0 ? new Problem('rate_limited', { retryAfter }) : undefined;
  }

  /** What was stored already is answered as such, whatever speaks against a new message. */
  async #knownOr(refusal: Problem, actor: Actor, { roomId }: Membership, clientId: string): Promise<Sent> {
    const known = await this.#messages.findByClientId(roomId, actor.userId, clientId);
    if (known === undefined) throw refusal;
    return { ...known, duplicate: true };
  }

  #unnoticed({ userId }: Actor, mentions: readonly Mention[]): Promise<string[]> {
    return this.#messages.blockedAmong(
      userId,
      mentions.map(({ user }) => user),
    );
  }

  async #mentions(roomId: string, body: string): Promise<Mention[]> {
    const named = findHandles(body);
    const ids = await this.#messages.membersByHandle(
      roomId,
      named.map(({ handle }) => handle),
    );
    return toMentions(named, ids);
  }

  async #change(actor: Actor, seq: number, holder: MembershipHolder, action: ChangeAction) {
    const to = action.do === 'delete' ? 'delete' : 'change';
    // What allows more raises no version: before something is held against somebody it is looked at again.
    if (refusalOf(holder.membership, to, this.#now()) !== undefined) await holder.renew();
    return this.#renewing<ChangeResult>(holder, async (membership) => {
      const closed = refusalOf(membership, to, this.#now());
      if (closed !== undefined) throw closed;
      return this.#messages.change({
        roomId: membership.roomId,
        accessVersion: membership.accessVersion,
        seq,
        actorId: actor.userId,
        moderates: can(membership, actor, 'moderate') ? 1 : 0,
        at: this.#now(),
        action,
      });
    });
  }
}

/** What somebody wants to write: a message, a change of one, or nothing but a deletion. */
type Writing = 'send' | 'change' | 'delete';

/** Why someone who belongs to a room may not write so now. What one has said oneself may be taken back while muted. */
function refusalOf(membership: Membership, to: Writing, now: number): Problem | undefined {
  const { locked, closed, mutedUntil = 0 } = membership;
  if (closed === 'archived') return new Problem('room_locked', { detail: 'The room is archived.' });
  if (to === 'delete') return undefined;
  if (closed === 'blocked') return new Problem('blocked');
  if (mutedUntil > now) {
    const until = new Date(mutedUntil).toISOString();
    return new Problem('muted', { detail: `You are muted in this room until ${until}.` });
  }
  return locked ? new Problem('room_locked') : undefined;
}

function toSent(result: Exclude<AppendResult, { status: 'stale' }>): Sent {
  switch (result.status) {
    case 'appended':
      return { seq: result.seq, version: result.seq, nth: result.nth };
    case 'duplicate':
      return { seq: result.seq, version: result.version, nth: result.nth, duplicate: true };
    case 'slow':
      throw new Problem('slow_mode', { retryAfter: result.retryAfter });
    case 'no_reply_target':
      throw new Problem('not_found', { detail: 'There is no message to reply to.' });
  }
}

function toChanged(result: Exclude<ChangeResult, { status: 'stale' }>): Changed {
  switch (result.status) {
    case 'changed':
      return { version: result.row.version };
    case 'unchanged':
      return { version: result.version };
    case 'not_found':
      throw new Problem('not_found');
    case 'not_yours':
      throw new Problem('forbidden', { detail: 'This is not your message.' });
    case 'gone':
      throw new Problem('gone', { detail: 'The message has been deleted.' });
    case 'not_deleted':
      throw new Problem('conflict', { detail: 'The message is not deleted.' });
    case 'too_late':
      throw new Problem('gone', { detail: 'The message can no longer be brought back.' });
    case 'blocked':
      throw new Problem('blocked');
    case 'too_many_kinds':
      throw new Problem('conflict', {
        detail: `A message has at most ${MAX_REACTION_KINDS} kinds of reactions.`,
      });
  }
}

/** Nothing can be uploaded yet, so whatever file a message names is not there: better said than dropped. */
function unknownFile({ files }: CommandInput<'message.send'>): Problem | undefined {
  return files?.length ? new Problem('not_found', { detail: 'There is no such file.' }) : undefined;
}
