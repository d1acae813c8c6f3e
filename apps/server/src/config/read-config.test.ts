import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigRefused } from './config.ts';
import { DataDirectoryRefused, prepareDataDirectory, readSecretKey } from './data-directory.ts';
import { readConfig } from './read-config.ts';

const read = (environment: Record<string, string>) => readConfig({ environment, isTerminal: false });

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigRefused) return error.faults;
    throw error;
  }
  return [];
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlor-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the configuration', () => {
  test('needs nothing set', () => {
    const { config, warnings } = read({ PATH: '/bin', HOSTNAME: 'box', HOME: '/root' });
    expect(config).toMatchObject({ port: 3000, host: '0.0.0.0', registration: 'invite', rateLimits: true });
    expect(config.rooms).toEqual(['general', 'random', 'help']);
    expect(config.dataDir).toBe(resolve('data'));
    expect(warnings).toEqual([]);
  });

  test('takes what is set', () => {
    const { config } = read({
      PORT: '0',
      REGISTRATION: 'open',
      ROOMS: 'lobby, on-call',
      CORS_ORIGINS: 'https://a.example',
      TRUST_PROXY: '10.0.0.0/8,loopback',
      METRICS: '127.0.0.1:9464',
      BASE_URL: 'https://chat.example/',
    });
    expect(config).toMatchObject({ port: 0, registration: 'open', rooms: ['lobby', 'on-call'] });
    expect(config).toMatchObject({ baseUrl: 'https://chat.example', trustProxy: ['10.0.0.0/8', 'loopback'] });
    expect(config.metrics).toEqual({ host: '127.0.0.1', port: 9464 });
  });

  test('tells all faults at once, each with name, value and what is accepted', () => {
    const faults = faultsOf({ PORT: '99999', REGISTRATION: 'maybe', ROOMS: 'Über' });
    expect(faults).toHaveLength(3);
    expect(faults[0]).toMatch(/^PORT="99999" is not valid: give a whole number/);
    expect(faults[1]).toMatch(/^REGISTRATION="maybe" is not valid: give open, invite, approval or closed/);
  });

  test.each([
    { PORT: '-1' },
    { PORT: '3000x' },
    { HOST: 'no host' },
    { DATABASE_URL: 'mysql://x' },
    { NATS_URL: 'http://x', DATABASE_URL: 'postgres://h/d' },
    { NATS_URL: 'nats://h' },
    { SECRET_KEY: 'short' },
    { SETUP_CODE: '---' },
    { BASE_URL: 'chat.example' },
    { CORS_ORIGINS: 'https://a.example/path' },
    { TRUST_PROXY: '10.0.0.0/33' },
    { RATE_LIMITS: 'yes' },
    { LOG_LEVEL: 'loud' },
    { LOG_FORMAT: 'xml' },
    { METRICS: 'on' },
    { METRICS: '127.0.0.1:0' },
  ])('refuses %j', (environment) => {
    expect(faultsOf(environment as unknown as Record<string, string>)).toHaveLength(1);
  });

  test('never repeats a secret in a fault', () => {
    expect(faultsOf({ SECRET_KEY: 'hunter2', DATABASE_URL: 'mysql://u:hunter2@h/d' }).join()).not.toContain(
      'hunter2',
    );
  });

  test('reads a secret from a file', () => {
    const file = join(folder, 'code');
    writeFileSync(file, 'K7QM-2F9D\n');
    expect(read({ SETUP_CODE_FILE: file }).config.setupCode).toBe('K7QM-2F9D');
  });

  test('refuses a secret given twice, and a secret file that cannot be read', () => {
    expect(faultsOf({ SETUP_CODE: 'K7QM', SETUP_CODE_FILE: '/nowhere' })).toHaveLength(1);
    expect(faultsOf({ SETUP_CODE_FILE: '/nowhere/at/all' })[0]).toContain('ENOENT');
  });

  test('warns of what has no effect yet', () => {
    const several = { NATS_URL: 'nats://a', DATABASE_URL: 'postgres://h/d', METRICS: '127.0.0.1:9464' };
    expect(read(several).warnings.map((line) => line.split(' ')[0])).toEqual(['NATS_URL', 'METRICS']);
  });

  test('warns of typos and of limits that are off', () => {
    expect(read({ REGISTRATON: 'open' }).warnings).toEqual([
      'REGISTRATON is not known: did you mean REGISTRATION?',
    ]);
    expect(read({ DATBASE_URL: 'x' }).warnings).toEqual([
      'DATBASE_URL is not known: did you mean DATABASE_URL?',
    ]);
    expect(read({ PARLOR_PORT: '1' }).warnings).toEqual(['PARLOR_PORT is not known: did you mean PORT?']);
    expect(read({ PARLOR_COLOUR: '1' }).warnings).toEqual(['PARLOR_COLOUR is not known and has no effect.']);
    expect(read({ RATE_LIMITS: 'off' }).warnings[0]).toMatch(/^RATE_LIMITS=off/);
  });
});

describe('the data directory', () => {
  test('gets a key of its own on first start, and keeps it', () => {
    const dataDir = join(folder, 'new', 'data');
    prepareDataDirectory(dataDir);
    const first = readSecretKey(dataDir, undefined);
    expect(first).toMatchObject({ isNew: true, secretKey: expect.stringMatching(/^[\w-]{43}$/) });
    expect(readSecretKey(dataDir, undefined)).toEqual({ ...first, isNew: false });
    if (process.platform !== 'win32') expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  });

  test('is left without a key when the operator gives one', () => {
    expect(readSecretKey('/nowhere', 'x'.repeat(32))).toEqual({ secretKey: 'x'.repeat(32), isNew: false });
  });

  test('that cannot be made is refused in one line', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => prepareDataDirectory(join(file, 'data'))).toThrow(DataDirectoryRefused);
    expect(() => prepareDataDirectory(join(file, 'data'))).toThrow(/^DATA_DIR=.*(ENOTDIR|EEXIST)[^\n]*$/);
  });

  test('with a damaged key is refused', () => {
    const dataDir = join(folder, 'damaged');
    prepareDataDirectory(dataDir);
    writeFileSync(join(dataDir, 'secret.key'), 'oops');
    expect(() => readSecretKey(dataDir, undefined)).toThrow(/secret\.key is not a key/);
  });
});
