/** What is wrong in one field: `pointer` is an RFC 6901 JSON pointer into the input. */
export interface FieldError {
  readonly pointer: string;
  readonly code: FieldErrorCode;
  readonly params?: Readonly<Record<string, number | string>>;
}

/** Why a field was refused. Texts for people are the clients' matter. */
export type FieldErrorCode =
  | 'required'
  | 'wrong_type'
  | 'too_short'
  | 'too_long'
  | 'too_small'
  | 'too_large'
  | 'blank'
  | 'invalid_character'
  | 'not_in_list'
  | 'pattern'
  | 'taken'
  | 'reserved'
  | 'invalid';

interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Reads the fields of one untrusted object and gathers what is wrong with each.
 * A refused field yields a harmless value of its type; callers look at `errors` before they use any.
 */
export class Fields {
  readonly errors: FieldError[] = [];
  readonly #input: Readonly<Record<string, unknown>>;

  constructor(input: Readonly<Record<string, unknown>>) {
    this.#input = input;
  }

  /** A string of `min` to `max` UTF-16 units, well-formed and without NUL (PostgreSQL cannot store it). */
  string(name: string, range: Range): string {
    return this.optionalString(name, range) ?? this.#refuse(name, 'required', '');
  }

  /** As `string`, or undefined when the field is absent or null. */
  optionalString(name: string, { min, max }: Range): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.#refuse(name, 'wrong_type', '', { expected: 'string' });
    if (value.length < min) return this.#refuse(name, 'too_short', '', { min });
    if (value.length > max) return this.#refuse(name, 'too_long', '', { max });
    if (value.includes('\0') || !value.isWellFormed()) return this.#refuse(name, 'invalid_character', '');
    return value;
  }

  /** Text that people will read: as `string`, and not only white space. */
  text(name: string, range: Range): string {
    const value = this.string(name, range);
    if (value !== '' && value.trim() === '') return this.#refuse(name, 'blank', '');
    return value;
  }

  /** A whole number from `min` to `max`. */
  integer(name: string, range: Range): number {
    return this.optionalInteger(name, range) ?? this.#refuse(name, 'required', range.min);
  }

  /** As `integer`, or undefined when the field is absent or null. */
  optionalInteger(name: string, { min, max }: Range): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value)) return this.#refuse(name, 'wrong_type', min, { expected: 'integer' });
    const number = value as number;
    if (number < min) return this.#refuse(name, 'too_small', min, { min });
    if (number > max) return this.#refuse(name, 'too_large', max, { max });
    return number;
  }

  /** One of a few words. */
  oneOf<const Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word {
    const value = this.#value(name);
    if (value === undefined) return this.#refuse(name, 'required', words[0]);
    const word = words.find((candidate) => candidate === value);
    return word ?? this.#refuse(name, 'not_in_list', words[0], { accepted: words.join(', ') });
  }

  /** A list of at most `max` strings, or undefined when the field is absent or null. */
  optionalStrings(name: string, max: number, range: Range): string[] | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.#refuse(name, 'wrong_type', [], { expected: 'array' });
    if (value.length > max) return this.#refuse(name, 'too_long', [], { max });
    const items = new Fields(Object.fromEntries(value.entries()));
    const strings = value.map((_, index) => items.string(String(index), range));
    for (const error of items.errors) this.errors.push({ ...error, pointer: `/${name}${error.pointer}` });
    return strings;
  }

  #value(name: string): unknown {
    // Own properties only: `__proto__` and friends must not answer for a field that was not sent.
    return Object.hasOwn(this.#input, name) ? (this.#input[name] ?? undefined) : undefined;
  }

  #refuse<T>(name: string, code: FieldErrorCode, instead: T, params?: FieldError['params']): T {
    this.errors.push({ pointer: `/${name}`, code, ...(params && { params }) });
    return instead;
  }
}
