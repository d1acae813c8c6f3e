/** Names that other programs set, near to ours by chance. */
const FOREIGN = new Set(['HOSTNAME', 'HOSTTYPE', 'HOME', 'PORTS', 'LOGNAME', 'SHELL', 'NODE_ENV']);

/** Prefixes that only we would use. */
const OURS =
  /^(?:PARLOR_(?!SERVER$|TOKEN$|CONFIG$)|(?:SETUP|REGISTRATION|RATE_LIMIT|TRUST_PROX|CORS_ORIGIN)[A-Z_]*$)/;

/** Warns of variables that look as if ours were meant: a typo would else be silently ignored. */
export function oddNames(
  environment: Readonly<Record<string, string | undefined>>,
  known: ReadonlySet<string>,
): string[] {
  return Object.keys(environment)
    .filter((name) => !known.has(name) && !FOREIGN.has(name) && !name.startsWith('npm_'))
    .flatMap((name) => {
      const meant = nearest(name, known);
      if (meant) return [`${name} is not known: did you mean ${meant}?`];
      return OURS.test(name) ? [`${name} is not known and has no effect.`] : [];
    });
}

function nearest(name: string, known: ReadonlySet<string>): string | undefined {
  const bare = name.toUpperCase().replace(/^PARLOR_/, '');
  for (const candidate of known) {
    if (bare === candidate) return candidate;
    // Short names have many neighbours; long ones may miss two letters.
    const allowed = candidate.length < 6 ? 0 : candidate.length < 9 ? 1 : 2;
    if (distance(bare, candidate) <= allowed) return candidate;
  }
  return undefined;
}

/** Levenshtein's distance, with neighbours swapped counted as one. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      line[column] = Math.min(
        (line[column - 1] ?? 0) + 1,
        (above[column] ?? 0) + 1,
        (above[column - 1] ?? 0) + same,
        swapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? 0;
}
