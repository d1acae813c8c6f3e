import type { Author } from '@parlor/protocol';

/** Who asks: a signed-in person (or bot) and the session they ask by. */
export interface Actor {
  readonly userId: string;
  readonly sessionId: string;
  readonly role: 'user' | 'moderator' | 'admin';
  /** The person as others see them, fresh at sign-in and after each change of the profile. */
  readonly author: Author & { readonly handle: string; readonly name: string };
}
