/** A room's memory of `client` and `clientId`: at least its last 10,000 messages. */
const REMEMBERED = 10_000;

type Generation = Map<string, Map<string, number>>;

/**
 * Two generations: forgetting is dropping the older one whole, never a delete a message. By client and then by id,
 * since joining the two into one key would cost more than the second look-up.
 */
export class Once {
  #young: Generation = new Map();
  #old: Generation = new Map();
  #size = 0;

  /** The number of the message that this client sent under this id, if it is remembered. */
  find(client: string, clientId: string): number | undefined {
    return this.#young.get(client)?.get(clientId) ?? this.#old.get(client)?.get(clientId);
  }

  add(client: string, clientId: string, seq: number): void {
    if (this.#size >= REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#size += 1;
    const known = this.#young.get(client);
    if (known === undefined) this.#young.set(client, new Map([[clientId, seq]]));
    else known.set(clientId, seq);
  }

  /** Forgets what was never stored after all. */
  forget(client: string, clientId: string): void {
    this.#young.get(client)?.delete(clientId);
    this.#old.get(client)?.delete(clientId);
  }
}
