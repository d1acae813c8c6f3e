import { createInterface } from 'node:readline';
import { Console } from './server/console.ts';
import { LiteServer } from './server/lite-server.ts';
import { operate } from './server/operator.ts';
import { readOptions } from './server/options.ts';

/** The process cannot say any more what is on the disk: another start reads it again. */
const EXIT_BROKEN = 74;

/** Threads for syncs: many rooms' logs are synced at once, and share what the disk does for one of them. */
process.env.UV_THREADPOOL_SIZE ??= '16';

const start = readOptions(process.argv.slice(2), process.env);
if ('print' in start) {
  (start.code === 0 ? process.stdout : process.stderr).write(start.print);
  process.exitCode = start.code;
} else {
  const console = new Console(process.stdout);
  try {
    const server = await LiteServer.start(start.run, console, (error) => end(error, EXIT_BROKEN));
    console.say(
      `listening on http://localhost:${server.port}  ${server.roomCount} rooms in ${start.run.folder}`,
    );
    obey(server, console);
  } catch (error) {
    end(error, 1);
  }
}

function obey(server: LiteServer, console: Console): void {
  const stop = () => server.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const answer = await operate(line, server, stop).catch(String);
    if (answer !== '') console.say(answer);
  });
}

function end(error: unknown, code: number): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}
