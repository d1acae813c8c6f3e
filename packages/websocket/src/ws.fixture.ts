import { createRequire } from 'node:module';

/** The receiver of ws, which its types do not name: the peer that ours is compared with. */
interface WsReceiver {
  on(event: string, listener: (...args: never[]) => void): void;
  write(bytes: Buffer): void;
}
type WsReceiverClass = new (options: object) => WsReceiver;

const require = createRequire(import.meta.url);
const { Receiver } = require('ws') as { Receiver: WsReceiverClass };

/**
 * What ws tells of these bytes, in the words of `record`, and the close code it fails with, 0 when it does not.
 *
 * @param expected The close code with which we fail.
 */
export async function readAsWs(
  role: 'server' | 'client',
  maxPayload: number,
  bytes: Buffer,
  expected: number,
): Promise<{ readonly told: string[]; readonly failed: number }> {
  const told: string[] = [];
  let failed = 0;
  const receiver = new Receiver({ isServer: role === 'server', maxPayload, allowSynchronousEvents: true });
  const tell = (name: string) => (data: Buffer) => told.push(`${name} ${data.toString('hex')}`);
  receiver.on('message', (data: Buffer, isBinary: boolean) => {
    told.push(isBinary ? `binary ${data.toString('hex')}` : `text ${data}`);
  });
  receiver.on('ping', tell('ping'));
  receiver.on('pong', tell('pong'));
  receiver.on('error', (error: Error) => {
    const status = Object.getOwnPropertySymbols(error).find((symbol) => symbol.description === 'status-code');
    failed = status === undefined ? -1 : (Reflect.get(error, status) as number);
  });
  receiver.write(Buffer.from(bytes));
  // Its errors come in a later turn, and it judges a first byte only when it has the second.
  await new Promise(setImmediate);
  if (expected !== 0 && failed === 0) receiver.write(Buffer.from([0xff]));
  await new Promise(setImmediate);
  return { told, failed };
}
