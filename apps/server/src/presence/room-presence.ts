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

  /** What is to be told, or undefined where everything came to nothing; from then on it counts as told. */
  take(): EventData['presence.changed'] | undefined {
    if (this.#joined.size + this.#changed.size + this.#left.size === 0) return undefined;
    const told = {
      joined: [...this.#joined.values()].slice(0, LIMITS.presence),
      left: [...this.#left].slice(0, LIMITS.presence),
      changed: [...this.#changed.values()].slice(0, LIMITS.presence),
      count: this.count,
    };
    this.#joined.clear();
    this.#changed.clear();
    this.#left.clear();
    return told;
  }
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
