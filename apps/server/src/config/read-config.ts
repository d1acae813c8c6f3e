import { isIP } from 'node:net';
import { resolve } from 'node:path';
import {
  type Config,
  type ConfigReading,
  ConfigRefused,
  type ListenAddress,
  type LogLevel,
  type Registration,
} from './config.ts';
import { oddNames } from './odd-names.ts';
import { listOf, oneOf, url, Variables, wholeNumber } from './variables.ts';

interface Surroundings {
  /** The process's own unless a test says otherwise. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether people watch the output: decides the default form of the log. */
  readonly isTerminal: boolean;
}

/**
 * Reads the configuration from the environment.
 * @throws ConfigRefused with every fault at once
 */
export function readConfig({ environment = process.env, isTerminal }: Surroundings): ConfigReading {
  const variables = new Variables(environment);
  const config: Config = {
    ...readListening(variables),
    ...readStore(variables),
    ...readPeople(variables),
    ...readEdges(variables),
    ...readOperation(variables, isTerminal),
  };
  const faults = [...variables.faults, ...contradictions(config)];
  if (faults.length > 0) throw new ConfigRefused(faults);
  return { config, warnings: [...oddNames(environment, variables.names), ...cautions(config)] };
}

function readListening(variables: Variables) {
  return {
    port: variables.read('PORT', {
      fallback: 3000,
      accepts: 'a whole number from 0 to 65535 (0 takes any free port)',
      parse: wholeNumber(0, 65_535),
    }),
    host: variables.read('HOST', {
      fallback: '0.0.0.0',
      accepts: 'an address or a host name to listen on, such as 127.0.0.1',
      parse: (text) => (isIP(text) || /^[a-z0-9.-]{1,253}$/i.test(text) ? text : undefined),
    }),
  };
}

function readStore(variables: Variables) {
  const anyText = (text: string) => (text.includes('\0') ? undefined : text);
  return {
    dataDir: resolve(variables.read('DATA_DIR', { fallback: './data', accepts: 'a folder', parse: anyText })),
    databaseUrl: variables.read<string | undefined>('DATABASE_URL', {
      fallback: undefined,
      accepts: 'postgres://user:password@host:5432/name, or nothing for SQLite in DATA_DIR',
      parse: url('postgres', 'postgresql'),
      secret: 'secret',
    }),
    natsUrls: variables.read<string[]>('NATS_URL', {
      fallback: [],
      accepts: 'nats://host:4222, several between commas, or nothing for one node',
      parse: listOf(url('nats', 'tls')),
      secret: 'secret',
    }),
    secretKey: variables.read<string | undefined>('SECRET_KEY', {
      fallback: undefined,
      accepts: '32 characters or more, or nothing to have one made in DATA_DIR/secret.key',
      parse: (text) => (text.length >= 32 ? text : undefined),
      secret: 'secret',
    }),
  };
}

function readPeople(variables: Variables) {
  return {
    registration: variables.read<Registration>('REGISTRATION', {
      fallback: 'invite',
      accepts: 'open, invite, approval or closed',
      parse: oneOf(['open', 'invite', 'approval', 'closed']),
    }),
    setupCode: variables.read<string | undefined>('SETUP_CODE', {
      fallback: undefined,
      accepts: '4 to 128 characters with a letter or digit in it, or nothing to have one printed',
      parse: (text) => (/^(?=.*[a-z0-9]).{4,128}$/i.test(text) ? text : undefined),
      secret: 'secret',
    }),
    rooms: variables.read('ROOMS', {
      fallback: ['general', 'random', 'help'],
      accepts: 'names between commas, each 2 to 32 of a-z, 0-9 and -, beginning with a letter',
      parse: listOf((text) => (/^[a-z][a-z0-9-]{1,31}$/.test(text) ? text : undefined)),
    }),
  };
}

function readEdges(variables: Variables) {
  return {
    baseUrl: variables
      .read<string | undefined>('BASE_URL', {
        fallback: undefined,
        accepts: 'https://chat.example.com, or nothing to go by each request',
        parse: url('http', 'https'),
      })
      ?.replace(/\/+$/, ''),
    corsOrigins: variables.read<string[]>('CORS_ORIGINS', {
      fallback: [],
      accepts: 'origins such as https://app.example.com, several between commas',
      parse: listOf((text) => (URL.parse(text)?.origin === text && text !== 'null' ? text : undefined)),
    }),
    trustProxy: variables.read<boolean | string[]>('TRUST_PROXY', {
      fallback: ['loopback'],
      accepts: 'off, or addresses, networks (10.0.0.0/8), loopback, linklocal, uniquelocal between commas',
      parse: (text) => (['off', 'none', 'false'].includes(text) ? false : listOf(proxy)(text)),
    }),
  };
}

function readOperation(variables: Variables, isTerminal: boolean) {
  return {
    rateLimits: variables.read('RATE_LIMITS', {
      fallback: true,
      accepts: 'on or off',
      parse: (text) => ({ on: true, off: false })[text.toLowerCase()],
    }),
    logLevel: variables.read<LogLevel>('LOG_LEVEL', {
      fallback: 'info',
      accepts: 'error, warn, info or debug',
      parse: oneOf(['error', 'warn', 'info', 'debug']),
    }),
    logFormat: variables.read<'pretty' | 'json'>('LOG_FORMAT', {
      fallback: isTerminal ? 'pretty' : 'json',
      accepts: 'pretty or json',
      parse: oneOf(['pretty', 'json']),
    }),
    metrics: variables.read<ListenAddress | 'off'>('METRICS', {
      fallback: 'off',
      accepts: 'off, or an address of its own such as 127.0.0.1:9464',
      parse: (text) => (text === 'off' ? 'off' : listenAddress(text)),
    }),
  };
}

function proxy(text: string): string | undefined {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return text;
  const [address = '', prefix, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return undefined;
  if (prefix !== undefined && wholeNumber(0, family === 4 ? 32 : 128)(prefix) === undefined) return undefined;
  return text;
}

function listenAddress(text: string): ListenAddress | undefined {
  const match = /^(?:(?<host>[a-z0-9.-]+|\[[0-9a-f:]+\]):)?(?<port>\d{1,5})$/i.exec(text);
  const port = Number(match?.groups?.port ?? 0);
  if (port < 1 || port > 65_535) return undefined;
  return { host: match?.groups?.host?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
}

function contradictions({ natsUrls, databaseUrl }: Config): string[] {
  if (natsUrls.length === 0 || databaseUrl !== undefined) return [];
  return ['NATS_URL=(hidden) is not valid without DATABASE_URL: several nodes share one PostgreSQL.'];
}

function cautions({ rateLimits, natsUrls, metrics }: Config): string[] {
  return [
    ...(rateLimits ? [] : ['RATE_LIMITS=off: nothing is limited. For load tests only.']),
    ...(natsUrls.length > 0 ? ['NATS_URL has no effect in this version: run one node.'] : []),
    ...(metrics === 'off' ? [] : ['METRICS has no effect in this version.']),
  ];
}
