import { Problem } from '@parlor/protocol';
import type { Device } from '../http/device.ts';
import type { Actor } from './actor.ts';
import { newId } from './new-id.ts';
import { SessionCache } from './session-cache.ts';
import type { SessionRow, SessionsRepository, SessionWithUser } from './sessions.repository.ts';
import type { AccessClaims, Tokens } from './tokens.ts';
import { toAuthor } from './user.ts';

/** Why a session ended: it says with which code its connections are closed. */
export type SessionEnd = 'signed_out' | 'suspended';

/** Who hears that a session has ended. */
export type SessionEndListener = (sessionId: string, code: SessionEnd) => void;

/** Who hears that every way in of a person has ended. */
export type ExpulsionListener = (userId: string, code: SessionEnd) => void;

/** The tokens of a sign-in. */
export interface SessionTokens {
  readonly sessionId: string;
  readonly userId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A session that nobody renews ends after 30 days. */
export const SESSION_MS = 30 * 86_400_000;
/** How long the refresh token before the last one stays good: for two tabs, and for an answer lost on its way. */
export const GRACE_MS = 30_000;
const SWEEP_MS = 1_000;

interface Parts {
  readonly repository: SessionsRepository;
  readonly tokens: Tokens;
  readonly now: () => number;
}

/** Signs people in and out, and knows which sessions live. */
export class SessionsService {
  readonly #repository: SessionsRepository;
  readonly #tokens: Tokens;
  readonly #now: () => number;
  readonly #cache: SessionCache;
  readonly #listeners: SessionEndListener[] = [];
  readonly #expulsionListeners: ExpulsionListener[] = [];
  readonly #forgetListeners: ((userId: string) => void)[] = [];
  readonly #sweepers: (() => Promise<void>)[] = [];
  #sweep: NodeJS.Timeout | undefined;
  #sweeping = false;

  constructor({ repository, tokens, now }: Parts) {
    this.#repository = repository;
    this.#tokens = tokens;
    this.#now = now;
    this.#cache = new SessionCache({ now, read: (claims) => this.#read(claims) });
  }

