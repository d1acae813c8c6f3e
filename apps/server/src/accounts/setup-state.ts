import type { SettingsRepository } from './settings.repository.ts';
import { SetupCode } from './setup-code.ts';

/** Whether the first admin has been made, and the code that makes them. */
export class SetupState {
  readonly code: SetupCode;
  readonly #settings: SettingsRepository;
  #done = false;

  constructor(settings: SettingsRepository, givenCode: string | undefined) {
    this.#settings = settings;
    this.code = new SetupCode(givenCode);
  }

  /** Once done, always done: then no query is made. */
  async isDone(): Promise<boolean> {
    this.#done ||= (await this.#settings.get('setup_done')) !== undefined;
    return this.#done;
  }

  /** What the server is called. */
  async serverName(): Promise<string> {
    return (await this.#settings.get('server_name')) ?? 'Parlor';
  }

  markDone(): void {
    this.#done = true;
  }
}
