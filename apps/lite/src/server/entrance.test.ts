import { Problem } from '@parlor/protocol';
import { describe, expect, test } from 'vitest';
import { decodeEntrance, hueOf } from './entrance.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('what an upgrade asks for', () => {
  test('reads room, nick, client and cursor', () => {
    const entrance = decodeEntrance('/ws?room=a%2Fb&nick=Ada&client=laptop&after=12&epoch=e', undefined);
    expect(entrance).toMatchObject({
      room: 'a/b',
      nick: 'Ada',
      client: 'laptop',
      how: { after: 12, epoch: 'e' },
    });
  });

  test('R20: gives the whole history to whoever does not say', () => {
    expect(decodeEntrance('/?room=a', undefined).how).toMatchObject({ after: 0 });
    expect(decodeEntrance('/?room=a&history=5', undefined).how).toEqual({ history: 5 });
  });

  test('R29, R30: reads nickname and password from Basic; the query’s nickname wins', () => {
    expect(decodeEntrance('/?room=a', basic('Ada:pass:word'))).toMatchObject({
      nick: 'Ada',
      password: 'pass:word',
    });
    expect(decodeEntrance('/?room=a&nick=Eve', basic('Ada:'))).toMatchObject({
      nick: 'Eve',
      password: undefined,
    });
    expect(decodeEntrance('/?room=a', basic(':secret'))).toMatchObject({
      nick: undefined,
      password: 'secret',
    });
    expect(decodeEntrance('/?room=a', 'Bearer x').password).toBeUndefined();
  });

  for (const url of [
    '/',
    '/?',
    '/?nick=a',
    '/?room=',
    '/?room=a&after=1.5',
    '/?room=a&history=999',
    '/?room=a%00',
  ]) {
    test(`refuses ${url} with 400 and the field`, () => {
      const refused = () => decodeEntrance(url, undefined);
      expect(refused).toThrow(Problem);
      expect(refused).toThrow(expect.objectContaining({ status: 400, errors: [expect.anything()] }));
    });
  }

  test('gives a name the same hue every time, between 0 and 359', () => {
    expect(hueOf('ada')).toBe(hueOf('ada'));
    for (const nick of ['ada', 'bob', '🏮']) expect(hueOf(nick)).toBeLessThan(360);
  });
});
