/** A set of functions to be told of something. */
export class Listeners<Arguments extends readonly unknown[]> {
  readonly #listeners = new Set<(...told: Arguments) => void>();

  /** Adds a listener; the returned function takes it away again. */
  add(listener: (...told: Arguments) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells every listener, in the order they came. One that joins or leaves meanwhile counts from the next time. */
  tell(...told: Arguments): void {
    for (const listener of [...this.#listeners]) listener(...told);
  }
}
