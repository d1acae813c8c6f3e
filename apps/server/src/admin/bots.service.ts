import type { ApiToken, CreateApiToken, NewApiToken, PublicUser } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import type { Actor } from '../accounts/actor.ts';
import type { ApiTokensService } from '../accounts/api-tokens.service.ts';
import type { ProfilesService } from '../accounts/profiles.service.ts';
import { toPublicUser } from '../accounts/user.ts';
import type { UserRow, UsersRepository } from '../accounts/users.repository.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import { doneBy } from './audit.ts';

interface Parts {
  readonly users: UsersRepository;
  readonly profiles: ProfilesService;
  readonly tokens: ApiTokensService;
  readonly now: () => number;
}

/** The accounts of programs, and the tokens they sign in by. */
export class BotsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The bots, by handle. */
  async list(page: Keyset): Promise<KeysetPage<PublicUser>> {
    const { items, page: place } = await this.#parts.users.listBots(page);
    return { items: items.map(toPublicUser), page: place };
  }

  /** Makes a token of a bot. @throws Problem `not_found`, `conflict` */
  async makeToken(admin: Actor, reference: string, input: CreateApiToken): Promise<NewApiToken> {
    const bot = await this.#find(reference);
    const details = { name: input.name, scopes: input.scopes };
    const done = { action: 'bot_token.created', target: { id: bot.id, name: bot.handle }, details };
    return this.#parts.tokens.make(bot, input, doneBy(admin, this.#parts.now(), done));
  }

  /** A bot's tokens, without their secrets. @throws Problem `not_found` */
  async tokens(reference: string): Promise<ApiToken[]> {
    return this.#parts.tokens.listOf((await this.#find(reference)).id);
  }

  /** Takes a token of a bot away at once. @throws Problem `not_found` */
  async revokeToken(admin: Actor, reference: string, id: string): Promise<void> {
    const bot = await this.#find(reference);
    const target = { id: bot.id, name: bot.handle };
    const done = { action: 'bot_token.revoked', target, details: { token: id } };
    await this.#parts.tokens.revoke(bot.id, id, doneBy(admin, this.#parts.now(), done));
  }

  /** Nobody makes tokens of a person but the person. */
  async #find(reference: string): Promise<UserRow> {
    const user = await this.#parts.profiles.resolve(reference);
    if (user.bot !== 1) throw new Problem('not_found');
    return user;
  }
}
