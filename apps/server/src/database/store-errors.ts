/** The store cannot be used as it is: its message is one clear line for the operator, without a stack. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

/** The transaction took more than 250 ms between two statements and was rolled back, so that nobody waits for it. */
export class TransactionDawdled extends Error {
  override readonly name = 'TransactionDawdled';

  constructor() {
    super('The transaction waited too long between two statements and was rolled back.');
  }
}

/** SQLite's refusal of a statement, as it came over a worker's port. `errcode` is the extended result code. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError';
  readonly errcode: number;

  constructor(message: string, errcode: number) {
    super(message);
    this.errcode = errcode;
  }
}

/** SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE and PostgreSQL's unique_violation. */
const UNIQUE = new Set<unknown>([1555, 2067, '23505']);

/** Whether a statement failed because a row with this key is there already, on either store. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { errcode, code } = error as { errcode?: unknown; code?: unknown };
  return UNIQUE.has(errcode) || UNIQUE.has(code);
}
