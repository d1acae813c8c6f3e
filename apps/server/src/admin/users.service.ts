import type { AdminUser, DeleteUser, ListUsers, Suspend, UpdateUser } from '@parlor/contract';
import { invalidInput, Problem } from '@parlor/protocol';
import type { AccountEvents } from '../accounts/account-events.ts';
import type { Actor } from '../accounts/actor.ts';
import { isReserved } from '../accounts/handle.ts';
import { handleTaken, handleTooOften } from '../accounts/handle-problems.ts';
import type { ProfilesService } from '../accounts/profiles.service.ts';
import { lastAdmin, type RemovalService } from '../accounts/removal.service.ts';
import type { SessionsService } from '../accounts/sessions.service.ts';
import { hueOf } from '../accounts/user.ts';
import type { UserRow, UsersRepository } from '../accounts/users.repository.ts';
import type { KeysetPage } from '../paging/keyset.ts';
import { toAdminUser } from './admin-user.ts';
import { doneBy } from './audit.ts';
import type { AccountChanges, AdminUsersRepository, ChangeOutcome } from './users.repository.ts';

interface Parts {
  readonly accounts: AdminUsersRepository;
  readonly users: UsersRepository;
  readonly profiles: ProfilesService;
  readonly sessions: SessionsService;
  readonly removal: RemovalService;
  readonly events: AccountEvents;
  readonly now: () => number;
}

interface Decision {
  readonly action: string;
  readonly from: readonly UserRow['state'][];
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What admins do to accounts, and moderators as far as theirs goes. Nobody changes another's words here. */
export class AdminUsersService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Everybody, in whatever state. */
  async list({ state, ...page }: ListUsers): Promise<KeysetPage<AdminUser>> {
    const { items, page: place } = await this.#parts.users.listAll(page, state);
    return { items: items.map(toAdminUser), page: place };
  }

  /** One person, as admins see them. @throws Problem `not_found` */
  async find(reference: string): Promise<AdminUser> {
    return toAdminUser(await this.#parts.profiles.resolve(reference));
  }

  /** Changes an account. @throws Problem `not_found`, `invalid_input`, `conflict`; the last admin stays one */
  async update(admin: Actor, reference: string, input: UpdateUser): Promise<AdminUser> {
    const user = await this.#parts.profiles.resolve(reference);
    const { hue, email, ...rest } = input;
    const changes: AccountChanges = definedOf({
      ...rest,
      hue: hue === 'auto' ? hueOf(user.id) : hue,
      email: email?.toLowerCase() ?? email,
    });
    if (Object.keys(changes).length === 0) return toAdminUser(user);
    if (
      changes.handle !== undefined &&
      changes.handle !== user.handle &&
      isReserved(changes.handle, 'official')
    ) {
      throw invalidInput([{ pointer: '/handle', code: 'reserved' }]);
    }
    const from = changes.state === undefined ? (['active', 'pending', 'suspended'] as const) : SETTLED;
    return this.#change(admin, user, changes, { action: 'user.updated', from, details: told(user, changes) });
  }

  /** Shuts somebody out until they are let in again. @throws Problem `not_found`, `forbidden`, `conflict` */
  async suspend(actor: Actor, reference: string, { reason }: Suspend): Promise<void> {
    const user = await this.#below(actor, reference);
    const details = reason ? { reason } : {};
    const decision = { action: 'user.suspended', from: SETTLED, details };
    await this.#change(actor, user, { state: 'suspended' }, decision);
  }

  /** Lets somebody in again. @throws Problem `not_found`, `forbidden`, `conflict` */
  async resume(actor: Actor, reference: string): Promise<void> {
    const user = await this.#below(actor, reference);
    await this.#change(actor, user, { state: 'active' }, { action: 'user.resumed', from: SETTLED });
  }

  /** Lets a newcomer in. @throws Problem `not_found`, `conflict` */
  async approve(admin: Actor, reference: string): Promise<AdminUser> {
    const user = await this.#parts.profiles.resolve(reference);
    return this.#change(admin, user, { state: 'active' }, { action: 'user.approved', from: ['pending'] });
  }

  /** Turns a newcomer away: the account is gone, and its handle free. @throws Problem `not_found`, `conflict` */
  async decline(admin: Actor, reference: string): Promise<void> {
    const user = await this.#parts.profiles.resolve(reference);
    if (user.state !== 'pending') throw wrongState();
    await this.#parts.removal.remove(user, { messages: 'keep', by: { admin, action: 'user.declined' } });
  }

  /** Deletes somebody's account. @throws Problem `not_found`, `conflict` */
  async remove(admin: Actor, reference: string, { messages }: DeleteUser): Promise<void> {
    const user = await this.#parts.profiles.resolve(reference);
    await this.#parts.removal.remove(user, { messages, by: { admin, action: 'user.deleted' } });
  }

  async #change(
    actor: Actor,
    user: UserRow,
    changes: AccountChanges,
    { action, from, details }: Decision,
  ): Promise<AdminUser> {
    const { accounts, sessions, profiles, events, now } = this.#parts;
    const { id, handle } = user;
    const audit = doneBy(actor, now(), { action, target: { id, name: handle }, ...(details && { details }) });
    const outcome = await accounts.change({ id, changes, from, audit });
    if (outcome !== 'changed') throw refusalOf(outcome);
    if (changes.state === 'suspended') await sessions.expel(id, 'suspended');
    const changed = await profiles.tell(id);
    if (changed.role !== user.role) events.rightsChanged(id);
    return toAdminUser(changed);
  }

  /** Somebody whom the actor may suspend: admins may anybody else, moderators those who have no office. */
  async #below(actor: Actor, reference: string): Promise<UserRow> {
    const user = await this.#parts.profiles.resolve(reference);
    if (user.id === actor.userId) throw new Problem('forbidden', { detail: 'Nobody suspends themselves.' });
    if (actor.role !== 'admin' && user.role !== 'user') {
      throw new Problem('forbidden', { detail: 'Only an admin may do this to a moderator or an admin.' });
    }
    return user;
  }
}

const SETTLED = ['active', 'suspended'] as const;

/** What changed, for the audit: offices and names with what they were; of the rest only that it was changed. */
function told(user: UserRow, changes: AccountChanges): Record<string, unknown> {
  const fields = Object.keys(changes) as (keyof AccountChanges)[];
  const shown = fields.filter((field) => ['handle', 'role', 'state'].includes(field));
  const pairs = shown.map((field) => [field, [user[field], changes[field]]]);
  return { fields, ...Object.fromEntries(pairs) };
}

function definedOf(changes: Readonly<Record<string, unknown>>): AccountChanges {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function refusalOf(outcome: Exclude<ChangeOutcome, 'changed'>): Problem {
  switch (outcome) {
    case 'not_found':
      return new Problem('not_found');
    case 'last_admin':
      return lastAdmin();
    case 'not_in_state':
      return wrongState();
    case 'taken':
      return handleTaken();
    case 'too_often':
      return handleTooOften();
  }
}

function wrongState(): Problem {
  return new Problem('conflict', { detail: 'The account is not in the state that this is for.' });
}
