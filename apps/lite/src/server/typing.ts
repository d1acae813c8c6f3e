import { type EventData, LIMITS } from '@parlor/protocol';
import { Pacer } from './pacer.ts';
import type { Person } from './presence.ts';

/** Who is typing in a room: told whole each time, at most once a second, and ended by itself after five. */
export class Typing {
  readonly #typing = new Map<Person, NodeJS.Timeout>();
  readonly #pacer: Pacer;
  #told = '';

  constructor(tell: (data: EventData['typing.changed']) => void) {
    this.#pacer = new Pacer(1_000, () => {
      const data = this.#current();
      const words = JSON.stringify(data);
      if (words !== this.#told) tell(data);
      this.#told = words;
    });
    this.#told = JSON.stringify(this.#current());
  }

  start(person: Person): void {
    clearTimeout(this.#typing.get(person));
    this.#typing.set(
      person,
      setTimeout(() => this.stop(person), LIMITS.typing),
    );
    this.#pacer.ask();
  }

  stop(person: Person): void {
    const timer = this.#typing.get(person);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.#typing.delete(person);
    this.#pacer.ask();
  }

  stopAll(): void {
    this.#pacer.stop();
    for (const timer of this.#typing.values()) clearTimeout(timer);
  }

  #current(): EventData['typing.changed'] {
    const people = [...this.#typing.keys()].slice(0, LIMITS.typists);
    const users = people.map(({ id, nick }) => ({ id, handle: nick, name: nick }));
    return { users, count: this.#typing.size };
  }
}
