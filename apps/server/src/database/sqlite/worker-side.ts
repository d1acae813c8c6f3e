import { parentPort } from 'node:worker_threads';
import type { StoreReply, StoreRequest, WireError } from './protocol.ts';

/** Answers the main thread's requests one by one, in order; what `answer` throws is the reply. */
export function serve(answer: (request: StoreRequest) => unknown): void {
  parentPort?.on('message', (request: StoreRequest) => reply(() => answer(request)));
}

/** Tells the main thread something that it has not asked for. */
export function tell(word: StoreReply): void {
  parentPort?.postMessage(word);
}

function reply(answer: () => unknown): void {
  try {
    tell({ value: answer() });
  } catch (error) {
    tell({ error: describe(error) });
  }
}

function describe(error: unknown): WireError {
  const { name, message, errcode } = error as Error & { errcode?: number };
  return { name, message, errcode: errcode ?? 0 };
}
