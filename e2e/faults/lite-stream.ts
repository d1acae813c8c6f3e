/**
 * By hand: a room with 1,000,000 messages streams to a newcomer while 100 messages a second go on arriving.
 *
 *     node --conditions=source e2e/faults/lite-stream.ts [messages]
 *
 * Prints how long it took and how far the server's memory grew; ends with 1 when that is 50 MB or more, or when
 * anything is missing, doubled or out of order.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { encodeBatch, tailOf } from '../../apps/lite/src/server/line.ts';
import { encodeMessage, eventStart } from '../../apps/lite/src/server/message.ts';
import { createLog, logPath } from '../../apps/lite/src/server/room-file.ts';
import { LiteTarget } from '../support/lite-target.ts';
import { ROOT } from '../support/server-process.ts';

const MESSAGES = Number(process.argv[2] ?? 1_000_000);
const MOST_GROWTH = 50;
const ROOM = 'long';
const BATCH = 10_000;

const target = await LiteTarget.start();
try {
  await target.stop();
  await fill();
  await target.restart('SIGTERM');
  process.exitCode = await stream();
} finally {
  await target.remove();
}

/** Writes the room's log as the server would have. */
async function fill(): Promise<void> {
  const path = logPath(target.folder, ROOM);
  await createLog(path, { room: ROOM, password: null, madeAt: new Date().toISOString() });
  const [start, tail] = [eventStart(ROOM), tailOf('filler')];
  for (let seq = 1; seq <= MESSAGES; seq += BATCH) {
    const lines = Array.from({ length: Math.min(BATCH, MESSAGES - seq + 1) }, (_, index) => {
      const words = { body: `message ${seq + index}`, clientId: `f${seq + index}`, replyTo: undefined };
      return { event: encodeMessage(start, seq + index, '{"id":"f","handle":"filler"}', words), tail };
    });
    await appendFile(path, encodeBatch(lines).log);
  }
  // Otherwise the server's first sync would have half a gigabyte to write.
  await using file = await open(path, 'r+');
  await file.sync();
}

async function stream(): Promise<number> {
  const talker = talk();
  const before = await memory('VmRSS');
  // From here on the peak is a new one.
  await writeFile(`/proc/${target.process.pid}/clear_refs`, '5');
  const started = performance.now();
  const { count, fault } = await readAll();
  if (talker.pid !== undefined) process.kill(-talker.pid, 'SIGKILL');
  const growth = (await memory('VmHWM')) - before;
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${count - MESSAGES} were said meanwhile and after`);
  console.log(
    `${count} messages in ${seconds} s, memory ${before.toFixed(0)} MB and ${growth.toFixed(1)} MB more at its peak`,
  );
  if (fault !== undefined) console.log(fault);
  return fault === undefined && growth < MOST_GROWTH ? 0 : 1;
}

/** Somebody who says something 100 times a second, in a process of its own: reading a million takes all of ours. */
function talk(): ChildProcess {
  const client = `"${process.execPath}" "${ROOT}apps/lite/client.js" ${ROOM} --no-history --server ${target.url}`;
  const line = 'while :; do echo meanwhile; sleep 0.01; done';
  return spawn('sh', ['-c', `(${line}) | ${client} >/dev/null 2>&1`], { detached: true, stdio: 'ignore' });
}

/** Reads as a newcomer until 200 live messages have come after the replay. */
function readAll(): Promise<{ count: number; fault: string | undefined }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${target.url.replace('http', 'ws')}/ws?room=${ROOM}`, {
      perMessageDeflate: false,
    });
    let last = 0;
    let syncedAt: number | undefined;
    const end = (fault?: string) => {
      socket.terminate();
      resolve({ count: last, fault });
    };
    socket.on('message', (data) => {
      const { type, seq, replay } = JSON.parse(String(data)) as {
        type: string;
        seq: number;
        replay?: boolean;
      };
      if (type === 'room.synced') syncedAt = seq;
      if (type !== 'message.created') return;
      if (seq !== last + 1) return end(`${seq} came after ${last}`);
      if (replay !== (syncedAt === undefined ? true : undefined)) return end(`${seq} has replay ${replay}`);
      last = seq;
      if (syncedAt !== undefined && last >= syncedAt + 200) end();
    });
    socket.on('close', (code) => end(`closed with ${code}`));
  });
}

/** A line of the server's /proc status, in MB. */
async function memory(field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${target.process.pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1_000;
}
