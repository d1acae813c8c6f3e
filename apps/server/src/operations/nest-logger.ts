import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger.ts';

/** What Nest itself has to say goes to our log; its account of its own start is for debugging. */
export function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug(String(message)),
    error: (message: unknown, ...more: unknown[]) => logger.error(String(message), { more }),
    warn: (message: unknown) => logger.warn(String(message)),
    debug: (message: unknown) => logger.debug(String(message)),
    verbose: (message: unknown) => logger.debug(String(message)),
  };
}
