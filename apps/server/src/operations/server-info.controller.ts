import { Controller, Get, Inject } from '@nestjs/common';
import { ServerInfo } from '@parlor/contract';
import { PROTOCOL_VERSION } from '@parlor/protocol';
import { SetupState } from '../accounts/setup-state.ts';
import { Config } from '../config/config.ts';
import { Operation } from '../http/operation.ts';
import { VERSION } from './version.ts';

/** What anyone may know of the server. */
@Controller('api/v1')
export class ServerInfoController {
  readonly #setup: SetupState;
  readonly #config: Config;

  constructor(setup: SetupState, @Inject(Config) config: Config) {
    this.#setup = setup;
    this.#config = config;
  }

  @Get('server')
  @Operation({
    summary: 'Read the server',
    description:
      'What a page needs before anyone has signed in: its name, whether it is set up, who may register.',
    answer: ServerInfo,
    access: 'public',
  })
  async read(): Promise<ServerInfo> {
    return {
      name: await this.#setup.serverName(),
      version: VERSION,
      api: PROTOCOL_VERSION,
      setupDone: await this.#setup.isDone(),
      registration: this.#config.registration,
    };
  }
}
