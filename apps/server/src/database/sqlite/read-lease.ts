import type { Lease } from './port-dialect.ts';
import type { Rows } from './protocol.ts';
import type { WorkerLink } from './worker-link.ts';

/** A turn at the readers: each statement goes to whichever is least busy, so no two share a snapshot. */
export function readLease(readers: readonly WorkerLink[]): Lease {
  const refuse = () =>
    Promise.reject(new Error('Reads have no transactions: use transact, or one statement.'));
  return {
    run: (sql, parameters) => leastBusy(readers).ask<Rows>({ ask: 'run', sql, parameters }),
    begin: refuse,
    commit: refuse,
    rollback: refuse,
    release() {},
  };
}

function leastBusy(readers: readonly WorkerLink[]): WorkerLink {
  return readers.reduce((best, reader) => (reader.outstanding < best.outstanding ? reader : best));
}
