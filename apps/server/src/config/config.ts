/** Who may make an account. */
export type Registration = 'open' | 'invite' | 'approval' | 'closed';

/** How loud the log is: each level with all above it. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Everything the environment decides, read once; no other module looks at it. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Absolute path of the one writable folder. */
  readonly dataDir: string;
  /** `postgres://…`, or undefined for SQLite in `dataDir`. */
  readonly databaseUrl: string | undefined;
  /** NATS servers; none is one node. */
  readonly natsUrls: readonly string[];
  readonly registration: Registration;
  /** Presets the one-time code of the set-up. */
  readonly setupCode: string | undefined;
  /** Slugs of the rooms that are there from the start. */
  readonly rooms: readonly string[];
  /** Given by the operator; else `readSecretKey` makes one in `dataDir`. */
  readonly secretKey: string | undefined;
  /** Where people reach the server, without a slash at the end; undefined: as each request says. */
  readonly baseUrl: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Whose `X-Forwarded-*` are believed: Fastify's `trustProxy`. */
  readonly trustProxy: boolean | string[];
  readonly rateLimits: boolean;
  readonly logLevel: LogLevel;
  readonly logFormat: 'pretty' | 'json';
  /** Listener of its own for the metrics. */
  readonly metrics: ListenAddress | 'off';
}

/** The provider token of the configuration. */
export const Config = Symbol('Config');

/** The configuration and what is odd about the environment, one line each. */
export interface ConfigReading {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** The environment cannot be used: one line a fault, with name, value and what is accepted. */
export class ConfigRefused extends Error {
  override readonly name = 'ConfigRefused';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
