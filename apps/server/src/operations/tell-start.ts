import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SetupState } from '../accounts/setup-state.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Logger } from './logger.ts';
import { VERSION } from './version.ts';

interface Start {
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly database: Database;
  readonly logger: Logger;
  readonly isNewSecret: boolean;
}

/** Says how the server has started and, until there is an admin, how to make one. */
export async function tellStart({ app, config, database, logger, isNewSecret }: Start): Promise<void> {
  const { dataDir, rooms } = config;
  const url = listeningUrl(app);
  const [major, minor] = process.versions.node.split('.');
  const word = (name: string) => name.padEnd(11);
  logger.info(`parlor ${VERSION}  node ${major}.${minor}  ${process.platform} ${process.arch}`);
  logger.info(`${word('data')}${dataDir}${isNewSecret ? ' (new)' : ''}`);
  logger.info(
    `${word('database')}${database.dialect === 'sqlite' ? `sqlite ${join(dataDir, 'parlor.db')}` : 'postgres'}`,
  );
  if (isNewSecret)
    logger.info(`${word('secrets')}created ${join(dataDir, 'secret.key')}, keep it with your backups`);
  logger.info(`${word('rooms')}${rooms.join(', ')}`);
  logger.info(`${word('listening')}${url}`);
  const setup = app.get(SetupState);
  if (!(await setup.isDone()))
    logger.info(
      invitation(
        config,
        `${config.baseUrl ?? reachable(url)}/setup?code=${encodeURIComponent(setup.code.text)}`,
      ),
    );
  logger.info(`ready in ${(performance.now() / 1_000).toFixed(1)} s`);
}

function invitation({ logFormat }: Config, link: string): string {
  if (logFormat === 'json') return `create the first account: ${link}`;
  const how = 'The code works once. A restart prints a new one until setup is done.';
  return ['', '  Create the first account:', `  ${link}`, `  ${how}`, ''].join('\n');
}

/** Where it really listens: Nest names every interface by the loopback address. */
function listeningUrl(app: NestFastifyApplication): string {
  const { address, family, port } = app.getHttpServer().address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** The address a person on this machine types. */
function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|\[::\]|127\.0\.0\.1)/, '//localhost');
}
