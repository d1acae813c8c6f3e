/** The table of docs/configuration.md: what the server really reads, asked of the code that reads it. */
import { readConfig } from '../../apps/server/src/config/read-config.ts';
import { Variables } from '../../apps/server/src/config/variables.ts';
import { table } from './markdown.mjs';

/** What each variable decides. One that the code reads and that is not here is a fault. */
const MEANINGS = {
  PORT: 'The port of everything: the page, REST, WebSocket and Socket.IO.',
  HOST: 'The address to listen on.',
  DATA_DIR: 'The one folder that is written: the embedded database, the secret key.',
  DATABASE_URL: 'PostgreSQL instead of the embedded SQLite.',
  NATS_URL: 'The bus between nodes. Read and checked; **not used yet**.',
  SECRET_KEY: 'The secret from which every key is derived.',
  REGISTRATION:
    'Who may make an account: everybody; who has an invitation; who an admin has said yes to; nobody.',
  SETUP_CODE: 'The one-time code of the set-up, for scripted installations.',
  ROOMS: 'The open rooms that are there from the start; newcomers are members of them.',
  BASE_URL: 'Where people reach the server: for links, and as its own origin.',
  CORS_ORIGINS: 'Other origins whose pages may use the API and the sockets.',
  TRUST_PROXY: 'Whose `X-Forwarded-*` headers are believed.',
  RATE_LIMITS: '`off` limits nothing: for load tests only, with a warning in the log.',
  LOG_LEVEL: 'Each level tells what it says and everything louder.',
  LOG_FORMAT: '`pretty` for people, `json` for collectors.',
  METRICS: 'A listener of its own for the metrics. Read and checked; **nothing listens yet**.',
};

/** Defaults that the code decides by its surroundings. */
const DEFAULTS = { LOG_FORMAT: '`pretty` on a terminal, else `json`' };

/** The table, and what is wrong with it. */
export function configurationTable() {
  const read = variablesRead();
  const unknown = read.filter(({ name }) => MEANINGS[name] === undefined).map(({ name }) => name);
  const gone = Object.keys(MEANINGS).filter((name) => !read.some((one) => one.name === name));
  const rows = read.map(({ name, accepts, fallback, secret }) => [
    `\`${name}\`${secret ? ' (or `_FILE`)' : ''}`,
    DEFAULTS[name] ?? shown(fallback),
    accepts.replaceAll('|', '\\|'),
    MEANINGS[name],
  ]);
  return {
    block: table(['variable', 'default', 'accepts', 'what it decides'], rows),
    faults: [
      ...unknown.map((name) => `scripts/docs/configuration.mjs does not say what ${name} decides`),
      ...gone.map((name) => `scripts/docs/configuration.mjs speaks of ${name}, which is not read`),
    ],
  };
}

/** Has the code read an empty environment, and notes what it asks for. */
function variablesRead() {
  const asked = [];
  const { read } = Variables.prototype;
  Variables.prototype.read = function note(name, variable) {
    asked.push({ name, ...variable });
    return read.call(this, name, variable);
  };
  try {
    readConfig({ environment: {}, isTerminal: true });
  } finally {
    Variables.prototype.read = read;
  }
  return asked;
}

function shown(fallback) {
  if (fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)) return '–';
  if (typeof fallback === 'boolean') return fallback ? '`on`' : '`off`';
  return `\`${String(fallback)}\``;
}
