import type { Event } from '@parlor/protocol';
import { plain } from '../terminal.ts';
import type { Connection } from './connection.ts';
import { eachLine } from './line.ts';
import type { Room } from './room.ts';

/** Printed lines that may wait for whoever reads them; more are dropped, since the server must not wait. */
const WAITING = 16_777_216;

/** What the server prints: lines for people on a terminal, JSON lines into a pipe or a file. */
export class Console {
  readonly #out: NodeJS.WriteStream;
  #dropped = 0;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    // Whoever read what we print is gone: the rooms go on.
    out.on('error', () => undefined);
  }

  /** A line about the server itself. */
  say(text: string): void {
    this.#print({ event: 'server', text }, text);
  }

  connected({ id, nick, room, address }: Connection): void {
    const text = `${place(room)} ${nick}(${id.slice(0, 4)}) connected from ${address}`;
    this.#print({ event: 'connected', room: room.name, connection: id, nick, address }, text);
  }

  disconnected({ id, nick, room }: Connection, code: number): void {
    const text = `${place(room)} ${nick}(${id.slice(0, 4)}) disconnected (${code})`;
    this.#print({ event: 'disconnected', room: room.name, connection: id, nick, code }, text);
  }

  made(room: Room): void {
    this.#print({ event: 'room', room: room.name }, `${place(room)} made`);
  }

  /** Messages, as their lines stand in the log: nothing is encoded again for a pipe. */
  stored(lines: Buffer): void {
    if (!this.#out.isTTY) return this.#write(lines);
    for (const [start, end] of eachLine(lines)) {
      const { room, data } = JSON.parse(lines.toString('utf8', start, end)) as Event<'message.created'>;
      const { author, body } = data;
      this.#people(
        `${plain(room ?? '')}  ${author.handle}(${author.id.slice(0, 4)}) ${JSON.stringify(body)}`,
      );
    }
  }

  #print(line: object, text: string): void {
    if (this.#out.isTTY) this.#people(text);
    else this.#write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);
  }

  #people(text: string): void {
    this.#write(`${new Date().toTimeString().slice(0, 8)} ${plain(text)}\n`);
  }

  #write(bytes: string | Buffer): void {
    if (this.#out.writableLength > WAITING) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0)
      this.#out.write(`${JSON.stringify({ event: 'server', dropped: this.#dropped })}\n`);
    this.#dropped = 0;
    this.#out.write(bytes);
  }
}

function place(room: Room): string {
  return `${plain(room.name)} `;
}
