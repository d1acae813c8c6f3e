import { type EventData, LIMITS, type Present } from '@parlor/protocol';
import { Pacer } from './pacer.ts';

/** Somebody present: on the lite server, a connection. */
export interface Person {
  readonly id: string;
  readonly nick: string;
  readonly hue: number;
  /** Its lasting name: who comes back under it takes the place of who was lost. */
  readonly client: string;
}

/** How long a lost connection still counts as present. */
const GRACE = 10_000;

/** Who is in a room. Changes are told at most once a second. */
export class Presence {
  readonly #present = new Map<string, Person>();
  /** Lost connections that may be back soon. */
  readonly #lost = new Map<string, NodeJS.Timeout>();
  readonly #joined = new Map<string, Person>();
  readonly #left = new Set<string>();
  readonly #pacer: Pacer;
  #list: string | undefined;

  constructor(tell: (data: EventData['presence.changed']) => void) {
    this.#pacer = new Pacer(1_000, () => {
      if (this.#joined.size > 0 || this.#left.size > 0) tell(this.#takeChanges());
    });
  }

  get people(): Iterable<Person> {
    return this.#present.values();
  }

  get count(): number {
    return this.#present.size;
  }

  /** Up to 100 of those present, as JSON. Kept, since a thousand who come together ask for it a thousand times. */
  get list(): string {
    this.#list ??= JSON.stringify(first(this.#present.values(), LIMITS.presence).map(presentOf));
    return this.#list;
  }

  enter(person: Person): void {
    if (this.#present.has(person.id)) return;
    for (const lost of this.#lost.keys()) {
      if (this.#present.get(lost)?.client === person.client) this.#remove(lost);
    }
    if (this.#present.size < LIMITS.presence) this.#list = undefined;
    this.#present.set(person.id, person);
    this.#joined.set(person.id, person);
    this.#pacer.ask();
  }

  exit(person: Person): void {
    this.#remove(person.id);
  }

  /** The connection broke: its person is told as gone unless it is back soon. */
  lose(person: Person): void {
    if (!this.#present.has(person.id)) return;
    this.#lost.set(
      person.id,
      setTimeout(() => this.#remove(person.id), GRACE),
    );
  }

  stop(): void {
    this.#pacer.stop();
    for (const timer of this.#lost.values()) clearTimeout(timer);
  }

  #remove(id: string): void {
    clearTimeout(this.#lost.get(id));
    this.#lost.delete(id);
    if (!this.#present.delete(id)) return;
    this.#list = undefined;
    // Who came and went between two tellings was never there.
    if (!this.#joined.delete(id)) this.#left.add(id);
    this.#pacer.ask();
  }

  #takeChanges(): EventData['presence.changed'] {
    const joined = first(this.#joined.values(), LIMITS.presence).map(presentOf);
    const left = first(this.#left, LIMITS.presence);
    this.#joined.clear();
    this.#left.clear();
    return { joined, left, changed: [], count: this.#present.size };
  }
}

/** A person as others see it. */
function presentOf({ id, nick, hue }: Person): Present {
  return { user: { id, handle: nick, name: nick, hue }, state: 'online', status: null };
}

function first<T>(items: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  for (const item of items) {
    if (found.length === most) break;
    found.push(item);
  }
  return found;
}
