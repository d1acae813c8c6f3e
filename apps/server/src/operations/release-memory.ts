import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What Node's `gc` takes. */
type CollectGarbage = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back what loading the program took and running it does not need: about a fifth of an idle server.
 * Left to itself the engine keeps it for a load that may not come for hours. Once, after the start: it stops the loop for about 60 ms.
 */
export function releaseMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as CollectGarbage | undefined;
  setFlagsFromString('--no-expose-gc');
  collect?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
