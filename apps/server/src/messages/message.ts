import type { Author, Mention, Message, Reaction } from '@parlor/protocol';
import type { AppendJob, Commit, MessageRow } from '../database/writer/writer.ts';
import type { LogEntry } from '../realtime/encoded.ts';

const DELETED_PERSON: Author = { id: 'deleted', handle: null, name: null, hue: 0, bot: false };

/** A row as it travels. A deleted message keeps its place and loses its words. */
export function toMessage(row: MessageRow): Message {
  const deleted = row.deleted_at !== null;
  const author = toAuthor(row);
  return {
    seq: row.seq,
    nth: row.nth,
    version: row.version,
    kind: row.kind,
    author,
    body: deleted ? null : row.body,
    at: toTime(row.at),
    editedAt: row.edited_at === null ? null : toTime(row.edited_at),
    deletedAt: row.deleted_at === null ? null : toTime(row.deleted_at),
    deletedBy: row.deleted_by === row.author_id ? author.id : row.deleted_by,
    replyTo: row.reply_to,
    clientId: row.client_id,
    pinned: row.pinned === 1 && !deleted,
    mentions: deleted ? [] : (JSON.parse(row.mentions) as Mention[]),
    files: [],
    previews: [],
    reactions: deleted ? [] : (JSON.parse(row.reactions) as Reaction[]),
  };
}

/** A committed change as the hub takes it: the message's bytes are made here, once. */
export function toLogEntry(commit: Commit): LogEntry {
  if (commit.kind === 'change') {
    const entry = rowToEntry(commit.roomId, commit.result.row, commit.accessVersion);
    return { ...entry, at: toTime(commit.job.at) };
  }
  const message = toNewMessage(commit.job, commit.result);
  return {
    topic: commit.roomId,
    seq: commit.seq,
    accessVersion: commit.accessVersion,
    subject: message.seq,
    type: 'message.created',
    typeWhenNew: 'message.created',
    typeWhenKnown: 'message.updated',
    at: message.at,
    data: JSON.stringify(message),
  };
}

/** A message in its newest state, as an entry of the log at its last change. */
export function rowToEntry(roomId: string, row: MessageRow, accessVersion: number): LogEntry {
  const deleted = row.deleted_at !== null;
  return {
    topic: roomId,
    seq: row.version,
    accessVersion,
    subject: row.seq,
    type: deleted ? 'message.deleted' : row.version === row.seq ? 'message.created' : 'message.updated',
    typeWhenNew: deleted ? 'message.deleted' : 'message.created',
    typeWhenKnown: deleted ? 'message.deleted' : 'message.updated',
    at: toTime(row.deleted_at ?? row.edited_at ?? row.at),
    data: JSON.stringify(toMessage(row)),
  };
}

/** Whether the message of an entry has reactions: only then somebody's own can be among them. */
export function hasReactions(entry: LogEntry): boolean {
  return !entry.data.endsWith('"reactions":[]}');
}

/** A message as it was just appended, without reading it back. */
export function toNewMessage(job: AppendJob, { seq, nth }: { seq: number; nth: number }): Message {
  return {
    seq,
    nth,
    version: seq,
    kind: job.kind,
    author: job.author,
    body: job.body,
    at: toTime(job.at),
    editedAt: null,
    deletedAt: null,
    deletedBy: null,
    replyTo: job.replyTo,
    clientId: job.clientId,
    pinned: false,
    mentions: JSON.parse(job.mentions) as Mention[],
    files: [],
    previews: [],
    reactions: [],
  };
}

function toAuthor(row: MessageRow): Author {
  // Who is deleted has no row to read: some queries say so by null, some by nothing.
  if (!row.author_handle) return DELETED_PERSON;
  return {
    id: row.author_id,
    handle: row.author_handle,
    name: row.author_name,
    hue: row.author_hue,
    bot: row.author_bot === 1,
  };
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
