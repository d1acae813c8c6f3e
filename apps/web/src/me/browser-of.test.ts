import { describe, expect, it } from 'vitest';
import { browserOf } from './browser-of.ts';

describe('a device', () => {
  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1',
      { browser: 'Safari', system: 'iPhone' },
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0',
      { browser: 'Edge', system: 'Windows' },
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0', { browser: 'Firefox', system: 'Linux' }],
    ['curl/8.5.0', { browser: 'curl' }],
    ['', {}],
  ])('is named after what it says: %s', (userAgent, named) => {
    expect(browserOf(userAgent)).toEqual(named);
  });
});
