import {
  type Author,
  CLOSE,
  type Event,
  type Message,
  Problem,
  type ProblemCode,
  type Reply,
} from '@parlor/protocol';
import type { Closed, Connection, Outgoing, Transport, TransportListener } from '../transport.ts';

/** Someone for tests. */
export const author = (id: string): Author => ({ id, handle: id, name: id, hue: 1, bot: false });

/** A message for tests. */
export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    seq,
    nth: seq,
    version: seq,
    kind: 'text',
    author: author('omar'),
    body: `message ${seq}`,
    at: '2026-05-12T09:41:00.000Z',
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    replyTo: null,
    clientId: null,
    pinned: false,
    mentions: [],
    files: [],
    previews: [],
    reactions: [],
    ...change,
  };
}

/**
 * One room behind a transport, as a server would hold it: a log, the protocol's rules of entering, and ways
 * to misbehave. Answers come in microtasks, so that tests need no timers.
 */
export class FakeServer implements Transport {
  signIn: Transport['signIn'] = 'handshake';
  heartbeat: Transport['heartbeat'] = 'self';
  readonly room = 'room-1';
  epoch = 'e1';
  lastSeq = 0;
  readonly messages = new Map<number, Message>();
  /** Tokens it takes; undefined: anyone may come. */
  tokens: Set<string> | undefined;
  /** While false nobody gets in. */
  reachable = true;
  /** While true it takes commands and says nothing. */
  silent = false;
  /** The next sends are refused with these, one each. */
  readonly refusals: (ProblemCode | 'lost')[] = [];
  /** While set, nobody may enter. */
  refuseEnter: ProblemCode | undefined;
  /** Answers to commands of this type wait for `release`. */
  holds: string | undefined;
  readonly commands: Outgoing[] = [];
  connects = 0;
  readonly #held: (() => void)[] = [];
  readonly #peers = new Set<Peer>();

