import type { Mention } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { Commit } from '../database/writer/writer.ts';
import type { CountersService } from '../presence/counters.service.ts';
import type { Broker } from '../realtime/broker.ts';
import type { Connections } from '../realtime/connections.ts';
import { encodeEvent } from '../realtime/encoded.ts';
import { toLogEntry } from './message.ts';
import type { MessagesRepository } from './messages.repository.ts';

interface Dependencies {
  readonly messages: MessagesRepository;
  readonly broker: Broker;
  readonly counters: CountersService;
  readonly connections: Connections<Actor>;
}

/** Has every committed change told: the one place that publishes changes, in the order of their numbers. */
export function publishCommits({ messages, broker, counters, connections }: Dependencies): void {
  messages.onCommit((commit) => {
    broker.publish({ kind: 'entry', entry: toLogEntry(commit) });
    counters.moved(commit.roomId, commit.seq, commit.kind === 'append' ? commit.result.nth : undefined);
    for (const user of mentioned(commit)) {
      connections.tellUser(user, encodeEvent('mention.created', { room: commit.roomId, seq: commit.seq }));
    }
  });
}

function mentioned(commit: Commit): string[] {
  if (commit.kind !== 'append' || commit.job.mentions === '[]') return [];
  const mentions = JSON.parse(commit.job.mentions) as Mention[];
  const { author, unnoticed = [] } = commit.job;
  const users = new Set(mentions.map(({ user }) => user));
  return [...users].filter((user) => user !== author.id && !unnoticed.includes(user));
}
