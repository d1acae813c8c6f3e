/** One thing that a driver saw, on one monotonic clock. `clientId` is unique in a run: it is the message's identity. */
export type Observation = { readonly at: number; readonly room: string } & (
  | { readonly kind: 'joining'; readonly person: string }
  | { readonly kind: 'left'; readonly person: string }
  | { readonly kind: 'send'; readonly connection: string; readonly clientId: string }
  | {
      readonly kind: 'acknowledged';
      readonly connection: string;
      readonly clientId: string;
      readonly seq: number;
    }
  | { readonly kind: 'refused'; readonly connection: string; readonly clientId: string }
  | Entered
  | Received
  | { readonly kind: 'caught-up'; readonly reader: string }
);

/** A reader entered on a connection and holds everything up to `after`; what is live follows `synced`. */
export interface Entered {
  readonly kind: 'entered';
  readonly at: number;
  readonly room: string;
  readonly reader: string;
  readonly person: string;
  readonly connection: string;
  readonly after: number;
}

/** An event reached a reader. `change` is the room's number in the envelope. */
export interface Received {
  readonly kind: 'received';
  readonly at: number;
  readonly room: string;
  readonly reader: string;
  readonly connection: string;
  readonly change: number;
  readonly seq: number;
  readonly clientId: string | null;
  readonly isReplay: boolean;
}

/** A message as the history API gives it at the end. */
export interface StoredMessage {
  readonly seq: number;
  readonly nth: number;
  readonly clientId: string | null;
}

/** Everything that was seen, in the order of the clock, and what is stored at the end, by room. */
export interface History {
  readonly observations: readonly Observation[];
  readonly stored: Readonly<Record<string, readonly StoredMessage[]>>;
}

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;

/** Gathers what drivers see. */
export class HistoryRecorder {
  readonly observations: Observation[] = [];
  #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  saw(observation: Unstamped<Observation>): void {
    this.observations.push({ ...observation, at: this.#now() } as Observation);
  }
}
