import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../app.ts';
import { readConfig } from '../config/read-config.ts';
import { openDatabase } from '../database/open-database.ts';
import { createAsyncApi } from './asyncapi.ts';
import { createDocument } from './document.ts';

/** The API's documents as they are committed. */
export interface ApiDocuments {
  readonly openapi: object;
  readonly asyncapi: object;
}

const SILENT = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** Makes the documents of the code as it is: the application is put together on an empty store and never listens. */
export async function makeDocuments(): Promise<ApiDocuments> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parlor-documents-'));
  const { config } = readConfig({ environment: { DATA_DIR: dataDir }, isTerminal: false });
  const database = await openDatabase({ dataDir });
  try {
    const secretKey = 'no secret: nothing is signed here';
    const app = await createApp({ config, database, secretKey, logger: SILENT, now: Date.now });
    const openapi = await createDocument(app);
    await app.close();
    return { openapi, asyncapi: createAsyncApi() };
  } finally {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}
