import type { Broker, Publication } from './broker.ts';

/** The broker of a single node, and the reference for every other: what is published is heard at once. */
export class MemoryBroker implements Broker {
  #listener: (publication: Publication) => void = () => {};

  publish(publication: Publication): void {
    this.#listener(publication);
  }

  subscribe(): void {}

  unsubscribe(): void {}

  onPublication(listener: (publication: Publication) => void): void {
    this.#listener = listener;
  }

  async close(): Promise<void> {
    this.#listener = () => {};
  }
}
