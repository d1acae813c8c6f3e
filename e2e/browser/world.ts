import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import { ServerProcess } from '../support/server-process.ts';

/** The code that the set-up asks for. */
export const SETUP_CODE = 'BROW-SERS';
/** Everybody's password here. */
export const PASSWORD = 'correct horse battery staple';

const ENTRY = 'apps/server/dist/server.js';

/** Somebody with an account. */
export interface Person {
  readonly handle: string;
  readonly name: string;
  readonly token: string;
}

/** A really started server, and a browser to look at it with. */
export class World {
  readonly server: ServerProcess;
  readonly browser: Browser;
  /** What no page may ever do: break the content policy, or throw. */
  readonly faults: string[] = [];
  readonly #folder: string;

  private constructor(server: ServerProcess, browser: Browser, folder: string) {
    this.server = server;
    this.browser = browser;
    this.#folder = folder;
  }

  /** Starts a server that nobody has set up. */
  static async start(environment: NodeJS.ProcessEnv = {}): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'parlor-browser-'));
    const browser = await launchChromium();
    const server = await ServerProcess.start(ENTRY, {
      DATA_DIR: folder,
      SETUP_CODE,
      REGISTRATION: 'open',
      RATE_LIMITS: 'off',
      ...environment,
    });
    return new World(server, browser, folder);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Makes the first account. */
  async setUp(handle: string, name: string): Promise<Person> {
    return this.#signedIn('/setup', {
      code: SETUP_CODE,
      handle,
      password: PASSWORD,
      name,
      serverName: 'Northwind',
    });
  }

  /** Makes an account. */
  async register(handle: string, name: string): Promise<Person> {
    return this.#signedIn('/auth/register', { handle, password: PASSWORD, name });
  }

  /** Asks the REST API as somebody; throws unless the answer is 2xx. */
  async rest(person: Person, method: string, path: string, body?: object): Promise<unknown> {
    return this.#request(method, path, body, { authorization: `Bearer ${person.token}` });
  }

  /** Writes messages as somebody, one after the other. */
  async say(person: Person, room: string, ...bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await this.rest(person, 'POST', `/rooms/${room}/messages`, { body });
  }

  /** A page of its own, with a browser's own cookies; signed in when there is somebody. */
  async open(path: string, person?: Person, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.server.url,
      locale: 'en-GB',
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    if (person) {
      const data = { login: person.handle, password: PASSWORD };
      const answer = await context.request.post('/api/v1/auth/login', { data });
      if (!answer.ok()) throw new Error(`${person.handle} could not sign in: ${answer.status()}`);
    }
    const page = await context.newPage();
    page.setDefaultTimeout(25_000);
    this.#watch(page);
    await page.goto(path);
    return page;
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (/content security policy|refused to/iu.test(message.text())) this.faults.push(message.text());
    });
  }

  async #signedIn(
    path: string,
    body: { handle: string; name: string } & Record<string, string>,
  ): Promise<Person> {
    const answer = (await this.#request('POST', path, body, {})) as { accessToken: string };
    return { handle: body.handle, name: body.name, token: answer.accessToken };
  }

  async #request(method: string, path: string, body: object | undefined, headers: Record<string, string>) {
    const response = await fetch(`${this.server.url}/api/v1${path}`, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
