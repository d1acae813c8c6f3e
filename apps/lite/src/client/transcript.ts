import type { Event, EventData, Message, Present } from '@parlor/protocol';
import type { Since } from './options.ts';
import type { Printer } from './printer.ts';
import type { Screen } from './screen.ts';

/** What was said and who is there, as far as it was told: each message is printed once. */
export class Transcript {
  readonly #screen: Screen;
  readonly #printer: Printer;
  readonly #since: Since;
  readonly #people = new Map<string, string>();
  #cursor: number | undefined;
  #own: { readonly id: string; readonly handle: string | null } | undefined;

  constructor(screen: Screen, printer: Printer, since: Since) {
    this.#screen = screen;
    this.#printer = printer;
    this.#since = since;
  }

  /** The greatest number that was told; undefined before the first entering. */
  get cursor(): number | undefined {
    return this.#cursor;
  }

  /** The names of those present. */
  get names(): readonly string[] {
    return [...this.#people.values()];
  }

  /** Who we are on this connection. */
  become(own: { readonly id: string; readonly handle: string | null } | null): void {
    this.#own = own ?? undefined;
  }

  /** Everything up to `seq` was told. */
  reached(seq: number): void {
    this.#cursor = Math.max(this.#cursor ?? 0, seq);
  }

  entered(present: readonly Present[]): void {
    this.#people.clear();
    for (const { user } of present) this.#people.set(user.id, user.handle);
  }

  /** A page is in the order of reading; its numbers are not, where something was edited. */
  page(room: string, messages: readonly Message[]): void {
    for (const message of messages) this.#print(asEvent(room, message));
  }

  /** Prints an event that was not seen yet, and moves the cursor. */
  show(event: Event): void {
    if (event.seq !== undefined && event.type.startsWith('message.')) {
      if (event.seq <= (this.#cursor ?? 0)) return;
      this.#cursor = event.seq;
    }
    this.#print(event);
  }

  /** Says who came and went; one's own coming is no news. */
  presence(change: EventData['presence.changed']): void {
    const others = { ...change, joined: change.joined.filter(({ user }) => user.id !== this.#own?.id) };
    for (const { user } of change.joined) this.#people.set(user.id, user.handle);
    for (const line of this.#printer.presence(others, this.#people)) this.#screen.say(line);
    for (const id of change.left) this.#people.delete(id);
  }

  #print(event: Event): void {
    if (event.replay && this.#isTooOld(event)) return;
    const line = this.#printer.line(event, this.#own?.handle ?? undefined);
    if (line !== undefined) this.#screen.print(line);
  }

  #isTooOld(event: Event): boolean {
    const since = this.#since;
    return since !== undefined && 'time' in since && Date.parse((event.data as Message).at) < since.time;
  }
}

/** A message of a page as the event that a replay would give: one form for all. */
function asEvent(room: string, data: Message): Event<'message.created'> {
  return { type: 'message.created', room, seq: data.version, at: data.at, replay: true, data };
}
