import { randomBytes } from 'node:crypto';
import { type Answer, PASSWORD, type Signed, signedIn, TestApp } from '../support/app.ts';
import { insertRoom } from '../support/database.ts';

/** Who may ask, in the order of the tables' columns. */
export const PERSONS = [
  'anonymous',
  'stranger',
  'removed',
  'member',
  'moderator',
  'owner',
  'server moderator',
  'admin',
] as const;
export type PersonName = (typeof PERSONS)[number];

const ROOM_ROLES = { moderator: 'moderator', owner: 'owner' } as const;
const SERVER_ROLES = { 'server moderator': 'moderator', admin: 'admin' } as const;

/** One cell of a table: a hidden room, somebody who has said something there, and who asks. */
export interface Scene {
  readonly server: TestApp;
  /** Owns the room, and has no part in what is tried. */
  readonly keeper: Signed;
  /** Undefined for who has not signed in. */
  readonly asker: Signed | undefined;
  /** A plain member of the room, whom no other cell knows. */
  readonly target: Signed;
  readonly room: string;
  /** A message of the target's. */
  readonly seq: number;
}

/** Makes scenes on one server. */
export class World {
  readonly server: TestApp;
  readonly keeper: Signed;
  readonly #shared = new Map<PersonName, Promise<Scene>>();

  private constructor(server: TestApp, keeper: Signed) {
    this.server = server;
    this.keeper = keeper;
  }

  static async start(): Promise<World> {
    const { server, admin } = await TestApp.ready();
    return new World(server, admin);
  }

  /** The one scene of those who only look. */
  shared(name: PersonName): Promise<Scene> {
    const known = this.#shared.get(name) ?? this.scene(name);
    this.#shared.set(name, known);
    return known;
  }

  /** A new scene: nothing that was tried before can be seen in it. */
  async scene(name: PersonName): Promise<Scene> {
    const { server, keeper } = this;
    const target = await this.#person();
    const asker =
      name === 'anonymous' ? undefined : await this.#person(SERVER_ROLES[name as keyof typeof SERVER_ROLES]);
    const room = await this.#room(target, asker, name);
    const seq = await this.#say(room, target);
    if (name === 'removed' && asker) {
      const kick = () => server.delete(`/rooms/${room}/members/${asker.id}`, { as: keeper });
      const { status } = await World.patiently(kick);
      if (status >= 300) throw new Error(`could not remove a member: ${status}`);
    }
    return { server, keeper, asker, target, room, seq };
  }

  /** A scene whose asker is an admin of the server and has no part in the room. */
  async outsider(): Promise<Scene> {
    const scene = await this.scene('stranger');
    return { ...scene, asker: await this.#person('admin') };
  }

  /** Asks again while a busy store says so: what is answered so had no effect. */
  static async patiently(ask: () => Promise<Answer>): Promise<Answer> {
    let answer = await ask();
    for (let tries = 0; tries < 20 && answer.status === 503; tries += 1) answer = await ask();
    return answer;
  }

  close(): Promise<void> {
    return this.server.close();
  }

  async #person(role: 'user' | 'moderator' | 'admin' = 'user'): Promise<Signed> {
    // Another handle each time: an account may have been made although its session could not be.
    const body = () => ({ handle: `p${randomBytes(8).toString('hex')}`, password: PASSWORD });
    const person = signedIn(
      await World.patiently(() => this.server.post('/auth/register', { body: body() })),
    );
    if (role !== 'user') {
      await this.server.store.database.transact((transaction) =>
        transaction.updateTable('users').set({ role }).where('id', '=', person.id).execute(),
      );
    }
    return person;
  }

  async #room(target: Signed, asker: Signed | undefined, name: PersonName): Promise<string> {
    const { database } = this.server.store;
    const { id } = await insertRoom(database, { access: 'hidden', name: 'Scene' });
    const belongs = asker !== undefined && name !== 'stranger';
    const members = [
      { user_id: this.keeper.id, role: 'owner' as const },
      { user_id: target.id, role: 'member' as const },
      ...(belongs
        ? [{ user_id: asker.id, role: ROOM_ROLES[name as keyof typeof ROOM_ROLES] ?? ('member' as const) }]
        : []),
    ];
    await database.transact((transaction) =>
      transaction
        .insertInto('memberships')
        .values(members.map((member) => ({ room_id: id, joined_at: 1, ...member })))
        .execute(),
    );
    return id;
  }

  async #say(room: string, target: Signed): Promise<number> {
    const asking = { as: target, body: { body: 'Hello', clientId: 'first' } };
    const sent = await World.patiently(() => this.server.post(`/rooms/${room}/messages`, asking));
    if (sent.status !== 201) throw new Error(`could not send: ${sent.status} ${sent.text}`);
    return sent.body.seq;
  }
}
