import type { ChangePassword, LoginInput, SignInLink, UseSignInLink } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import { doneBy } from '../admin/audit.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Actor } from './actor.ts';
import type { CredentialsRepository } from './credentials.repository.ts';
import type { Passwords } from './passwords.ts';
import { hashOfSecret, newSecret } from './secret.ts';
import type { SessionsService } from './sessions.service.ts';
import type { SetupState } from './setup-state.ts';
import type { UserRow, UsersRepository } from './users.repository.ts';

/** How long a sign-in link is good. */
const LINK_MS = 30 * 60_000;

interface Parts {
  readonly users: UsersRepository;
  readonly credentials: CredentialsRepository;
  readonly sessions: Pick<SessionsService, 'endOthers'>;
  readonly passwords: Passwords;
  readonly setup: SetupState;
  readonly limits: RateLimits;
  /** Where people reach the server; undefined: pages are told by their paths. Never what a request says of it. */
  readonly baseUrl: string | undefined;
  readonly now: () => number;
}

/** What shows that somebody is who they say: passwords, and links in the place of a forgotten one. */
export class CredentialsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * The account that a login and a password name. One answer, in about the same time, for every way to be wrong.
   * @throws Problem `setup_required`, `unauthenticated`, `rate_limited`, `forbidden` to whom an admin has yet to let in
   */
  async verify({ login, password }: LoginInput, address: string): Promise<UserRow> {
    const { setup, limits, passwords } = this.#parts;
    const name = login.trim().toLowerCase().normalize('NFC');
    const attempt = limits.attempt('login', [`${name} ${address}`, address]);
    if (!(await setup.isDone())) throw new Problem('setup_required');
    const user = await this.#byLogin(name);
    const isRight = await passwords.matches(password, user?.password_hash);
    if (!user || !isRight || (user.state !== 'active' && user.state !== 'pending')) {
      throw new Problem('unauthenticated', { detail: 'The login or the password is not right.' });
    }
    attempt.succeeded();
    if (user.state === 'pending') {
      throw new Problem('forbidden', { detail: 'The account is made, and waits for an admin to let it in.' });
    }
    return user;
  }

  /** Judges one's own password again, before what cannot be undone. @throws Problem `forbidden`, `rate_limited` */
  async confirm({ userId }: Actor, password: string, address: string): Promise<UserRow> {
    const { users, limits, passwords } = this.#parts;
    const attempt = limits.attempt('login', [`${userId} ${address}`, address]);
    const user = await users.findById(userId);
    if (!user) throw new Problem('unauthenticated');
    if (!(await passwords.matches(password, user.password_hash))) {
      throw new Problem('forbidden', { detail: 'The password is not right.' });
    }
    attempt.succeeded();
    return user;
  }

  /** Changes one's own password, and ends all other sessions. @throws Problem `forbidden`, `rate_limited`, `conflict` */
  async changePassword(actor: Actor, input: ChangePassword, address: string): Promise<void> {
    const { credentials, passwords, sessions } = this.#parts;
    const { id, password_hash: seen } = await this.confirm(actor, input.oldPassword, address);
    const hash = await passwords.hash(input.newPassword);
    if (!(await credentials.setPassword(id, { hash, seen }))) {
      throw new Problem('conflict', { detail: 'The password was changed elsewhere just now.' });
    }
    await sessions.endOthers(id, actor.sessionId);
  }

  /** Makes a link that signs one person in, once. */
  async makeLink(admin: Actor, { id, handle, state }: UserRow): Promise<SignInLink> {
    const { credentials, now, baseUrl = '' } = this.#parts;
    if (state !== 'active') throw new Problem('conflict', { detail: 'The account is not active.' });
    const token = newSecret();
    const at = now();
    const link = { user_id: id, token_hash: hashOfSecret(token), expires_at: at + LINK_MS };
    const done = { action: 'sign_in_link.created', target: { id, name: handle } };
    await credentials.keepLink(link, doneBy(admin, at, done));
    const expiresAt = new Date(link.expires_at).toISOString();
    return { token, url: `${baseUrl}/reset/${token}`, expiresAt };
  }

  /**
   * Uses a sign-in link; a new password ends every session that is there.
   * @throws Problem `unauthenticated` for a link that is unknown, used or too old: one answer for all
   */
  async useLink({ token, newPassword }: UseSignInLink): Promise<UserRow> {
    const { users, credentials, passwords, sessions, now } = this.#parts;
    const tokenHash = hashOfSecret(token);
    const owner = await credentials.linkOwner(tokenHash, now());
    if (!owner) throw badLink();
    const hash = newPassword == null ? undefined : await passwords.hash(newPassword);
    if (!(await credentials.useLink(owner, { tokenHash, hash, now: now() }))) throw badLink();
    if (hash !== undefined) await sessions.endOthers(owner.id);
    const user = await users.findById(owner.id);
    if (!user) throw badLink();
    return user;
  }

  #byLogin(name: string): Promise<UserRow | undefined> {
    const { users, now } = this.#parts;
    const bare = name.replace(/^@/, '');
    return bare.includes('@') ? users.findByEmail(bare) : users.findByHandle(bare, now());
  }
}

function badLink(): Problem {
  return new Problem('unauthenticated', { detail: 'This link is not good, or no longer: ask for another.' });
}
