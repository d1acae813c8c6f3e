import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function lines(format: 'pretty' | 'json', level: 'info' | 'error' = 'info') {
  const written: string[] = [];
  const logger = createLogger({ level, format, write: (line) => void written.push(line), now: () => 0 });
  return { written, logger };
}

test('JSON lines carry time, level and message, and errors whole', () => {
  const { written, logger } = lines('json');
  logger.error('failed', { requestId: 'req_1', error: new TypeError('oops') });
  const [line = ''] = written;
  expect(line.endsWith('\n') && line.trim().includes('\n')).toBe(false);
  expect(JSON.parse(line)).toMatchObject({
    time: '1970-01-01T00:00:00.000Z',
    level: 'error',
    msg: 'failed',
    requestId: 'req_1',
    error: { name: 'TypeError', message: 'oops', stack: expect.any(String) },
  });
});

test('lines for people carry the words, and the level where it matters', () => {
  const { written, logger } = lines('pretty');
  logger.info('ready in 0.6 s');
  logger.warn('odd', { name: 'PORT', missing: undefined });
  expect(written).toEqual(['ready in 0.6 s\n', 'warn: odd  name=PORT\n']);
});

test('what is quieter than the level is not said', () => {
  const { written, logger } = lines('json', 'error');
  logger.info('x');
  logger.warn('x');
  logger.debug('x');
  expect(written).toEqual([]);
});
