import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.ts';

/** What Nest itself has to say goes to our log; its account of its own start is for debugging. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug(String(message)),
    // What keeps Nest from starting is thrown as well, and told once, by who catches it.
    error: (message: unknown, ...more: unknown[]) =>
      logger[more.at(-1) === 'NestApplication' ? 'debug' : 'error'](String(message), { more }),
    warn: (message: unknown) => logger.warn(String(message)),
    debug: (message: unknown) => logger.debug(String(message)),
    verbose: (message: unknown) => logger.debug(String(message)),
  };
}
