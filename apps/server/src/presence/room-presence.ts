import { type EventData, LIMITS, type Present } from '@parlor/protocol';

/** Who is present in one room, and what has changed since it was last told. */
export class RoomPresence {
  readonly #people = new Map<string, Present>();
  readonly #joined = new Map<string, Present>();
  readonly #changed = new Map<string, Present>();
  readonly #left = new Set<string>();

  /** How many are present. */
  get count(): number {
    return this.#people.size;
  }

  /** Those present, as many as are ever listed. */
  list(): Present[] {
    return [...this.#people.values()].slice(0, LIMITS.presence);
  }

  /** Whether this person shows. */
  has(userId: string): boolean {
    return this.#people.has(userId);
  }

  /** Shows a person, or shows them differently. Answers whether that changed anything. */
  show(person: Present): boolean {
    const known = this.#people.get(person.user.id);
    if (known !== undefined && isSame(known, person)) return false;
    this.#people.set(person.user.id, person);
    if (known === undefined && !this.#left.delete(person.user.id)) this.#joined.set(person.user.id, person);
    else if (this.#joined.has(person.user.id)) this.#joined.set(person.user.id, person);
    else this.#changed.set(person.user.id, person);
    return true;
  }

  /** Shows a person no longer. Answers whether that changed anything. */
  hide(userId: string): boolean {
    if (!this.#people.delete(userId)) return false;
    this.#changed.delete(userId);
    if (!this.#joined.delete(userId)) this.#left.add(userId);
    return true;
  }

  /** What is to be told, or undefined where everything came to nothing. At most 100 people; the rest is told next. */
  take(): EventData['presence.changed'] | undefined {
    if (!this.hasNews) return undefined;
    // Who left goes first: nobody is shown who is not there.
    const left = takeFirst(this.#left, LIMITS.presence);
    const joined = takeFirst(this.#joined, LIMITS.presence - left.length);
    const changed = takeFirst(this.#changed, LIMITS.presence - left.length - joined.length);
    return {
      joined: joined.map(([, person]) => person),
      left: left.map(([userId]) => userId),
      changed: changed.map(([, person]) => person),
      count: this.count,
    };
  }

  /** Whether something is still to be told. */
  get hasNews(): boolean {
    return this.#joined.size + this.#changed.size + this.#left.size > 0;
  }
}

/** Takes the first entries out of a map or a set. */
function takeFirst<Value>(
  from: { entries(): Iterable<[string, Value]>; delete(key: string): boolean },
  limit: number,
): [string, Value][] {
  const taken: [string, Value][] = [];
  for (const entry of from.entries()) {
    if (taken.length === limit) break;
    taken.push(entry);
  }
  for (const [key] of taken) from.delete(key);
  return taken;
}

function isSame(a: Present, b: Present): boolean {
  return (
    a.state === b.state &&
    a.status === b.status &&
    a.user.handle === b.user.handle &&
    a.user.name === b.user.name &&
    a.user.hue === b.user.hue
  );
}
