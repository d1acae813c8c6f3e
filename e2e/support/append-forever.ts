/**
 * Appends to a store until it is killed, and prints each message once it is acknowledged: `seq nth clientId`.
 * Arguments: the data directory, the room's id, the author's id, how many to keep outstanding, the database's URL.
 */
import { randomUUID } from 'node:crypto';
import { openDatabase } from '../../apps/server/src/database/open-database.ts';

const [dataDir = '', roomId = '', authorId = '', outstanding = '1', databaseUrl] = process.argv.slice(2);
const database = await openDatabase({ dataDir, databaseUrl });
const author = { id: authorId, handle: authorId, name: authorId, hue: 1, bot: false };
const message = {
  roomId,
  author,
  kind: 'text',
  body: 'x'.repeat(200),
  replyTo: null,
  mentions: '[]',
} as const;

async function appendForever(): Promise<never> {
  for (;;) {
    const clientId = randomUUID();
    const job = { ...message, clientId, at: Date.now(), accessVersion: 1, slowMode: 0 };
    const result = await database.writer.append(job);
    if (result.status !== 'appended') throw new Error(`Not appended: ${result.status}`);
    process.stdout.write(`${result.seq} ${result.nth} ${clientId}\n`);
  }
}

await Promise.all(Array.from({ length: Number(outstanding) }, appendForever));