  /**
   * Says who asks by this access token.
   * @throws Problem `unauthenticated`, `token_expired`
   */
  async authenticate(token: string): Promise<Actor> {
    return this.actorOf(this.#tokens.read(token));
  }

  /** Says who a verified token's claims name. @throws Problem `unauthenticated` when the session has ended */
  async actorOf(claims: AccessClaims): Promise<Actor> {
    const actor = await this.#cache.get(claims);
    if (!actor) throw new Problem('unauthenticated', { detail: 'This session has ended. Sign in again.' });
    return actor;
  }

  /** Registers who closes a session's connections; called at once on this node. */
  onEnded(listener: SessionEndListener): void {
    this.#listeners.push(listener);
  }

  /** Registers who closes every connection of a person; called at once on this node. */
  onExpelled(listener: ExpulsionListener): void {
    this.#expulsionListeners.push(listener);
  }

  /** Registers who else remembers people. */
  onForget(listener: (userId: string) => void): void {
    this.#forgetListeners.push(listener);
  }

  /** Registers what else is looked for each second. */
  onSweep(sweeper: () => Promise<void>): void {
    this.#sweepers.push(sweeper);
  }

  /**
   * Begins a session.
   * @param seen - the password that was found right; one that was changed since opens nothing.
   * @throws Problem `unauthenticated` when the account is active no longer, or its password another
   */
  async open(
    userId: string,
    { address, userAgent }: Device,
    seen?: { readonly passwordHash: string | null },
  ): Promise<SessionTokens> {
    const id = newId();
    const refreshToken = this.#tokens.newRefresh(id);
    const now = this.#now();
    const session = {
      id,
      user_id: userId,
      refresh_hash: this.#tokens.hashOf(refreshToken),
      previous_hash: null,
      rotated_at: now,
      user_agent: userAgent,
      address,
      created_at: now,
      last_used_at: now,
      expires_at: now + SESSION_MS,
    };
    if (!(await this.#repository.insert(session, seen))) throw new Problem('unauthenticated');
    return this.#tokensOf({ id, userId, refreshToken });
  }

  /**
   * Renews a session: the given refresh token is replaced by its successor.
   * @throws Problem `unauthenticated`; a token used again after its grace ends the session, since two hold it
   */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const id = this.#tokens.sessionOf(refreshToken);
    const session = id === undefined ? undefined : await this.#repository.find(id);
    if (!session || session.expires_at <= this.#now()) throw refused();
    const given = this.#tokens.hashOf(refreshToken);
    if (session.previous_hash === given) return this.#repeat(session, refreshToken);
    if (session.refresh_hash !== given) throw refused();
    return this.#rotate(session, refreshToken, given);
  }

  /** A person's own sessions. */
  listOf(userId: string): Promise<SessionRow[]> {
    return this.#repository.listOf(userId);
  }

  /** Ends one of a person's own sessions. @throws Problem `not_found` */
  async revoke(userId: string, sessionId: string): Promise<void> {
    const session = await this.#repository.find(sessionId);
    if (session?.user_id !== userId) throw new Problem('not_found');
    await this.end([sessionId], 'signed_out');
  }

  /** Ends sessions: refused from the commit on, here at once. */
  async end(sessionIds: readonly string[], code: SessionEnd): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.#repository.delete(sessionIds);
    for (const id of sessionIds) this.announce(id, code);
  }

  /** Ends all of a person's sessions but one. */
  async endOthers(userId: string, keptId?: string): Promise<void> {
    const ended = await this.#repository.deleteOthers(userId, keptId);
    for (const id of ended) this.announce(id, 'signed_out');
  }

  /** Ends every way in of a person at once: sessions, and the connections of their tokens. */
  async expel(userId: string, code: SessionEnd): Promise<void> {
    await this.#repository.deleteOthers(userId);
    this.forget(userId);
    for (const listener of this.#expulsionListeners) listener(userId, code);
  }

  /** Forgets a session, or a token, that is no longer in the store, and closes its connections. */
  announce(sessionId: string, code: SessionEnd): void {
    this.#cache.end(sessionId);
    for (const listener of this.#listeners) listener(sessionId, code);
  }

  /** Forgets what is remembered of a person, whose profile or role has changed. */
  forget(userId: string): void {
    this.#cache.forget(userId);
    for (const listener of this.#forgetListeners) listener(userId);
  }

  /** Looks for sessions whose time is over, once a second, so that their connections end too. */
  startSweeping(): void {
    this.#sweep = setInterval(() => void this.#endExpired(), SWEEP_MS);
    this.#sweep.unref();
  }

  stopSweeping(): void {
    clearInterval(this.#sweep);
  }

  async #rotate(session: SessionRow, refreshToken: string, from: string): Promise<SessionTokens> {
    const next = this.#tokens.nextRefresh(session.id, refreshToken);
    const at = this.#now();
    const to = this.#tokens.hashOf(next);
    // Of two tabs with the same token one rotates; the other gets the same successor.
    await this.#repository.rotate({ id: session.id, from, to, at, expiresAt: at + SESSION_MS });
    return this.#tokensOf({ id: session.id, userId: session.user_id, refreshToken: next });
  }

  async #repeat(session: SessionRow, refreshToken: string): Promise<SessionTokens> {
    if (this.#now() - session.rotated_at > GRACE_MS) {
      await this.end([session.id], 'signed_out');
      throw refused();
    }
    const next = this.#tokens.nextRefresh(session.id, refreshToken);
    return this.#tokensOf({ id: session.id, userId: session.user_id, refreshToken: next });
  }

  #tokensOf({
    id,
    userId,
    refreshToken,
  }: {
    id: string;
    userId: string;
    refreshToken: string;
  }): SessionTokens {
    const accessToken = this.#tokens.access({ sub: userId, sid: id });
    return { sessionId: id, userId, accessToken, refreshToken };
  }

  async #read({ sub = '', sid }: Partial<AccessClaims> & { sid: string }): Promise<Actor | undefined> {
    const row = await this.#repository.findWithUser(sid, sub);
    return row && this.#isGood(row) ? toActor(row, sid) : undefined;
  }

  #isGood({ state, expires_at }: SessionWithUser): boolean {
    return state === 'active' && expires_at > this.#now();
  }

  async #endExpired(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      await this.end(await this.#repository.expired(this.#now()), 'signed_out');
      for (const sweep of this.#sweepers) await sweep();
    } catch {
      // The store is away: readiness says so, and the next look comes in a second.
    } finally {
      this.#sweeping = false;
    }
  }
}

function toActor(row: SessionWithUser, sessionId: string): Actor {
  return { userId: row.id, sessionId, role: row.role, author: toAuthor(row) };
}

function refused(): Problem {
  return new Problem('unauthenticated', { detail: 'The session cannot be renewed. Sign in again.' });
}
