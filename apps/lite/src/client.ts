import { Conversation } from './client/conversation.ts';
import { EXIT, type ExitCode } from './client/exit-codes.ts';
import { type ClientOptions, readOptions } from './client/options.ts';
import { Printer } from './client/printer.ts';
import { screenOf } from './client/screen.ts';

const start = readOptions(process.argv.slice(2), process.env);
if ('print' in start) {
  (start.code === 0 ? process.stdout : process.stderr).write(start.print);
  process.exitCode = start.code;
} else {
  await talk(start.run);
}

async function talk(options: ClientOptions): Promise<void> {
  // `| head` closes the pipe: that is an end like any other.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.on('SIGINT', () => leave(EXIT.interrupted));
  process.on('SIGTERM', () => leave(EXIT.terminated));
  process.on('SIGHUP', () => leave(EXIT.terminated));
  const isForPeople = process.stdout.isTTY && !options.isPlain;
  const format = options.isJson ? 'json' : isForPeople ? 'people' : 'plain';
  const screen = screenOf(options.isQuiet, options.mayAsk);
  const leave = (code: ExitCode) => {
    screen.close();
    process.exit(code);
  };
  const conversation = new Conversation(
    options,
    screen,
    new Printer(options.room, format, hasColor(options)),
  );
  const code = await conversation.run();
  // What is still on its way to a pipe must arrive.
  process.stdout.write('', () => process.exit(code));
}

function hasColor({ color }: ClientOptions): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (color !== 'auto') return color === 'always';
  if (NO_COLOR) return false;
  return FORCE_COLOR !== undefined || (process.stdout.isTTY && TERM !== 'dumb');
}
