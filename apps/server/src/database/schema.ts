import type { ColumnType } from 'kysely';

/**
 * The tables, the same on SQLite and PostgreSQL.
 * Times are milliseconds since 1970 in UTC; booleans are 0 and 1; JSON is text: so both stores agree to the byte.
 */
export interface Schema {
  settings: SettingsTable;
  users: UsersTable;
  sessions: SessionsTable;
  former_handles: FormerHandlesTable;
  invitations: InvitationsTable;
  sign_in_links: SignInLinksTable;
  api_tokens: ApiTokensTable;
  erasures: ErasuresTable;
  audit_log: AuditTable;
  rooms: RoomsTable;
  room_heads: RoomHeadsTable;
  memberships: MembershipsTable;
  messages: MessagesTable;
  reactions: ReactionsTable;
  room_lists: RoomListsTable;
  room_mutes: RoomMutesTable;
  room_invites: RoomInvitesTable;
  join_requests: JoinRequestsTable;
  moderation_log: ModerationLogTable;
  reports: ReportsTable;
  relations: RelationsTable;
  direct_rooms: DirectRoomsTable;
  message_rules: MessageRulesTable;
  former_bodies: FormerBodiesTable;
  idempotency_keys: IdempotencyKeysTable;
}

/** Requests that may be repeated under their key, and what was answered. Nothing in it can be read without the key. */
export interface IdempotencyKeysTable {
  key_hash: string;
  request_hash: string;
  /** The answer, sealed; null while the request is being carried out. */
  sealed: string | null;
  claimed_at: number;
  expires_at: number;
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
  /** Whoever is deleted has no row. */
  state: Defaulted<'active' | 'pending' | 'suspended'>;
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

/** A handle that leads on to who had it before, and that nobody else may take until then. */
export interface FormerHandlesTable {
  handle: string;
  user_id: string;
  until: number;
}

/** A way in for newcomers: the code is stored as a hash only. */
export interface InvitationsTable {
  id: string;
  code_hash: string;
  note: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  max_uses: number | null;
  uses: Defaulted<number>;
  revoked_at: number | null;
}

/** A way back in for one person, made by an admin; used once, stored as a hash only. */
export interface SignInLinksTable {
  user_id: string;
  token_hash: string;
  expires_at: number;
}

/** A token of a person's programs, or of a bot; stored as a hash only. */
export interface ApiTokensTable {
  id: string;
  user_id: string;
  name: string;
  hash: string;
  /** JSON: `["messages:write"]`. */
  scopes: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

/** Somebody who is deleted and whose messages are still to be. */
export interface ErasuresTable {
  user_id: string;
  asked_at: number;
}

/** What admins and moderators did: append-only, each entry sealed with the one before it. */
export interface AuditTable {
  seq: number;
  at: number;
  actor_id: string;
  actor_handle: string;
  action: string;
  target_id: string | null;
  target_name: string | null;
  /** JSON. */
  details: string;
  /** Digest of the entry before; empty for the first. */
  previous: string;
  digest: string;
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
  /** 1 when the room has an allow list: then nobody else comes in. */
  allow_listed: Defaulted<Flag>;
  /** Deleted rooms are in no answer any more. */
  deleted_at: number | null;
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

/** People whom a room lets in alone, or never: each is on one list of a room at most. */
export interface RoomListsTable {
  room_id: string;
  user_id: string;
  list: 'allow' | 'block';
  added_by: string;
  added_at: number;
}

/** Kept apart from memberships: who leaves and comes back is as muted as before. */
export interface RoomMutesTable {
  room_id: string;
  user_id: string;
  muted_until: number;
  muted_by: string;
}

/** A way into a room for whoever has its code, of which only the hash is stored. */
export interface RoomInvitesTable {
  id: string;
  room_id: string;
  code_hash: string;
  created_by: string;
  created_at: number;
  expires_at: number | null;
  /** Null: without a limit. */
  max_uses: number | null;
  uses: Defaulted<number>;
}

export interface JoinRequestsTable {
  room_id: string;
  user_id: string;
  words: string;
  asked_at: number;
}

/** What was decided in a room, by whom and about whom: rows are added and never changed. */
export interface ModerationLogTable {
  /** UUIDv7: the order of the log. */
  id: string;
  room_id: string;
  actor_id: string;
  action: string;
  target_id: string | null;
  seq: number | null;
  reason: string | null;
  /** JSON of what was changed. */
  detail: string | null;
  at: number;
}

export interface ReportsTable {
  id: string;
  room_id: string;
  seq: number;
  reporter_id: string;
  reason: 'spam' | 'harassment' | 'illegal' | 'other';
  words: string;
  state: Defaulted<'open' | 'claimed' | 'acted' | 'dismissed'>;
  handled_by: string | null;
  reported_at: number;
  handled_at: number | null;
}

/** What one person is to another; friends have a row each. */
export interface RelationsTable {
  user_id: string;
  other_id: string;
  kind: 'friend' | 'request' | 'follow' | 'block';
  at: number;
}

/** What a message said until an edit: `version` is the number of the edit that replaced it, `at` when it was said. */
export interface FormerBodiesTable {
  room_id: string;
  seq: number;
  version: number;
  body: string;
  at: number;
}

/** The one direct room of two people, the smaller id first. */
export interface DirectRoomsTable {
  low_id: string;
  high_id: string;
  room_id: string;
}

/** Who may start a direct message with somebody, where they are stricter than the server. */
export interface MessageRulesTable {
  user_id: string;
  who: 'shared_room' | 'friends' | 'mutual' | 'nobody';
}
