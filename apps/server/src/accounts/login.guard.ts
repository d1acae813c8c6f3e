import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { LoginInput } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import { ContractPipe } from '../http/contract.pipe.ts';

const pipe = new ContractPipe();

/** Lets in who gives the right login and password; the form is judged first, so that its faults are told. */
@Injectable()
export class LoginGuard extends AuthGuard('local') {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const { body } = context.switchToHttp().getRequest<{ body: unknown }>();
    await pipe.transform(body, { type: 'body', schema: LoginInput });
    return (await super.canActivate(context)) === true;
  }

  override getAuthenticateOptions() {
    return { property: 'account' };
  }

  override handleRequest<User>(error: unknown, user: User | false): User {
    if (error) throw error;
    if (!user) throw new Problem('unauthenticated');
    return user;
  }
}
