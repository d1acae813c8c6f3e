import type { LoginInput, Me, PublicUser, RegisterInput, SetupInput, UpdateMe } from '@parlor/contract';
import { invalidInput, Problem } from '@parlor/protocol';
import type { Config } from '../config/config.ts';
import { taken } from '../http/field-problems.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import type { AccountEvents } from './account-events.ts';
import type { Actor } from './actor.ts';
import { type HandleClaim, isReserved } from './handle.ts';
import { newId } from './new-id.ts';
import type { Passwords } from './passwords.ts';
import type { SessionsService } from './sessions.service.ts';
import type { SetupState } from './setup-state.ts';
import { hueOf, toAuthor, toMe, toPublicUser } from './user.ts';
import type { NewUser, UserRow, UsersRepository } from './users.repository.ts';

interface Parts {
  readonly users: UsersRepository;
  readonly sessions: SessionsService;
  readonly passwords: Passwords;
  readonly setup: SetupState;
  readonly limits: RateLimits;
  readonly events: AccountEvents;
  readonly config: Pick<Config, 'registration' | 'rooms'>;
  readonly now: () => number;
}

/** People: how an account is made, found and changed. */
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
    const outcome = await users.setUp(user, config.rooms, input.serverName ?? 'Parlor');
    if (outcome === 'done') throw new Problem('setup_done');
    if (outcome === 'taken') throw handleTaken();
    setup.markDone();
    return this.#stored(user.id);
  }

  /**
   * Makes an account, as far as the server lets newcomers in.
   * @throws Problem `setup_required`, `registration_closed`, `invalid_input`, `conflict`
   */
  async register(input: RegisterInput): Promise<UserRow> {
    const { setup, users, config } = this.#parts;
    if (!(await setup.isDone())) throw new Problem('setup_required');
    if (config.registration !== 'open') throw new Problem('registration_closed');
    const user = await this.#newUser(input, 'newcomer');
    if ((await users.insert(user, config.rooms)) === 'taken') throw handleTaken();
    return this.#stored(user.id);
  }

  /**
   * The account that a login and a password name. One answer, in about the same time, for every way to be wrong.
   * @throws Problem `setup_required`, `unauthenticated`, `rate_limited`
   */
  async verify({ login, password }: LoginInput, address: string): Promise<UserRow> {
    const { setup, limits, passwords } = this.#parts;
    const name = login.trim().toLowerCase().normalize('NFC');
    const attempt = limits.attempt('login', [`${name} ${address}`, address]);
    if (!(await setup.isDone())) throw new Problem('setup_required');
    const user = await this.#byLogin(name);
    const isRight = await passwords.matches(password, user?.password_hash);
    if (!user || !isRight || user.state !== 'active') {
      throw new Problem('unauthenticated', { detail: 'The login or the password is not right.' });
    }
    attempt.succeeded();
    return user;
  }

  /** Oneself. @throws Problem `unauthenticated` when the account is gone */
  async me({ userId }: Actor): Promise<Me> {
    return toMe(await this.#stored(userId));
  }

  /** Changes one's own profile, and tells those who see it. */
  async updateMe({ userId }: Actor, changes: UpdateMe): Promise<Me> {
    const { users, sessions, events } = this.#parts;
    const { name, hue, bio } = changes;
    if (Object.values(changes).every((value) => value === undefined)) return toMe(await this.#stored(userId));
    await users.update(userId, { name, hue, bio });
    sessions.forget(userId);
    const user = await this.#stored(userId);
    events.updated(toAuthor(user));
    return toMe(user);
  }

  /** One person, by id or `@handle`. @throws Problem `not_found` */
  async find(reference: string): Promise<PublicUser> {
    const { users } = this.#parts;
    const user = reference.startsWith('@')
      ? await users.findActive('handle', reference.slice(1).toLowerCase())
      : await users.findActive('id', reference);
    if (!user) throw new Problem('not_found');
    return toPublicUser(user);
  }

  /** The people of this server, by handle. */
  async list(page: Keyset): Promise<KeysetPage<PublicUser>> {
    const { items, page: place } = await this.#parts.users.list(page);
    return { items: items.map(toPublicUser), page: place };
  }

  #byLogin(name: string): Promise<UserRow | undefined> {
    const { users } = this.#parts;
    const bare = name.replace(/^@/, '');
    return bare.includes('@') ? users.findByEmail(bare) : users.findByHandle(bare);
  }

  async #newUser(input: RegisterInput, claim: HandleClaim): Promise<NewUser> {
    const { handle, name, email, password } = input;
    if (isReserved(handle, claim)) throw invalidInput([{ pointer: '/handle', code: 'reserved' }]);
    // A quarter of a second of work is not begun for a name that is taken; the insert still judges races.
    if (await this.#parts.users.findByHandle(handle)) throw handleTaken();
    const id = newId();
    return {
      id,
      handle,
      name: name ?? handle,
      hue: hueOf(id),
      email: email?.toLowerCase() ?? null,
      password_hash: await this.#parts.passwords.hash(password),
      role: claim === 'first-admin' ? 'admin' : 'user',
      created_at: this.#parts.now(),
    };
  }

  async #stored(id: string): Promise<UserRow> {
    const user = await this.#parts.users.findById(id);
    if (!user) throw new Problem('unauthenticated');
    return user;
  }
}

function handleTaken(): Problem {
  return taken('/handle', 'This handle is taken.');
}
