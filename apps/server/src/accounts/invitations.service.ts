import type { CreateInvitation, Invitation, InvitationView, NewInvitation } from '@parlor/contract';
import { Problem } from '@parlor/protocol';
import { doneBy } from '../admin/audit.ts';
import type { Keyset, KeysetPage } from '../paging/keyset.ts';
import type { Actor } from './actor.ts';
import type { InvitationRow, InvitationsRepository } from './invitations.repository.ts';
import { newId } from './new-id.ts';
import { hashOfSecret, newSecret } from './secret.ts';
import type { SetupState } from './setup-state.ts';
import { toAuthor } from './user.ts';
import type { UsersRepository } from './users.repository.ts';

interface Parts {
  readonly invitations: InvitationsRepository;
  readonly users: UsersRepository;
  readonly setup: SetupState;
  /** Where people reach the server; undefined: pages are told by their paths. Never what a request says of it. */
  readonly baseUrl: string | undefined;
  readonly now: () => number;
}

/** Ways in for newcomers, where the server wants one. */
export class InvitationsService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes an invitation; its code is in this answer and nowhere else. */
  async create(admin: Actor, { note, expiresIn, maxUses }: CreateInvitation): Promise<NewInvitation> {
    const { invitations, now, baseUrl = '' } = this.#parts;
    const code = newSecret();
    const at = now();
    const row = {
      id: newId(),
      code_hash: hashOfSecret(code),
      note: note ?? '',
      created_by: admin.userId,
      created_at: at,
      expires_at: expiresIn === null ? null : at + expiresIn * 1_000,
      max_uses: maxUses,
      uses: 0,
      revoked_at: null,
    };
    const done = { action: 'invitation.created', target: { id: row.id }, details: { expiresIn, maxUses } };
    await invitations.insert(row, doneBy(admin, at, done));
    return { ...toInvitation(row, at), code, url: `${baseUrl}/join/${code}` };
  }

  /** Every invitation, the newest first, without codes. */
  async list(page: Keyset): Promise<KeysetPage<Invitation>> {
    const { items, page: place } = await this.#parts.invitations.list(page);
    const now = this.#parts.now();
    return { items: items.map((row) => toInvitation(row, now)), page: place };
  }

  /** Ends an invitation at once. @throws Problem `not_found` */
  async revoke(admin: Actor, id: string): Promise<void> {
    const audit = doneBy(admin, this.#parts.now(), { action: 'invitation.revoked', target: { id } });
    if (!(await this.#parts.invitations.revoke(id, audit))) throw new Problem('not_found');
  }

  /** What an invitation says, without using it. @throws Problem `not_found` for one that is good no longer, too */
  async look(code: string): Promise<InvitationView> {
    const { invitations, users, setup, now } = this.#parts;
    const row = await invitations.find(hashOfSecret(code));
    if (!row || stateOf(row, now()) !== 'open') throw new Problem('not_found');
    const host = await users.findById(row.created_by);
    return {
      serverName: await setup.serverName(),
      invitedBy: host?.state === 'active' ? toAuthor(host) : null,
      expiresAt: toTime(row.expires_at),
    };
  }
}

function toInvitation(row: InvitationRow, now: number): Invitation {
  return {
    id: row.id,
    note: row.note,
    createdBy: row.created_by,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: toTime(row.expires_at),
    maxUses: row.max_uses,
    uses: row.uses,
    state: stateOf(row, now),
  };
}

function stateOf(row: InvitationRow, now: number): Invitation['state'] {
  if (row.revoked_at !== null) return 'revoked';
  if (row.max_uses !== null && row.uses >= row.max_uses) return 'used';
  return row.expires_at !== null && row.expires_at <= now ? 'expired' : 'open';
}

function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
