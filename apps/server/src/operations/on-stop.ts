import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SessionsService } from '../accounts/sessions.service.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from './logger.ts';
import { LoopLag } from './loop-lag.ts';
import { Readiness } from './readiness.ts';

// Less than the 10 s that those who stop us wait before they kill.
const AT_MOST_MS = 9_000;
/** How long requests in flight may go on; then they are cut, so that the store is closed in time. */
const REQUESTS_MS = 5_000;

interface Stopping {
  readonly app: NestFastifyApplication;
  readonly database: Database;
  readonly logger: Logger;
  /** Whether a launcher held the other end of our channel when we began. */
  readonly hadLauncher: boolean;
  /** Says goodbye to the sockets and closes them. */
  readonly drain?: () => Promise<void>;
}

/** Stops the server once, on a signal or when its launcher's channel closes: nothing acknowledged is left unwritten. */
export function onStop(parts: Stopping): void {
  let isStopping = false;
  const stop = (why: string) => {
    if (isStopping) return;
    isStopping = true;
    void end(parts, why);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('the launcher ended'));
  if (parts.hadLauncher && !process.connected) stop('the launcher ended during the start');
}

async function end(parts: Stopping, why: string): Promise<void> {
  parts.logger.info('stopping', { why });
  const tooLong = setTimeout(() => {
    parts.logger.error('stopping took too long');
    process.exit(1);
  }, AT_MOST_MS);
  tooLong.unref();
  try {
    await shutDown(parts);
  } catch (error) {
    parts.logger.error('stopping failed', { error });
    process.exit(1);
  }
  parts.logger.info('stopped');
  process.exit(0);
}

/** Stops in the order that loses nothing: no new requests, goodbye to sockets, then the store. */
export async function shutDown({
  app,
  database,
  drain,
}: Pick<Stopping, 'app' | 'database' | 'drain'>): Promise<void> {
  app.get(Readiness).drain();
  app.get(SessionsService).stopSweeping();
  app.get(LoopLag).stop();
  const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), REQUESTS_MS);
  try {
    const closed = app.close();
    await drain?.();
    await closed;
  } finally {
    clearTimeout(cut);
  }
  await database.close();
}
