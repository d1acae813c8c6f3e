import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { VERSION } from '../version.ts';

/** Where a conversation begins. */
export type Since = { readonly seq: number } | { readonly time: number } | undefined;

/** What the client was asked to do. */
export interface ClientOptions {
  readonly room: string;
  readonly server: URL;
  readonly nick: string | undefined;
  readonly token: string | undefined;
  readonly password: string | undefined;
  readonly since: Since;
  readonly history: number | undefined;
  readonly asksPassword: boolean;
  readonly isJson: boolean;
  readonly isPlain: boolean;
  readonly follows: boolean;
  readonly isQuiet: boolean;
  readonly color: 'auto' | 'always' | 'never';
  readonly mayAsk: boolean;
  readonly isDebug: boolean;
}

/** What to do: run, or print this text and end with this code. */
export type Start = { readonly run: ClientOptions } | { readonly print: string; readonly code: 0 | 2 };

const HELP = `Usage: node client.js <room-name> [options]

  node client.js general
  tail -f app.log | node client.js ops --nick logbot
  node client.js general --json --no-history | jq -r .data.body

Options
  -s, --server <url>       default $PARLOR_SERVER, config, http://localhost:8080
  -n, --nick <name>        nickname for this session, default $PARLOR_NICK, your login name
      --password           ask for the room's password; who opens a new room sets it
      --password-file <f>  the room's password from a file, "-" for the first line of stdin
      --token-file <f>     access token of the full server, from a file
      --json  --plain  --line  --follow  --quiet
      --since <when>       a number (seq), a time (2026-11-20T10:00Z) or an age (90s, 15m, 1h, 2d)
      --limit <n>          the newest n messages first, up to 200
      --no-history         only what is said from now on
      --color <auto|always|never>  --no-color
      --no-input           never ask
      --debug              the protocol on stderr, secrets masked
  -h, --help   -V, --version

On a terminal: type a line and press Enter. /help lists what else there is.
In a pipe: each line of stdin is a message, each line of stdout one too: time, room, name, seq, text.
Exit codes: 0 done, 2 usage, 3 unreachable or unsent, 4 sign-in, 5 no such room, 6 room password, 7 rate, 9 not valid
`;

const FLAGS = {
  server: { type: 'string', short: 's' },
  nick: { type: 'string', short: 'n' },
  password: { type: 'boolean' },
  'password-file': { type: 'string' },
  'token-file': { type: 'string' },
  json: { type: 'boolean' },
  plain: { type: 'boolean' },
  line: { type: 'boolean' },
  follow: { type: 'boolean' },
  quiet: { type: 'boolean' },
  since: { type: 'string' },
  limit: { type: 'string' },
  'no-history': { type: 'boolean' },
  color: { type: 'string' },
  'no-color': { type: 'boolean' },
  'no-input': { type: 'boolean' },
  debug: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof FLAGS }>>['values'];

/** Reads the flags, then the environment, then the configuration files; the first that says something wins. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Start {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
    if (values.help) return { print: HELP, code: 0 };
    if (values.version) return { print: `parlor lite ${VERSION}\n`, code: 0 };
    const [room, ...more] = positionals;
    if (room === undefined || room === '')
      throw new Error('Which room? Usage: node client.js <room-name> [options]');
    if (more.length > 0) throw new Error(`One room at a time: ${more.join(' ')} is too much.`);
    return { run: choose(room, values, environment) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { print: `${reason}\nSee node client.js --help\n`, code: 2 };
  }
}

function choose(room: string, values: Values, environment: NodeJS.ProcessEnv): ClientOptions {
  const config = readConfig(environment);
  return {
    room,
    server: serverUrl(values.server ?? environment.PARLOR_SERVER ?? config.server ?? 'http://localhost:8080'),
    nick: values.nick ?? environment.PARLOR_NICK ?? config.nick ?? loginName(),
    token: secret(values['token-file']) ?? environment.PARLOR_TOKEN,
    password: secret(values['password-file']) ?? environment.PARLOR_ROOM_PASSWORD,
    since: values.since === undefined ? undefined : sinceOf(values.since),
    history: values['no-history'] ? 0 : values.limit === undefined ? undefined : limitOf(values.limit),
    asksPassword: values.password ?? false,
    isJson: values.json ?? false,
    isPlain: values.plain ?? false,
    follows: values.follow ?? false,
    isQuiet: values.quiet ?? false,
    color: values['no-color'] ? 'never' : colorOf(values.color ?? 'auto'),
    mayAsk: !values['no-input'],
    isDebug: values.debug ?? false,
  };
}

function serverUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^(https?|wss?):$/.test(url.protocol) && !url.username && !url.password) return url;
  throw new Error(`--server: ${JSON.stringify(text)} is not an http(s) address without credentials`);
}

function sinceOf(text: string): Since {
  if (/^\d{1,15}$/.test(text)) return { seq: Number(text) };
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit ?? ''];
  if (seconds !== undefined) return { time: Date.now() - Number(amount) * seconds * 1_000 };
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return { time };
  throw new Error(`--since: ${JSON.stringify(text)} is no number, no time and no age like 15m`);
}

function limitOf(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 200) return Number(text);
  throw new Error(`--limit: ${JSON.stringify(text)} is not a whole number from 0 to 200`);
}

function colorOf(text: string): ClientOptions['color'] {
  if (text === 'auto' || text === 'always' || text === 'never') return text;
  throw new Error(`--color: ${JSON.stringify(text)} is none of auto, always, never`);
}

/** A secret is never a flag's value: other users of the machine could read it in the list of processes. */
function secret(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  return readFileSync(path === '-' ? 0 : path, 'utf8').split(/\r?\n/)[0];
}

interface Config {
  readonly server?: string;
  readonly nick?: string;
}

/** `./.parlorrc.json`, then the user's own; a file that is not there says nothing. */
function readConfig(environment: NodeJS.ProcessEnv): Config {
  const home = environment.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  const [near, own] = ['.parlorrc.json', join(home, 'parlor', 'config.json')].map(readJson);
  return { ...own, ...near };
}

function readJson(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  try {
    return JSON.parse(text) as Config;
  } catch {
    throw new Error(`${path} is not JSON`);
  }
}

function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
