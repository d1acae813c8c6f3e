import type { ApiToken, CreateApiToken, NewApiToken } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { AuditInput } from '../admin/audit.ts';
import type { Actor } from './actor.ts';
import { isWellFormed, newApiToken, scopesOf, toApiToken } from './api-token.ts';
import type { ApiTokensRepository, ApiTokenWithUser, EndedToken } from './api-tokens.repository.ts';
import { newId } from './new-id.ts';
import { hashOfSecret } from './secret.ts';
import { SessionCache } from './session-cache.ts';
import type { SessionsService } from './sessions.service.ts';
import { toAuthor } from './user.ts';
import type { UserRow } from './users.repository.ts';

/** A token's last use is known to the minute, so that using it costs no write. */
const TOUCH_EVERY_MS = 60_000;

interface Parts {
  readonly repository: ApiTokensRepository;
  readonly sessions: Pick<SessionsService, 'announce' | 'onForget' | 'onSweep'>;
  readonly now: () => number;
}

/** The tokens of people's programs and of bots: each stands for a sign-in that may do only what it was given. */
export class ApiTokensService {
  readonly #parts: Parts;
  readonly #cache: SessionCache;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { now, sessions } = parts;
    this.#cache = new SessionCache({ now, read: ({ sid }) => this.#read(sid) });
    sessions.onForget((userId) => this.#cache.forget(userId));
    sessions.onSweep(() => this.#endExpired());
  }

  /** Says who asks by this token. @throws Problem `unauthenticated` */
  async authenticate(token: string): Promise<Actor> {
    const actor = isWellFormed(token) ? await this.#cache.get({ sid: hashOfSecret(token) }) : undefined;
    if (!actor) throw new Problem('unauthenticated', { detail: 'The token is not good, or was revoked.' });
    return actor;
  }

  /** Whether the token with this id is still good. */
  async isGood(id: string): Promise<boolean> {
    const row = await this.#parts.repository.findWithUser('id', id);
    return row !== undefined && isGood(row, this.#parts.now());
  }

  /** Makes a token of a person, or of a bot. @throws Problem `conflict` when there are too many */
  async make(
    owner: Pick<UserRow, 'id' | 'bot'>,
    { name, scopes, expiresIn }: CreateApiToken,
    audit?: AuditInput,
  ): Promise<NewApiToken> {
    const { repository, now } = this.#parts;
    const token = newApiToken(owner.bot === 1 ? 'bot' : 'person');
    const row = {
      id: newId(),
      user_id: owner.id,
      name: name.trim(),
      hash: hashOfSecret(token),
      scopes: JSON.stringify([...new Set(scopes)]),
      created_at: now(),
      expires_at: expiresIn == null ? null : now() + expiresIn * 1_000,
      last_used_at: null,
    };
    const outcome = await repository.insert(row, audit);
    if (outcome === 'too_many')
      throw new Problem('conflict', { detail: 'There are too many tokens: revoke one.' });
    return { ...toApiToken(row), token };
  }

  /** Someone's tokens, without their secrets. */
  async listOf(userId: string): Promise<ApiToken[]> {
    return (await this.#parts.repository.listOf(userId)).map(toApiToken);
  }

  /** Takes a token away: it is refused, and its connections are closed, before this is answered. @throws Problem `not_found` */
  async revoke(userId: string, id: string, audit?: AuditInput): Promise<void> {
    const ended = await this.#parts.repository.delete(userId, id, audit);
    if (!ended) throw new Problem('not_found');
    this.#ended([ended]);
  }

  #ended(tokens: readonly EndedToken[]): void {
    for (const { id, hash } of tokens) {
      this.#cache.end(hash);
      this.#parts.sessions.announce(id, 'signed_out');
    }
  }

  async #read(hash: string): Promise<Actor | undefined> {
    const { repository, now } = this.#parts;
    const row = await repository.findWithUser('hash', hash);
    if (row === undefined || !isGood(row, now())) return undefined;
    this.#touch(row);
    const { token_id: sessionId, id: userId, role } = row;
    return { userId, sessionId, role, scopes: scopesOf(row), author: toAuthor(row) };
  }

  #touch({ token_id: id, last_used_at: last }: ApiTokenWithUser): void {
    const at = this.#parts.now();
    if (last !== null && at - last < TOUCH_EVERY_MS) return;
    // Nobody waits for it, and a store that is away has worse to tell.
    this.#parts.repository.touch(id, at).catch(() => undefined);
  }

  async #endExpired(): Promise<void> {
    this.#ended(await this.#parts.repository.deleteExpired(this.#parts.now()));
  }
}

function isGood({ state, expires_at }: ApiTokenWithUser, now: number): boolean {
  return state === 'active' && (expires_at === null || expires_at > now);
}
