type Task = () => void | Promise<void>;

/** Carries out a connection's commands in the order sent, and lets no answer overtake an earlier one. */
export class Lane {
  /** Sends whose answer is still to come. They may pile up: the room keeps their order. */
  #sends = 0;
  #isBusy = false;
  /** None is kept while nothing waits: that is how most connections spend their lives. */
  #tasks: Task[] | undefined;

  /** Whether a send may go straight to the room. */
  get isFree(): boolean {
    return !this.#isBusy && this.#tasks === undefined;
  }

  sent(): void {
    this.#sends += 1;
  }

  answered(count: number): void {
    this.#sends -= count;
    if (this.#tasks !== undefined) this.#run();
  }

  /** Runs the task when all before it are answered. A task answers before it ends. */
  add(task: Task): void {
    this.#tasks ??= [];
    this.#tasks.push(task);
    this.#run();
  }

  #run(): void {
    while (!this.#isBusy && this.#sends === 0) {
      const task = this.#tasks?.shift();
      if (task === undefined) {
        this.#tasks = undefined;
        return;
      }
      const done = task();
      if (done === undefined) continue;
      this.#isBusy = true;
      done.finally(() => {
        this.#isBusy = false;
        this.#run();
      });
    }
  }
}
