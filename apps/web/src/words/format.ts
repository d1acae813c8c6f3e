/** What is put into a sentence. */
export type Values = Readonly<Record<string, string | number>>;

const PLURAL = /\{(\w+), plural,((?:[^{}]|\{(?:[^{}]|\{\w+\})*\})*)\}/gu;
const BRANCH = /(=\d+|\w+) \{((?:[^{}]|\{\w+\})*)\}/gu;

/**
 * Fills a sentence of the locale files: the part of ICU MessageFormat that our sentences need.
 * `{name}`, `{count}` (with the locale's digits and groups) and `{count, plural, =0 {…} one {…} other {# …}}`.
 */
export function format(sentence: string, values: Values, locale: string): string {
  const chosen = sentence.replace(PLURAL, (_, name: string, branches: string) =>
    choose(branches, Number(values[name] ?? 0), locale),
  );
  return chosen.replace(/\{(\w+)\}/gu, (_, name: string) => show(values[name] ?? '', locale));
}

function choose(branches: string, count: number, locale: string): string {
  const found = new Map([...branches.matchAll(BRANCH)].map(([, key, text]) => [key, text ?? '']));
  const rule = new Intl.PluralRules(locale).select(count);
  const text = found.get(`=${count}`) ?? found.get(rule) ?? found.get('other') ?? '';
  return text.replaceAll('#', show(count, locale));
}

function show(value: string | number, locale: string): string {
  return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
}
