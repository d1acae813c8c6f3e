import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { Actor } from './actor.ts';
import type { SessionsService } from './sessions.service.ts';
import { claimsOf, TOKEN_RULES, type Tokens } from './tokens.ts';

/** Passport's reading of `Authorization: Bearer`: the token is ours and good, and its session lives. */
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  readonly #sessions: SessionsService;

  constructor(tokens: Tokens, sessions: SessionsService) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: tokens.accessKey,
      issuer: TOKEN_RULES.issuer,
      audience: TOKEN_RULES.audience,
      algorithms: TOKEN_RULES.algorithms,
    });
    this.#sessions = sessions;
  }

  validate(payload: Record<string, unknown>): Promise<Actor> {
    return this.#sessions.actorOf(claimsOf(payload));
  }
}
