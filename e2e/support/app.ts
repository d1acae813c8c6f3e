import { join } from 'node:path';
import type { AppParts } from '../../apps/server/src/app.module.ts';
import { createApp } from '../../apps/server/src/app.ts';
import { readConfig } from '../../apps/server/src/config/read-config.ts';
import { createLogger } from '../../apps/server/src/operations/logger.ts';
import { shutDown } from '../../apps/server/src/operations/on-stop.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

/** The cheapest that bcrypt can be. */
const CHEAP = 4;

/** The secret of every test's server, so that a test can forge with the right key. */
export const TEST_SECRET = 'a secret of thirty-two characters';

/** A password that is good enough. */
export const PASSWORD = 'correct horse battery staple';

/** A person of a test. */
export interface Signed {
  readonly id: string;
  readonly handle: string;
  readonly token: string;
  readonly cookie: string;
}

/** What a request is made with. */
interface Asking {
  readonly body?: unknown;
  readonly as?: Signed;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its expectations what an answer is.
  readonly body: any;
}

/** The whole server in this process, on a free port and a store of its own. One at a time: Passport knows one. */
export class TestApp {
  readonly url: string;
  readonly store: TestDatabase;
  readonly log: string[];
  readonly clock: { ahead: number };
  readonly #close: () => Promise<void>;
  readonly app: Awaited<ReturnType<typeof createApp>>;

  private constructor(parts: Pick<TestApp, 'url' | 'store' | 'log' | 'clock' | 'app'>) {
    this.url = parts.url;
    this.store = parts.store;
    this.log = parts.log;
    this.clock = parts.clock;
    this.app = parts.app;
    this.#close = async () => {
      await shutDown({ app: parts.app, database: parts.store.database });
      await parts.store.close();
    };
  }

  /** Starts with this environment; nobody is set up yet. */
  static async start(
    environment: Record<string, string> = {},
    parts: Partial<AppParts> = {},
  ): Promise<TestApp> {
    const store = await openTestDatabase();
    const { config } = readConfig({
      environment: {
        RATE_LIMITS: 'off',
        LOG_LEVEL: 'debug',
        REGISTRATION: 'open',
        SETUP_CODE: 'TEST-CODE',
        ...environment,
      },
      isTerminal: false,
    });
    const log: string[] = [];
    const clock = { ahead: 0 };
    const now = () => Date.now() + clock.ahead;
    const logger = createLogger({
      level: 'debug',
      format: 'json',
      write: (line) => void log.push(line),
      now,
    });
    const { database } = store;
    const app = await createApp({
      config,
      database,
      logger,
      now,
      secretKey: TEST_SECRET,
      passwordCost: CHEAP,
      // Whether the page happens to be built must not matter.
      webRoot: join(store.dataDir, 'no-page'),
      ...parts,
    });
    await app.listen(0, '127.0.0.1');
    return new TestApp({ url: await app.getUrl(), store, log, clock, app });
  }

  /** Starts, with its first admin made. */
  static async ready(
    environment?: Record<string, string>,
    parts?: Partial<AppParts>,
  ): Promise<{ server: TestApp; admin: Signed }> {
    const server = await TestApp.start(environment, parts);
    const answer = await server.post('/setup', {
      body: { code: 'TEST-CODE', handle: 'admin', password: PASSWORD },
    });
    return { server, admin: signedIn(answer) };
  }

  /** Makes an account. */
  async register(handle: string): Promise<Signed> {
    return signedIn(await this.post('/auth/register', { body: { handle, password: PASSWORD } }));
  }

  get(path: string, asking?: Asking): Promise<Answer> {
    return this.ask('GET', `/api/v1${path}`, asking);
  }

  post(path: string, asking?: Asking): Promise<Answer> {
    return this.ask('POST', `/api/v1${path}`, asking);
  }

  patch(path: string, asking?: Asking): Promise<Answer> {
    return this.ask('PATCH', `/api/v1${path}`, asking);
  }

  delete(path: string, asking?: Asking): Promise<Answer> {
    return this.ask('DELETE', `/api/v1${path}`, asking);
  }

  /** Any request; a body that is a string is sent as it is. */
  async ask(method: string, path: string, { body, as, headers }: Asking = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(as && { authorization: `Bearer ${as.token}` }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** The person that an answer has signed in. */
export function signedIn({ status, headers, body, text }: Answer): Signed {
  if (status >= 300) throw new Error(`not signed in: ${status} ${text}`);
  const { id, handle } = body.user;
  return { id, handle, token: body.accessToken, cookie: cookieOf(headers) };
}

/** The cookie that an answer sets, as a request sends it. */
export function cookieOf(headers: Headers): string {
  return (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
