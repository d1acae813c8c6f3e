/** Short names begin with a letter, so that none is ever an id. */
const SLUG = /^[a-z][a-z0-9-]{1,31}$/;

/** The short name that a room's name suggests, if it has letters enough. */
export function slugOf(name: string): string | undefined {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  return SLUG.test(slug) ? slug : undefined;
}
