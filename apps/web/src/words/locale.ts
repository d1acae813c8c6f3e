import en from '../locales/en.json' with { type: 'json' };

/** The key of a sentence: a name that says where it stands. */
export type Key = keyof typeof en;

/** All sentences of one language. */
export interface Locale {
  readonly tag: string;
  readonly sentences: Readonly<Record<Key, string>>;
}

const ENGLISH: Locale = { tag: 'en', sentences: en };
/** English comes with the page; any other language is a file of its own, loaded when it is wanted. */
const LOADERS: Readonly<Record<string, () => Promise<{ default: Locale['sentences'] }>>> = {
  es: () => import('../locales/es.json', { with: { type: 'json' } }),
};

let current = ENGLISH;
const listeners = new Set<() => void>();

/** The language shown now. */
export const currentLocale = (): Locale => current;

/** The language of the exported pages, before any script has run. */
export const exportedLocale = (): Locale => ENGLISH;

/** Tells that the language is another. */
export function onLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows the first language of the reader's that there is. */
export async function chooseLocale(wanted: readonly string[]): Promise<void> {
  const bases = wanted.map((tag) => tag.split('-')[0] ?? '');
  const base = bases.find((tag) => tag === 'en' || tag in LOADERS) ?? 'en';
  const sentences = (await LOADERS[base]?.())?.default ?? en;
  current = { tag: wanted.find((tag) => tag.startsWith(base)) ?? base, sentences };
  document.documentElement.lang = base;
  for (const listener of listeners) listener();
}
