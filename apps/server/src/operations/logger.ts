import { inspect } from 'node:util';
import type { LogLevel } from '../config/config.ts';

/** What a line tells beside its message. Never bodies, tokens, passwords or names of files. */
export type LogFields = Readonly<Record<string, unknown>>;

/** How the server speaks to its operator. */
export interface Logger {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

/** The provider token of the logger. */
export const Logger = Symbol('Logger');

interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: 'pretty' | 'json';
  readonly write: (line: string) => void;
  readonly now: () => number;
}

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** A logger of one line an entry: for people, or as JSON with `time`, `level` and `msg`. */
export function createLogger({ level, format, write, now }: LoggerOptions): Logger {
  const loudest = LEVELS.indexOf(level);
  const print = format === 'json' ? jsonLine : prettyLine;
  const at =
    (entry: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(entry) > loudest) return;
      write(`${print({ time: new Date(now()).toISOString(), level: entry, msg: message }, fields)}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

interface Entry {
  readonly time: string;
  readonly level: LogLevel;
  readonly msg: string;
}

function jsonLine(entry: Entry, fields: LogFields): string {
  return JSON.stringify({ ...entry, ...fields }, (_, value) =>
    value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value,
  );
}

function prettyLine({ level, msg }: Entry, fields: LogFields): string {
  const prefix = level === 'info' ? '' : `${level}: `;
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name}=${typeof value === 'string' ? value : inspect(value)}`)
    .join('');
  return prefix + msg + rest;
}
