/** Something costly that can be used again. */
export interface Poolable {
  /** Whether it may be used again. */
  readonly isUsable: boolean;
  dispose(): void;
}

/** Lends at most `size` things at a time; who comes later waits in line. The line has one place a borrower. */
export class Pool<T extends Poolable> {
  readonly #create: () => T;
  readonly #size: number;
  readonly #idle: T[] = [];
  readonly #line: ((thing: T) => void)[] = [];
  #lent = 0;

  constructor(size: number, create: () => T) {
    this.#size = size;
    this.#create = create;
  }

  /** Calls `use` with one of them, at once or when its turn comes; it is given back by {@link giveBack}. */
  borrow(use: (thing: T) => void): void {
    if (this.#lent === this.#size) {
      this.#line.push(use);
      return;
    }
    this.#lent++;
    use(this.#idle.pop() ?? this.#create());
  }

  /** Ends a loan, and begins the next one in line. */
  giveBack(thing: T): void {
    this.#lent--;
    if (thing.isUsable) this.#idle.push(thing);
    else thing.dispose();
    const next = this.#line.shift();
    if (next !== undefined) this.borrow(next);
  }
}
