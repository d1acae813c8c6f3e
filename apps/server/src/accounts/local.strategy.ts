import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import type { CredentialsService } from './credentials.service.ts';
import type { UserRow } from './users.repository.ts';

/** Passport's reading of a login and a password. */
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  readonly #credentials: CredentialsService;

  constructor(credentials: CredentialsService) {
    super({ usernameField: 'login', passwordField: 'password', passReqToCallback: true });
    this.#credentials = credentials;
  }

  validate(request: FastifyRequest, login: string, password: string): Promise<UserRow> {
    return this.#credentials.verify({ login, password }, request.ip);
  }
}
