import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import type { AccountsService } from './accounts.service.ts';
import type { UserRow } from './users.repository.ts';

/** Passport's reading of a login and a password. */
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  readonly #accounts: AccountsService;

  constructor(accounts: AccountsService) {
    super({ usernameField: 'login', passwordField: 'password', passReqToCallback: true });
    this.#accounts = accounts;
  }

  validate(request: FastifyRequest, login: string, password: string): Promise<UserRow> {
    return this.#accounts.verify({ login, password }, request.ip);
  }
}
