import { createHash } from 'node:crypto';

/** What others change all the time in a resource, and nobody by a `PATCH` of it. */
const COUNTERS = ['lastSeq', 'lastMessageAt', 'count', 'members', 'read'];

/**
 * The entity tag of a resource as its asker sees it. A message's is its `version`. One with counters has two parts:
 * the first stands for what a `PATCH` may change, the whole for all of it.
 */
export function tagOf(resource: object): string {
  const { seq, version } = resource as { seq?: unknown; version?: unknown };
  if (typeof version === 'number' && typeof seq === 'number') return `"${version}"`;
  const lasting = Object.entries(resource).filter(([name]) => !COUNTERS.includes(name));
  const whole = digest(resource);
  const hasCounters = lasting.length < Object.keys(resource).length;
  return hasCounters ? `"${digest(lasting)}-${whole}"` : `"${whole}"`;
}

/** Whether `If-None-Match` names this very state (weak comparison, RFC 9110 13.1.2). */
export function isNamed(header: string, tag: string): boolean {
  return listed(header).some((given) => given === '*' || given.replace(/^W\//, '') === tag);
}

/** Whether `If-Match` still allows a change: only what it can overwrite must be as it was (RFC 9110 13.1.1). */
export function isCurrent(header: string, tag: string): boolean {
  return listed(header).some((given) => given === '*' || lastingPart(given) === lastingPart(tag));
}

function listed(header: string): string[] {
  return header.split(',').map((part) => part.trim());
}

function lastingPart(tag: string): string {
  return tag.replace(/^"([^"-]*)-[^"]*"$/, '"$1"');
}

function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value))
    .digest('base64url')
    .replaceAll('-', '.')
    .slice(0, 22);
}
