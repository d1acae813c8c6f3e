import type { DatabaseSync } from 'node:sqlite';
import { openForCheckpoints, openForReading } from './open-file.ts';
import type { Checkpointed, StoreRequest } from './protocol.ts';
import { Statements } from './statements.ts';
import { serve } from './worker-side.ts';

/** A worker with a read-only connection. It also checkpoints, on a connection of its own, off the writer's path. */
let file = '';
let reading: DatabaseSync | undefined;
let statements: Statements | undefined;
let checkpointing: DatabaseSync | undefined;

serve((request: StoreRequest) => {
  switch (request.ask) {
    case 'open':
      return open(request.file);
    case 'run':
      return statements?.run(request.sql, request.parameters);
    case 'checkpoint':
      return checkpoint();
    case 'close':
      return close();
    default:
      throw new Error(`A reader does not ${request.ask}.`);
  }
});

function open(path: string): void {
  file = path;
  reading = openForReading(path);
  statements = new Statements(reading);
}

function checkpoint(): Checkpointed {
  checkpointing ??= openForCheckpoints(file);
  const row = checkpointing.prepare('pragma wal_checkpoint(passive)').get();
  return { frames: Number(row?.log ?? 0), moved: Number(row?.checkpointed ?? 0) };
}

function close(): void {
  checkpointing?.close();
  reading?.close();
}
