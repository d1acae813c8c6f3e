import { fstatSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';

/** Where lines come from and where they are written: a terminal with a prompt, or pipes. */
export interface Screen {
  /** A line of data. */
  print(line: string): void;
  /** A word to the person, not data. */
  say(line: string): void;
  /** Tells every line typed or piped in, then the end. */
  read(onLine: (line: string) => void, onEnd: () => void): void;
  /** A secret, without echo; undefined when nobody can be asked. */
  ask(question: string): Promise<string | undefined>;
  close(): void;
}

/** The screen for these streams. */
export function screenOf(isQuiet: boolean, mayAsk: boolean): Screen {
  return process.stdin.isTTY ? new Terminal(isQuiet, mayAsk) : new Pipes(isQuiet);
}

class Pipes implements Screen {
  readonly #isQuiet: boolean;
  #lines: Interface | undefined;

  constructor(isQuiet: boolean) {
    this.#isQuiet = isQuiet;
  }

  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  say(line: string): void {
    if (!this.#isQuiet) process.stderr.write(`${line}\n`);
  }

  read(onLine: (line: string) => void, onEnd: () => void): void {
    this.#lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
    this.#lines.on('line', onLine).on('close', onEnd);
  }

  async ask(): Promise<undefined> {
    return undefined;
  }

  close(): void {
    this.#lines?.removeAllListeners('close').close();
  }
}

const ERASE_LINE = '\r\u001b[K';
const UP_AND_ERASE = '\u001b[1A\u001b[2K';

/** A prompt that stays below what is said. What was typed is taken off the screen: it comes back as a message. */
class Terminal implements Screen {
  readonly #isQuiet: boolean;
  readonly #mayAsk: boolean;
  #lines: Interface | undefined;

  constructor(isQuiet: boolean, mayAsk: boolean) {
    this.#isQuiet = isQuiet;
    this.#mayAsk = mayAsk;
  }

  print(line: string): void {
    this.#above(process.stdout, line);
  }

  say(line: string): void {
    if (!this.#isQuiet) this.#above(process.stderr, line);
  }

  read(onLine: (line: string) => void, onEnd: () => void): void {
    // With stdout in a pipe the prompt goes to stderr: stdout is for data.
    const output = process.stdout.isTTY ? process.stdout : process.stderr;
    const lines = createInterface({ input: process.stdin, output, prompt: '> ', terminal: true });
    this.#lines = lines;
    lines.on('line', (line) => {
      const rows = Math.floor((line.length + 2) / (output.columns || 80)) + 1;
      output.write(UP_AND_ERASE.repeat(rows));
      onLine(line);
      lines.prompt();
    });
    lines.on('close', onEnd);
    lines.on('SIGINT', () => {
      if (lines.line === '') return void process.emit('SIGINT');
      // As in a shell: the first Ctrl-C clears the line.
      lines.write(null, { ctrl: true, name: 'e' });
      lines.write(null, { ctrl: true, name: 'u' });
    });
    lines.prompt();
  }

  async ask(question: string): Promise<string | undefined> {
    if (!this.#mayAsk) return undefined;
    process.stderr.write(question);
    const answer = await readHidden(process.stdin);
    process.stderr.write('\n');
    return answer;
  }

  close(): void {
    this.#lines?.removeAllListeners('close').close();
    if (this.#lines) process.stderr.write(ERASE_LINE);
  }

  #above(stream: NodeJS.WriteStream, line: string): void {
    if (this.#lines === undefined) return void stream.write(`${line}\n`);
    const prompt = process.stdout.isTTY ? process.stdout : process.stderr;
    prompt.write(ERASE_LINE);
    stream.write(`${line}\n`);
    this.#lines.prompt(true);
  }
}

const [ENTER, END, INTERRUPT, BACKSPACE, DELETE] = ['\r', '\u0004', '\u0003', '\b', '\u007f'];

/** Reads a line from the terminal key by key, so that nothing of it is shown. */
function readHidden(input: NodeJS.ReadStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: string | undefined) => {
      input.off('data', take);
      input.setRawMode(false).pause();
      resolve(answer);
    };
    const take = (bytes: Buffer) => {
      for (const key of bytes.toString()) {
        if (key === ENTER || key === '\n') return finish(typed);
        if (key === END || key === INTERRUPT) return finish(undefined);
        if (key === BACKSPACE || key === DELETE) typed = typed.slice(0, -1);
        else if (key >= ' ') typed += key;
      }
    };
    input.setRawMode(true).resume().on('data', take);
  });
}

/** Nobody can write: stdin is closed, which Node shows as the null device. */
export function isReadOnly(): boolean {
  if (process.stdin.isTTY) return false;
  try {
    return fstatSync(0).isCharacterDevice();
  } catch {
    return true;
  }
}
