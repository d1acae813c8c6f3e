import type { CreateBot, CreateUser, RegisterInput, SetupInput } from '@parlor/contract';
import { invalidInput, Problem } from '@parlor/protocol';
import { doneBy } from '../admin/audit.ts';
import type { Config } from '../config/config.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Actor } from './actor.ts';
import { type HandleClaim, isReserved } from './handle.ts';
import { handleTaken } from './handle-problems.ts';
import { newId } from './new-id.ts';
import type { Passwords } from './passwords.ts';
import { hashOfSecret } from './secret.ts';
import type { SetupState } from './setup-state.ts';
import { hueOf } from './user.ts';
import type { NewUser, UserRow, UsersRepository } from './users.repository.ts';

interface Parts {
  readonly users: UsersRepository;
  readonly passwords: Passwords;
  readonly setup: SetupState;
  readonly limits: RateLimits;
  readonly config: Pick<Config, 'registration' | 'rooms'>;
  readonly now: () => number;
}

/** What a new account is made of. */
interface Newcomer {
  readonly handle: string;
  readonly name?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly password?: string | null | undefined;
}

/** How an account is made: by the set-up, by its person, or by an admin. */
export class AccountsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Makes the first admin, once.
   * @throws Problem `setup_done`, `forbidden` for a wrong code, `rate_limited`, `invalid_input`, `conflict`
   */
  async setUp(input: SetupInput, address: string): Promise<UserRow> {
    const { setup, limits, users, config } = this.#parts;
    if (await setup.isDone()) throw new Problem('setup_done');
    const attempt = limits.attempt('setup', [address]);
    if (!setup.code.matches(input.code)) {
      throw new Problem('forbidden', {
        detail: 'The set-up code is not right. The current one is in the log.',
      });
    }
    attempt.succeeded();
    const user = await this.#newUser({ ...input, email: null }, 'first-admin');
    const outcome = await users.setUp({ ...user, role: 'admin' }, config.rooms, input.serverName ?? 'Parlor');
    if (outcome === 'done') throw new Problem('setup_done');
    if (outcome === 'taken') throw handleTaken();
    setup.markDone();
    return this.#stored(user.id);
  }

  /**
   * Makes an account, as far as the server lets newcomers in. With approval it is `pending` until an admin has said
   * yes, unless an invitation says it already.
   * @throws Problem `setup_required`, `registration_closed`, `invalid_input`, `conflict`
   */
  async register(input: RegisterInput): Promise<UserRow> {
    const { setup, users, config } = this.#parts;
    if (!(await setup.isDone())) throw new Problem('setup_required');
    const { registration, rooms } = config;
    const code = registration === 'open' ? undefined : (input.invite ?? undefined);
    if (registration === 'closed' || (registration === 'invite' && code === undefined)) {
      throw new Problem('registration_closed');
    }
    const user = await this.#newUser(input, 'newcomer');
    const state = registration === 'approval' && code === undefined ? 'pending' : 'active';
    const invite = code === undefined ? undefined : hashOfSecret(code);
    const outcome = await users.insert({ ...user, state }, { rooms, invite });
    if (outcome === 'taken') throw handleTaken();
    if (outcome === 'uninvited') {
      throw new Problem('registration_closed', { detail: 'This invitation is not good, or no longer.' });
    }
    return this.#stored(user.id);
  }

  /** Makes an account in the name of an admin. @throws Problem `invalid_input`, `conflict` */
  async create(admin: Actor, { role, ...input }: CreateUser): Promise<UserRow> {
    const user = await this.#newUser(input, 'official');
    return this.#insert(admin, { ...user, role }, 'user.created');
  }

  /** Makes an account for a program; it signs in by tokens alone. @throws Problem `invalid_input`, `conflict` */
  async createBot(admin: Actor, { handle, name, bio }: CreateBot): Promise<UserRow> {
    const user = await this.#newUser({ handle, name }, 'official');
    return this.#insert(admin, { ...user, bio: bio ?? '', bot: 1 }, 'bot.created');
  }

  async #insert(admin: Actor, user: NewUser, action: string): Promise<UserRow> {
    const { users, config } = this.#parts;
    const { id, handle, role } = user;
    const done = { action, target: { id, name: handle }, details: { role } };
    const audit = doneBy(admin, user.created_at, done);
    const rooms = user.bot === 1 ? [] : config.rooms;
    if ((await users.insert(user, { rooms, audit })) === 'taken') throw handleTaken();
    return this.#stored(id);
  }

  async #newUser({ handle, name, email, password }: Newcomer, claim: HandleClaim): Promise<NewUser> {
    const { users, passwords, now } = this.#parts;
    if (isReserved(handle, claim)) throw invalidInput([{ pointer: '/handle', code: 'reserved' }]);
    // A quarter of a second of work is not begun for a name that is taken; the insert still judges races.
    if (await users.findByHandle(handle, now())) throw handleTaken();
    const id = newId();
    return {
      id,
      handle,
      name: name ?? handle,
      hue: hueOf(id),
      email: email?.toLowerCase() ?? null,
      password_hash: password == null ? null : await passwords.hash(password),
      role: 'user',
      created_at: now(),
    };
  }

  async #stored(id: string): Promise<UserRow> {
    const user = await this.#parts.users.findById(id);
    if (!user) throw new Problem('unauthenticated');
    return user;
  }
}
