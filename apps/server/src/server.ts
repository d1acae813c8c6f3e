import { createApp } from './app.ts';
import { prepareDataDirectory, readSecretKey } from './config/data-directory.ts';
import { readConfig } from './config/read-config.ts';
import { openDatabase } from './database/open-database.ts';
import { Live } from './live.ts';
import { explainStop } from './operations/explain-stop.ts';
import { createLogger } from './operations/logger.ts';
import { onStop } from './operations/on-stop.ts';
import { releaseMemory } from './operations/release-memory.ts';
import { tellStart } from './operations/tell-start.ts';

/** The server's entry: reads, opens, listens, and stops in the opposite order. */
try {
  await start();
} catch (error) {
  process.stderr.write(`${explainStop(error)}\n`);
  process.exit(1);
}

async function start(): Promise<void> {
  const hadLauncher = process.connected === true;
  const isTerminal = process.stdout.isTTY === true;
  const { config, warnings } = readConfig({ isTerminal });
  const write = (line: string) => void process.stdout.write(line);
  const logger = createLogger({ level: config.logLevel, format: config.logFormat, write, now: Date.now });
  for (const warning of warnings) logger.warn(warning);
  prepareDataDirectory(config.dataDir);
  const { secretKey, isNew } = readSecretKey(config.dataDir, config.secretKey);
  const database = await openDatabase({ dataDir: config.dataDir, databaseUrl: config.databaseUrl });
  const app = await createApp({ config, database, secretKey, logger, now: Date.now });
  await app.listen(config.port, config.host);
  onStop({ app, database, logger, hadLauncher, drain: () => app.get(Live).drain() });
  await tellStart({ app, config, database, logger, isNewSecret: isNew });
  releaseMemory();
}
