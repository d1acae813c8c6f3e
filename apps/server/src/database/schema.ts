import type { ColumnType } from 'kysely';

/**
 * The tables, the same on SQLite and PostgreSQL.
 * Times are milliseconds since 1970 in UTC; booleans are 0 and 1; JSON is text: so both stores agree to the byte.
 */
export interface Schema {
  settings: SettingsTable;
  users: UsersTable;
  sessions: SessionsTable;
  rooms: RoomsTable;
  room_heads: RoomHeadsTable;
  memberships: MembershipsTable;
  messages: MessagesTable;
  reactions: ReactionsTable;
}

/** 0 or 1. */
export type Flag = 0 | 1;

/** A column with a default: may be left out on insert. */
type Defaulted<T> = ColumnType<T, T | undefined, T>;

/** What the installation remembers of itself: `epoch`, `server_name`, `setup_done`. */
export interface SettingsTable {
  key: string;
  value: string;
}

export interface UsersTable {
  /** UUIDv7, internal. */
  id: string;
  /** What people type; unique, lower case. */
  handle: string;
  name: string;
  /** 0–359. */
  hue: number;
  bio: Defaulted<string>;
  role: Defaulted<'user' | 'moderator' | 'admin'>;
  email: string | null;
  password_hash: string | null;
  bot: Defaulted<Flag>;
  state: Defaulted<'active' | 'pending' | 'suspended' | 'deleted'>;
  created_at: number;
}

/** A sign-in. Access tokens name it (`sid`); the refresh token is stored as a hash only. */
export interface SessionsTable {
  id: string;
  user_id: string;
  refresh_hash: string;
  /** The refresh token before the last rotation, good for 30 s more (two tabs). */
  previous_hash: string | null;
  rotated_at: number;
  user_agent: string;
  address: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
}

export interface RoomsTable {
  /** UUIDv7. */
  id: string;
  slug: string | null;
  name: string | null;
  topic: string | null;
  kind: 'room' | 'group' | 'direct';
  access: 'open' | 'password' | 'invite' | 'hidden';
  password_hash: string | null;
  /** Seconds between two messages of one person; 0 is off. */
  slow_mode: Defaulted<number>;
  locked: Defaulted<Flag>;
  created_by: string | null;
  created_at: number;
  archived_at: number | null;
}

/** One narrow, hot row a room: its lock is the order of the room's log. */
export interface RoomHeadsTable {
  room_id: string;
  /** Number of the last change. */
  seq: number;
  /** Number of messages. */
  count: number;
  /** Raised in the transaction of every change that takes rights in the room away. */
  access_version: number;
}

export interface MembershipsTable {
  room_id: string;
  user_id: string;
  role: Defaulted<'member' | 'moderator' | 'owner'>;
  joined_at: number;
  /** Messages sent here. */
  sent: Defaulted<number>;
  last_sent_at: number | null;
  read_seq: Defaulted<number>;
  read_nth: Defaulted<number>;
  /** When its user last opened the room. */
  visited_at: number | null;
}

/**
 * A message in its newest state. Keys: (room_id, seq), (client_id, author_id, room_id), and (room_id, version) of the
 * messages that were changed (`version <> seq`) only; nothing else. So what changed after a number is read in two parts,
 * `seq > n and version = seq` and `version > n and version <> seq`, each of which has its index.
 */
export interface MessagesTable {
  room_id: string;
  seq: number;
  nth: number;
  version: number;
  kind: 'text' | 'notice';
  author_id: string;
  client_id: string | null;
  body: string;
  at: number;
  edited_at: number | null;
  deleted_at: number | null;
  deleted_by: string | null;
  reply_to: number | null;
  pinned: Defaulted<Flag>;
  /** JSON: `[{user, offset, length}]`. */
  mentions: Defaulted<string>;
  /** JSON: `[{emoji, count, users}]`, the summary of `reactions` that travels. */
  reactions: Defaulted<string>;
}

export interface ReactionsTable {
  room_id: string;
  seq: number;
  emoji: string;
  user_id: string;
  at: number;
}
