import type { Event, EventData, Message } from '@parlor/protocol';
import { plain } from '../terminal.ts';

/** How messages are written to stdout. */
export type Format = 'json' | 'plain' | 'people';

/** Turns events into lines of stdout. Remote text never reaches the terminal as it came. */
export class Printer {
  readonly #format: Format;
  readonly #hasColor: boolean;
  readonly #room: string;

  constructor(room: string, format: Format, hasColor: boolean) {
    this.#room = room;
    this.#format = format;
    this.#hasColor = hasColor;
  }

  /** The line of an event, or undefined for one that is not shown. */
  line(event: Event, own: string | undefined): string | undefined {
    const isShown = event.type.startsWith('message.') || event.type === 'notice';
    if (!isShown) return undefined;
    if (this.#format === 'json') return JSON.stringify(event);
    if (event.type === 'notice') return this.#notice(event as Event<'notice'>);
    const message = event.data as Message;
    return this.#format === 'plain' ? this.#record(event, message) : this.#people(event, message, own);
  }

  /** Who came and went, for people; one line a change, or none. */
  presence({ joined, left }: EventData['presence.changed'], names: ReadonlyMap<string, string>): string[] {
    const time = clock(new Date().toISOString());
    const came = joined.map(({ user }) => `${time} · ${plain(user.handle)} joined`);
    // Whoever went before we came has no name here.
    const gone = left.flatMap((id) => names.get(id) ?? []);
    const went = gone.map((name) => `${time} · ${plain(name)} left`);
    return [...came, ...went];
  }

  /** Tab separated: time, room, name, seq, text. Stable, for programs. */
  #record(event: Event, message: Message): string {
    const text = event.type === 'message.deleted' ? '' : (message.body ?? '');
    const fields = [
      event.at ?? message.at,
      this.#room,
      message.author.handle ?? 'deleted',
      String(message.seq),
      text,
    ];
    return fields.map(escaped).join('\t');
  }

  #notice({ at, data }: Event<'notice'>): string {
    if (this.#format === 'plain') return [at ?? '', this.#room, '*', '-', data.text].map(escaped).join('\t');
    return `${clock(at ?? new Date().toISOString())} * ${this.#bold(plain(data.text))}`;
  }

  #people(event: Event, message: Message, own: string | undefined): string {
    const name = plain(message.author.handle ?? 'deleted').slice(0, 20);
    const indent = ' '.repeat(Math.max(6 + 8, 6 + name.length + 1));
    const text = plainLines(message.body ?? '').join(`\n${indent}`);
    const mentions = own !== undefined && new RegExp(`@${literal(own)}\\b`, 'i').test(text);
    const mark =
      { 'message.updated': ' (edited)', 'message.deleted': '(deleted)' }[event.type as string] ?? '';
    return `${clock(message.at)} ${this.#name(name, message.author.hue)}${text}${mark}${mentions ? '   *' : ''}`;
  }

  #name(name: string, hue: number): string {
    const padded = `${name.padEnd(7)} `;
    if (!this.#hasColor) return padded;
    return `\u001b[38;5;${PALETTE[Math.floor((hue % 360) / 30)]}m${padded}\u001b[39m`;
  }

  #bold(text: string): string {
    return this.#hasColor ? `\u001b[1m${text}\u001b[22m` : text;
  }
}

/** One of the 256 colours for each twelfth of the hues, readable on dark and on light. */
const PALETTE = [167, 173, 136, 142, 106, 71, 72, 73, 67, 68, 97, 133];

/** Time of day, as people here read it. */
function clock(at: string): string {
  return new Date(at).toTimeString().slice(0, 5);
}

function plainLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map(plain);
}

/** Three escapes keep a record on its line and its fields apart; other control characters are taken out. */
function escaped(text: string): string {
  const parts = text.split(/([\\\n\t])/);
  return parts.map((part) => ESCAPES[part] ?? plain(part)).join('');
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\t': '\\t' };

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
