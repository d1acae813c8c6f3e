import { expect, test } from 'vitest';
import { isTrustedOrigin } from './origins.ts';

const config = { baseUrl: 'https://chat.example', corsOrigins: ['https://app.example'] };
const trusted = (origin: string, host = 'localhost:3000') => isTrustedOrigin(origin, { config, host });

test.each(['http://localhost:3000', 'https://localhost:3000', 'https://chat.example', 'https://app.example'])(
  '%s may act in a person’s name',
  (origin) => expect(trusted(origin)).toBe(true),
);

test.each([
  'null',
  '',
  'localhost:3000',
  'http://localhost',
  'http://localhost:30000',
  'http://localhost:3000.evil.example',
  'http://evil-localhost:3000',
  'http://localhost:3000@evil.example',
  'http://evil@localhost:3000',
  'http://localhost:3000/',
  'https://chat.example.evil.example',
  'http://chat.example',
  'https://evil.chat.example',
  'file://',
])('%j may not', (origin) => expect(trusted(origin)).toBe(false));

test('the usual port may be left out', () => {
  expect(trusted('https://chat.test', 'chat.test:443')).toBe(true);
  expect(trusted('http://chat.test', 'CHAT.test:80')).toBe(true);
  expect(trusted('http://chat.test', 'chat.test:443')).toBe(false);
});
