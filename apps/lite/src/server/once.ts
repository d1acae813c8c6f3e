/** A room's memory of `client` and `clientId`: at least its last 10,000 messages. */
const REMEMBERED = 10_000;

/** Two generations: forgetting is dropping the older one whole, never a delete a message. */
export class Once {
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  /** The number of the message that this client sent under this id, if it is remembered. */
  find(client: string, clientId: string): number | undefined {
    const key = keyOf(client, clientId);
    return this.#young.get(key) ?? this.#old.get(key);
  }

  add(client: string, clientId: string, seq: number): void {
    if (this.#young.size >= REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(keyOf(client, clientId), seq);
  }

  /** Forgets what was never stored after all. */
  forget(client: string, clientId: string): void {
    const key = keyOf(client, clientId);
    this.#young.delete(key);
    this.#old.delete(key);
  }
}

/** NUL is in neither. */
function keyOf(client: string, clientId: string): string {
  return `${client}\0${clientId}`;
}
