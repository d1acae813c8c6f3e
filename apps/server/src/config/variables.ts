import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Turns the text of a variable into a value, or undefined when it is not acceptable. */
type Parse<T> = (text: string) => T | undefined;

/** How one variable is read. */
interface Variable<T> {
  readonly fallback: T;
  readonly accepts: string;
  readonly parse: Parse<T>;
  /** A secret is never repeated in a fault, and may come as NAME_FILE. */
  readonly secret?: 'secret';
}

/** Reads variables by name and gathers every fault, so that all are told at once. */
export class Variables {
  readonly faults: string[] = [];
  readonly names = new Set<string>();
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The value of a variable: its fallback when it is absent or empty, and when it is refused. */
  read<T>(name: string, { fallback, accepts, parse, secret }: Variable<T>): T {
    this.names.add(name);
    const text = secret ? this.#readSecret(name) : this.#environment[name]?.trim();
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    this.faults.push(`${name}=${secret ? '(hidden)' : printable(text)} is not valid: give ${accepts}.`);
    return fallback;
  }

  #readSecret(name: string): string | undefined {
    const fileName = `${name}_FILE`;
    this.names.add(fileName);
    const file = this.#environment[fileName]?.trim();
    const text = this.#environment[name]?.trim();
    if (!file) return text;
    if (text) {
      this.faults.push(`${name} and ${fileName} are both set: give one of them.`);
      return undefined;
    }
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      this.faults.push(`${fileName}=${printable(file)} cannot be read (${reason}): give a readable file.`);
      return undefined;
    }
  }
}

/** One of a few words, in any case. */
export const oneOf =
  <const Word extends string>(words: readonly Word[]): Parse<Word> =>
  (text) =>
    words.find((word) => word === text.toLowerCase());

/** A whole number in a range. */
export const wholeNumber =
  (min: number, max: number): Parse<number> =>
  (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined;

/** A list between commas; every item must be acceptable. */
export const listOf =
  <T>(parse: Parse<T>): Parse<T[]> =>
  (text) => {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map(parse);
    return items.includes(undefined) ? undefined : (items as T[]);
  };

/** An address with one of these schemes, as it was written. */
export const url =
  (...schemes: string[]): Parse<string> =>
  (text) => {
    const parsed = URL.parse(text);
    return parsed && schemes.includes(parsed.protocol.slice(0, -1)) && parsed.hostname ? text : undefined;
  };

function printable(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return JSON.stringify(short);
}