  connect(listener: TransportListener, token: string | undefined): Connection {
    this.connects++;
    const peer = new Peer(listener);
    this.#peers.add(peer);
    queueMicrotask(() => this.#open(peer, token));
    return {
      send: (command) => queueMicrotask(() => this.#command(peer, command)),
      close: () => queueMicrotask(() => peer.close({ code: 1000, reason: 'closed here' })),
    };
  }

  /** Somebody else writes. Returns the message. */
  post(change: Partial<Message> = {}, reach: 'deliver' | 'lose' = 'deliver'): Message {
    const seq = ++this.lastSeq;
    const made = message(seq, { nth: this.messages.size + 1, ...change });
    this.#store(made, 'message.created', reach);
    return made;
  }

  /** Somebody edits. */
  edit(seq: number, body: string, reach: 'deliver' | 'lose' = 'deliver'): void {
    const before = this.messages.get(seq);
    if (before) this.#store({ ...before, body, version: ++this.lastSeq }, 'message.updated', reach);
  }

  /** Everybody is cut off, as by a dead network or with a close code. */
  cut(how: Closed = { code: 1006, reason: '' }): void {
    for (const peer of [...this.#peers]) peer.close(how);
    this.#peers.clear();
  }

  /** Says something to everyone. */
  say(event: Event): void {
    for (const peer of this.#peers) peer.frame(event);
  }

  #open(peer: Peer, token: string | undefined): void {
    if (!this.reachable) return void peer.close({ code: 1006, reason: 'unreachable' });
    if (this.signIn === 'handshake' && this.tokens && !this.tokens.has(token ?? '')) {
      return void peer.close({ code: 1006, reason: '', problem: new Problem('token_expired').toJSON() });
    }
    peer.frame({
      type: 'session.welcome',
      data: {
        protocol: 1,
        server: 'fake',
        connection: 'x',
        epoch: this.epoch,
        user: this.signIn === 'handshake' ? author('ada') : null,
        heartbeat: 25_000,
        limits: { frame: 65_536, body: 4_000 },
      },
    });
  }

  #command(peer: Peer, command: Outgoing): void {
    this.commands.push(command);
    if (this.silent) return;
    if (this.holds === command.type) this.#held.push(() => this.#reply(peer, command));
    else this.#reply(peer, command);
  }

  /** Gives the answers that were held. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  #reply(peer: Peer, command: Outgoing): void {
    const data = command.data as Record<string, never>;
    try {
      this.#answer(peer, command, data);
    } catch (failure) {
      if (failure instanceof Problem) peer.frame({ re: command.id, ok: false, problem: failure.toJSON() });
      else throw failure;
    }
  }

  #answer(peer: Peer, { id, type }: Outgoing, data: Record<string, never>): void {
    const ok = (reply: object): void => peer.frame({ re: id, ok: true, data: reply });
    if (type === 'session.hello') return void this.#hello(peer, id, data);
    if (type === 'room.enter') return void this.#enter(peer, data, ok);
    if (type === 'message.send') return void this.#send(data, ok);
    if (type === 'message.edit') return void this.#change(data, ok, { body: data.body ?? '' });
    if (type === 'message.delete') return void this.#change(data, ok, { body: null, deletedBy: 'ada' });
    if (type === 'reaction.add') return void this.#react(data, ok);
    if (type === 'history.list') return void ok(this.#page(data.limit ?? 50, data.before));
    if (type === 'room.exit') peer.present = false;
    ok({});
  }

  #hello(peer: Peer, id: string, { token }: Record<string, string>): void {
    if (this.tokens?.has(token ?? ''))
      return void peer.frame({ re: id, ok: true, data: { user: author('ada') } });
    peer.frame({ re: id, ok: false, problem: new Problem('token_expired').toJSON() });
    peer.close(CLOSE.badToken);
  }

  #enter(peer: Peer, data: Record<string, never>, ok: (reply: object) => void): void {
    if (this.refuseEnter) throw new Problem(this.refuseEnter);
    const base = { room: this.room, seq: this.lastSeq, epoch: this.epoch, present: [], count: 0 };
    const reset = data.after !== undefined && (data.epoch as unknown) !== this.epoch ? 'epoch' : undefined;
    peer.present = true;
    if (data.after === undefined || reset) {
      return void ok({ ...base, ...this.#page(data.history ?? 50), ...(reset && { reset }) });
    }
    ok({ ...base, replay: true });
    const changed = [...this.messages.values()].filter(({ version }) => version > Number(data.after));
    for (const one of changed.sort((a, b) => a.version - b.version)) {
      const type = one.seq > Number(data.after) ? 'message.created' : 'message.updated';
      peer.frame({ type, room: this.room, seq: one.version, replay: true, data: one });
    }
    peer.frame({ type: 'room.synced', room: this.room, seq: this.lastSeq, data: {} });
  }

  #send(data: Record<string, never>, ok: (reply: object) => void): void {
    const refusal = this.refusals.shift();
    if (refusal && refusal !== 'lost') throw new Problem(refusal);
    const known = [...this.messages.values()].find(({ clientId }) => clientId === data.clientId);
    const stored = known ?? this.post({ author: author('ada'), body: data.body, clientId: data.clientId });
    if (refusal === 'lost') return void this.cut();
    const { seq, version, nth } = stored;
    ok({ seq, version, nth, ...(known && { duplicate: true }) });
  }

  #change(data: Record<string, never>, ok: (reply: object) => void, change: Partial<Message>): void {
    const refusal = this.refusals.shift();
    if (refusal && refusal !== 'lost') throw new Problem(refusal);
    const before = this.messages.get(Number(data.seq));
    if (before === undefined) throw new Problem('not_found');
    const version = ++this.lastSeq;
    this.#store({ ...before, ...change, version }, 'message.updated', 'deliver');
    ok({ version });
  }

  #react({ seq, emoji = '' }: { seq?: number; emoji?: string }, ok: (reply: object) => void): void {
    const known = this.messages.get(Number(seq))?.reactions ?? [];
    const count = (known.find((one) => one.emoji === emoji)?.count ?? 0) + 1;
    const others = known.filter((one) => one.emoji !== emoji);
    this.#change({ seq } as never, ok, { reactions: [...others, { emoji, count, users: ['ada'] }] });
  }

  #page(limit: number, before = Number.POSITIVE_INFINITY): object {
    const all = [...this.messages.values()].filter(({ seq }) => seq < before).sort((a, b) => a.seq - b.seq);
    return { messages: limit === 0 ? [] : all.slice(-limit), more: all.length > limit, mine: {} };
  }

  #store(stored: Message, type: 'message.created' | 'message.updated', reach: 'deliver' | 'lose'): void {
    this.messages.set(stored.seq, stored);
    if (reach === 'lose') return;
    for (const peer of this.#peers) {
      if (peer.present) peer.frame({ type, room: this.room, seq: stored.version, data: stored });
    }
  }
}

class Peer {
  present = false;
  #open = true;
  readonly #listener: TransportListener;

  constructor(listener: TransportListener) {
    this.#listener = listener;
  }

  frame(frame: Event | Reply): void {
    if (this.#open) this.#listener.frame(frame);
  }

  close({ code, reason, problem }: Closed): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.closed({ code, reason, ...(problem && { problem }) });
  }
}
