/** A person as others see them: beside a message, in a list of people. */
export interface Author {
  readonly id: string;
  readonly handle: string | null;
  readonly name: string | null;
  /** Hue of the name, 0–359 degrees. */
  readonly hue: number;
  readonly bot: boolean;
}

/** Someone named in a body. `offset` and `length` are UTF-16 units of it. */
export interface Mention {
  readonly user: string;
  readonly offset: number;
  readonly length: number;
}

/** One emoji under a message: how many chose it, and the first five of them. */
export interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly users: readonly string[];
}

/** A message in its newest state. It is named by its room and its `seq`; times are RFC 3339 in UTC. */
export interface Message {
  /** The room's number of the change that made it. */
  readonly seq: number;
  /** Its place among the room's messages: 1, 2, 3 … */
  readonly nth: number;
  /** The room's number of its last change. */
  readonly version: number;
  readonly kind: 'text' | 'notice';
  readonly author: Author;
  /** Markdown source as typed; null once deleted. */
  readonly body: string | null;
  readonly at: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly deletedBy: string | null;
  readonly replyTo: number | null;
  readonly clientId: string | null;
  readonly pinned: boolean;
  readonly mentions: readonly Mention[];
  readonly files: readonly unknown[];
  readonly previews: readonly unknown[];
  readonly reactions: readonly Reaction[];
}

/** How someone who is present shows. Invisible people are in no list. */
export type PresenceState = 'online' | 'idle' | 'dnd';

/** Someone who has the room open now: on the full server a person, on the lite server a connection. */
export interface Present {
  readonly user: {
    readonly id: string;
    readonly handle: string;
    readonly name: string;
    readonly hue: number;
  };
  readonly state: PresenceState;
  readonly status: string | null;
}

/** How far someone has read: `nth` is the place reached, unread is `count − nth`. */
export interface ReadMark {
  readonly seq: number;
  readonly nth: number;
}

/** A room as it is told to its members. `read` is only in answers to one person. */
export interface Room {
  readonly id: string;
  readonly slug: string | null;
  readonly name: string | null;
  readonly topic: string | null;
  readonly kind: 'room' | 'group' | 'direct';
  readonly access: 'open' | 'password' | 'invite' | 'hidden';
  readonly lastSeq: number;
  readonly count: number;
  /** Only who moderates may write. Full server. */
  readonly locked?: boolean;
  /** Seconds between two messages of one person; 0 is off. Full server. */
  readonly slowMode?: number;
  /** When it was archived: read, and no longer written. Full server. */
  readonly archivedAt?: string | null;
  readonly read?: ReadMark & { readonly mentions: number };
}

/** One's own reactions by message `seq`, beside messages in answers to one person. */
export type Mine = Readonly<Record<string, readonly string[]>>;
