const MINUTE = 60_000;
const cache = new Map<string, Intl.DateTimeFormat>();

/** Formatters are dear to make and asked for once a row. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = cache.get(key) ?? new Intl.DateTimeFormat(locale, options);
  cache.set(key, known);
  return known;
}

/** The time of day, as on the reader's own clock. */
export function timeOfDay(at: string | number, locale: string): string {
  return formatter(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
}

/** The whole instant, with its zone: for who wants to know exactly. */
export function fullTime(at: string | number, locale: string): string {
  return formatter(locale, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at));
}

/** The reader's own calendar day, `2026-05-12`: what days are told apart by. */
export function dayOf(at: string | number): string {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

/** Today, yesterday, "Tuesday 12 May", or with the year when it is not this one. */
export function dayName(at: string | number, now: number, locale: string): string {
  const days = Math.round((startOfDay(now) - startOfDay(new Date(at).getTime())) / (24 * 60 * MINUTE));
  if (days === 0 || days === 1)
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'));
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  const options = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!sameYear && { year: 'numeric' as const }),
  } as const;
  return capital(formatter(locale, options).format(new Date(at)));
}

function startOfDay(at: number): number {
  return new Date(at).setHours(12, 0, 0, 0);
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
