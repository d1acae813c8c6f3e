import type { Scope } from '@parlor/contract';
import type { Author } from '@parlor/protocol';

/** Who asks: a signed-in person (or bot) and the session they ask by. */
export interface Actor {
  readonly userId: string;
  /** The sign-in, or the token that stands for one. */
  readonly sessionId: string;
  readonly role: 'user' | 'moderator' | 'admin';
  /** What the token they ask by may do; absent for a sign-in, which may do all that its person may. */
  readonly scopes?: readonly Scope[];
  /** The person as others see them, fresh at sign-in and after each change of the profile. */
  readonly author: Author & { readonly handle: string; readonly name: string };
}
