import type { ApiToken, Scope } from '@parlor/contract';
import type { ApiTokenRow } from './api-tokens.repository.ts';
import { newSecret } from './secret.ts';

/** By its beginning a token is known to whoever scans for leaked ones. */
const PREFIXES = { person: 'parlor_pat_', bot: 'parlor_bot_' } as const;

const FORM = /^parlor_(?:pat|bot)_[\w-]{43}$/;

/** A new token's secret. */
export function newApiToken(of: keyof typeof PREFIXES): string {
  return PREFIXES[of] + newSecret();
}

/** Whether this claims to be a token of a program, and not an access token. */
export function isApiToken(token: string): boolean {
  return token.startsWith('parlor_');
}

/** Whether it is formed as ours are; what is not is not even looked for. */
export function isWellFormed(token: string): boolean {
  return FORM.test(token);
}

/** A token as its owner sees it. */
export function toApiToken(row: ApiTokenRow): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: scopesOf(row),
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: toTime(row.expires_at),
    lastUsedAt: toTime(row.last_used_at),
  };
}

/** What a token was given. */
export function scopesOf({ scopes }: Pick<ApiTokenRow, 'scopes'>): Scope[] {
  return JSON.parse(scopes) as Scope[];
}

function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
