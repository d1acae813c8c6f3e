import { parseArgs } from 'node:util';

/** What the lite server is started with. */
export interface LiteOptions {
  readonly port: number;
  readonly host: string;
  readonly folder: string;
  readonly maxRooms: number;
  readonly maxConnections: number;
}

/** What to do: run with these options, or print this text and end with this code. */
export type Start = { readonly run: LiteOptions } | { readonly print: string; readonly code: 0 | 2 };

/** The help of `node server.js --help`. */
export const HELP = `Usage: node server.js [options]

A chat server with rooms, in one file, with Node's own modules only.
Talk with it by: node client.js <room-name>

Options
  -p, --port <port>      port to listen on, default $PORT or 8080
      --host <address>   address to listen on, default $HOST or 0.0.0.0
  -d, --data <folder>    where the rooms' logs are kept, default $DATA_DIR or ./rooms
      --max-rooms <n>          default $MAX_ROOMS or 10000
      --max-connections <n>    default $MAX_CONNECTIONS or 50000
  -h, --help             this text

Lines typed into its terminal
  /say <room> <text>     the server's own word to a room
  /tell <id> <text>      the same to one connection (the start of its id is enough)
  /rooms   /who <room>   what is there
  /stop                  ends the server
`;

const FLAGS = {
  port: { type: 'string', short: 'p' },
  host: { type: 'string' },
  data: { type: 'string', short: 'd' },
  'max-rooms': { type: 'string' },
  'max-connections': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the flags and the environment; a flag wins. A wrong value is one line: name, value, what is accepted. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Start {
  try {
    const { values } = parseArgs({ args: [...args], options: FLAGS });
    if (values.help) return { print: HELP, code: 0 };
    return { run: choose(values, environment) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    return { print: `${reason}\nSee node server.js --help\n`, code: 2 };
  }
}

type Values = { readonly [Name in keyof typeof FLAGS]?: string | boolean | undefined };

function choose(values: Values, environment: NodeJS.ProcessEnv): LiteOptions {
  const pick = (flag: keyof typeof FLAGS, variable: string, otherwise: string) => {
    const given = values[flag];
    if (given !== undefined) return { name: `--${flag}`, value: String(given) };
    return { name: variable, value: environment[variable] || otherwise };
  };
  return {
    port: number(pick('port', 'PORT', '8080'), 0, 65_535),
    host: pick('host', 'HOST', '0.0.0.0').value,
    folder: pick('data', 'DATA_DIR', './rooms').value,
    maxRooms: number(pick('max-rooms', 'MAX_ROOMS', '10000'), 1, 10_000_000),
    maxConnections: number(pick('max-connections', 'MAX_CONNECTIONS', '50000'), 1, 1_000_000),
  };
}

function number({ name, value }: { name: string; value: string }, min: number, max: number): number {
  const parsed = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (parsed >= min && parsed <= max) return parsed;
  throw new Error(`${name}: ${JSON.stringify(value)} is not a whole number from ${min} to ${max}`);
}
