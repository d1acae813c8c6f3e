import type { Me, PublicUser, UpdateMe } from '@parlor/contract';
import { invalidInput, Problem } from '@parlor/protocol';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import type { AccountEvents } from './account-events.ts';
import type { Actor } from './actor.ts';
import { isReserved } from './handle.ts';
import { handleTaken, handleTooOften } from './handle-problems.ts';
import type { SessionsService } from './sessions.service.ts';
import { hueOf, toAuthor, toMe, toPublicUser } from './user.ts';
import type { UserRow, UsersRepository } from './users.repository.ts';

interface Parts {
  readonly users: UsersRepository;
  readonly sessions: Pick<SessionsService, 'forget'>;
  readonly events: AccountEvents;
  readonly now: () => number;
}

/** How people are found, and how they are shown. */
export class ProfilesService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Oneself. @throws Problem `unauthenticated` when the account is gone */
  async me({ userId }: Actor): Promise<Me> {
    return toMe(await this.#stored(userId));
  }

  /** Changes one's own profile, and tells those who see it. @throws Problem `invalid_input`, `conflict` */
  async updateMe({ userId, role }: Actor, { hue, handle, name, bio }: UpdateMe): Promise<Me> {
    const before = await this.#stored(userId);
    const changes = { name, bio, handle, hue: hue === 'auto' ? hueOf(userId) : hue };
    if (Object.values(changes).every((value) => value === undefined)) return toMe(before);
    const isNew = handle !== undefined && handle !== before.handle;
    if (isNew && isReserved(handle, role === 'admin' ? 'official' : 'newcomer')) {
      throw invalidInput([{ pointer: '/handle', code: 'reserved' }]);
    }
    const outcome = await this.#parts.users.update(userId, changes, this.#parts.now());
    if (outcome === 'taken') throw handleTaken();
    if (outcome === 'too_often') throw handleTooOften();
    return toMe(await this.tell(userId));
  }

  /** Has everybody see a person as they are now. Answers with who that is. */
  async tell(userId: string): Promise<UserRow> {
    const { users, sessions, events } = this.#parts;
    sessions.forget(userId);
    const user = await this.#stored(userId);
    events.updated(toAuthor(user), await users.roomIdsOf(userId));
    return user;
  }

  /** One active person, by id or `@handle`; a former handle leads on. @throws Problem `not_found` */
  async find(reference: string): Promise<PublicUser> {
    const user = await this.resolve(reference);
    if (user.state !== 'active') throw new Problem('not_found');
    return toPublicUser(user);
  }

  /** One person in whatever state, by id or `@handle`. @throws Problem `not_found` */
  async resolve(reference: string): Promise<UserRow> {
    const { users, now } = this.#parts;
    const user = reference.startsWith('@')
      ? await users.findByHandle(reference.slice(1).toLowerCase(), now())
      : await users.findById(reference);
    if (!user) throw new Problem('not_found');
    return user;
  }

  /** The people of this server, by handle. */
  async list(page: Keyset): Promise<KeysetPage<PublicUser>> {
    const { items, page: place } = await this.#parts.users.list(page);
    return { items: items.map(toPublicUser), page: place };
  }

  async #stored(id: string): Promise<UserRow> {
    const user = await this.#parts.users.findById(id);
    if (!user) throw new Problem('unauthenticated');
    return user;
  }
}
