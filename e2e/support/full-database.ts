import { randomBytes } from 'node:crypto';

/** A new database of the PostgreSQL server at `server`, or none: then the store is SQLite in `DATA_DIR`. */
export async function makeDatabase(server: string | undefined) {
  if (server === undefined) return { url: undefined, drop: async () => undefined };
  const name = `parlor_${randomBytes(6).toString('hex')}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => query(server, `drop database if exists ${name} with (force)`) };
}

async function query(server: string, sql: string): Promise<undefined> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
