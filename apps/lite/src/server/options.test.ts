import { describe, expect, test } from 'vitest';
import { readOptions } from './options.ts';

describe('the options of the lite server', () => {
  test('have defaults, take the environment, and a flag wins', () => {
    expect(readOptions([], {})).toMatchObject({ run: { port: 8080, folder: './rooms' } });
    expect(readOptions([], { PORT: '9', DATA_DIR: '/x' })).toMatchObject({ run: { port: 9, folder: '/x' } });
    expect(readOptions(['--port', '7'], { PORT: '9' })).toMatchObject({ run: { port: 7 } });
  });

  test('print the help', () => {
    expect(readOptions(['--help'], {})).toMatchObject({
      code: 0,
      print: expect.stringContaining('Usage: node server.js'),
    });
  });

  for (const [args, environment, name] of [
    [[], { PORT: 'http' }, 'PORT'],
    [[], { PORT: '65536' }, 'PORT'],
    [['--port', '-1'], {}, '--port'],
    [['--max-rooms', '0'], {}, '--max-rooms'],
    [['--nonsense'], {}, '--nonsense'],
    [['general'], {}, 'general'],
  ] as const) {
    test(`refuse ${args.join(' ')} ${JSON.stringify(environment)} with one line that names it`, () => {
      const start = readOptions(args, environment);
      expect(start).toMatchObject({ code: 2, print: expect.stringContaining(name) });
    });
  }
});
