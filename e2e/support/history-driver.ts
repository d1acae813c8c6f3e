import { until } from './bounded.ts';
import type { HistoryRecorder, StoredMessage } from './history.ts';
import type { Peer, Received } from './peer.ts';
import type { Binding, Person, Target } from './target.ts';

/** What a driver needs of the world. */
export interface DriverWorld {
  readonly target: Target;
  readonly binding: Binding;
  readonly room: string;
  readonly recorder: HistoryRecorder;
}

/** Messages that may be unacknowledged at once. */
const WINDOW = 5;

/**
 * Somebody who reads a room over every reconnect, and writes if asked: it resumes behind what it has, sends what was
 * not acknowledged again under the same id, and logs all it sees.
 */
export class Driver {
  readonly name: string;
  readonly #world: DriverWorld;
  readonly #person: Person;
  #peer: Peer | undefined;
  #connections = 0;
  #cursor = 0;
  #epoch: string | undefined;
  #waiting: string[] = [];
  #written = 0;
  #isRunning = true;
  /** The last connection that ended. */
  #gone = '';
  /** What is on its way on the connection there is. */
  readonly #sending = new Set<string>();

  constructor(name: string, person: Person, world: DriverWorld) {
    this.name = name;
    this.#person = person;
    this.#world = world;
    world.recorder.saw({ kind: 'joining', room: world.room, person: name });
  }

  /** The greatest number it has. */
  get cursor(): number {
    return this.#cursor;
  }

  /** How many messages it began to send. */
  get written(): number {
    return this.#written;
  }

  /** Reads, and writes if `writes`, until `stop`; then until everything written is acknowledged. */
  async run(does: 'reads' | 'writes'): Promise<void> {
    while (this.#isRunning || this.#waiting.length > 0) {
      try {
        const connection = await this.#connect();
        if (does === 'writes')
          await Promise.all(Array.from({ length: WINDOW }, () => this.#write(connection)));
        else await until(() => !this.#isRunning || this.#isGone(connection), 'the end of reading', 600_000);
      } catch {
        // The server is gone, or its connection is: that is what this is for. Again, soon.
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  stop(): void {
    this.#isRunning = false;
  }

  /** Makes sure of a connection, and waits until everything up to `seq` has come. */
  async catchUp(seq: number): Promise<void> {
    if (this.#peer === undefined || this.#isGone(this.#connectionName)) await this.#connect();
    await until(() => this.#cursor >= seq, `${this.name} catching up to ${seq}`, 20_000);
    this.#world.recorder.saw({ kind: 'caught-up', room: this.#world.room, reader: this.name });
    await this.#peer?.leave();
  }

  get #connectionName(): string {
    return `${this.name}/${this.#connections}`;
  }

  #isGone(connection: string): boolean {
    return this.#connectionName !== connection || this.#gone === connection;
  }

  async #connect(): Promise<string> {
    const { target, binding, room, recorder } = this.#world;
    const how = { after: this.#cursor, ...(this.#epoch !== undefined && { epoch: this.#epoch }) };
    const { peer, entered } = await target.enter(binding, this.#person, room, how);
    this.#peer = peer;
    this.#connections += 1;
    const connection = this.#connectionName;
    if (entered.reset) throw new Error(`${connection} was reset: ${entered.reset}`);
    this.#epoch = entered.epoch;
    this.#sending.clear();
    const place = { room, reader: this.name, connection };
    recorder.saw({ kind: 'entered', ...place, person: this.name, after: this.#cursor });
    peer.watch((frame) => this.#received(frame, place));
    peer.closed(600_000).then(() => {
      this.#gone = connection;
    });
    return connection;
  }

  #received(frame: Received, place: { room: string; reader: string; connection: string }): void {
    if ('ok' in frame || frame.type !== 'message.created' || frame.seq === undefined) return;
    const { seq, clientId } = frame.data as StoredMessage;
    const isReplay = frame.replay === true;
    this.#world.recorder.saw({ kind: 'received', ...place, change: frame.seq, seq, clientId, isReplay });
    this.#cursor = Math.max(this.#cursor, frame.seq);
  }

  /** What was not acknowledged and is not on its way, oldest first; then a new one, as long as it runs. */
  #next(): string | undefined {
    const again = this.#waiting.find((clientId) => !this.#sending.has(clientId));
    if (again === undefined && !this.#isRunning) return undefined;
    const clientId = again ?? `${this.name}-${++this.#written}`;
    if (again === undefined) this.#waiting.push(clientId);
    this.#sending.add(clientId);
    return clientId;
  }

  /** Sends one message after the other: first what is not acknowledged yet, then new ones. */
  async #write(connection: string): Promise<void> {
    const { room, recorder } = this.#world;
    while (!this.#isGone(connection)) {
      const clientId = this.#next();
      if (clientId === undefined) return;
      recorder.saw({ kind: 'send', room, connection, clientId });
      const reply = await this.#peer?.command('message.send', {
        room,
        body: `${clientId} says so`,
        clientId,
      });
      if (reply === undefined) return;
      this.#waiting = this.#waiting.filter((waiting) => waiting !== clientId);
      this.#sending.delete(clientId);
      if (reply.ok) recorder.saw({ kind: 'acknowledged', room, connection, clientId, seq: reply.data.seq });
      else recorder.saw({ kind: 'refused', room, connection, clientId });
    }
  }
}

/** Everything a room holds at the end, by the history API. */
export async function readStored(peer: Peer, room: string): Promise<StoredMessage[]> {
  const stored: StoredMessage[] = [];
  for (let before: number | undefined; ; ) {
    const page = await peer.ask('history.list', {
      room,
      limit: 200,
      ...(before !== undefined && { before }),
    });
    stored.unshift(...page.messages.map(({ seq, nth, clientId }) => ({ seq, nth, clientId })));
    before = page.messages[0]?.seq;
    if (!page.more || before === undefined) return stored;
  }
}
