import { withDeadline } from '../load/population.ts';
import { freePort } from './process.ts';

const DEADLINE_MS = 20_000;

/** A flag for Node by which its garbage can be collected from outside, so that only what is needed is counted. */
export async function inspectorFlag(): Promise<{ readonly flag: string; readonly port: number }> {
  const port = await freePort();
  return { flag: `--inspect=127.0.0.1:${port}`, port };
}

/** Has the program whose inspector listens there collect its garbage. */
export async function collectGarbage(port: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await answer.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  const collected = new Promise<void>((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    socket.onmessage = () => resolve();
    socket.onerror = () => reject(new Error('the inspector does not answer'));
  });
  await withDeadline(collected, DEADLINE_MS);
  socket.close();
}
