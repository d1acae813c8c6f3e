import { ConfigRefused } from '../config/config.ts';
import { DataDirectoryRefused } from '../config/data-directory.ts';
import { StoreRefused } from '../database/store-errors.ts';

/** Why the server does not start, for its operator: one clear line a fault, or a bug with its stack. */
export function explainStop(error: unknown): string {
  if (error instanceof ConfigRefused) return error.faults.join('\n');
  if (error instanceof DataDirectoryRefused || error instanceof StoreRefused) return error.message;
  return explainListening(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

function explainListening(error: unknown): string | undefined {
  const { code, port, address, hostname } = error as NodeJS.ErrnoException &
    Record<'port' | 'address' | 'hostname', unknown>;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT=${port} is taken by another program: stop it, or give another port (PORT=${Number(port) + 1}).`;
    case 'EACCES':
      return `PORT=${port} may not be opened by this user: give a port from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${JSON.stringify(hostname ?? address)} is no address of this machine: give 0.0.0.0, 127.0.0.1 or one it has.`;
    default:
      return undefined;
  }
}
