import { startPostgres } from './postgres.ts';

/** One PostgreSQL server for every full server that the suite starts; each has a database of its own on it. */
export default async function setup(): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  process.env.PARLOR_POSTGRES = postgres.url;
  return () => postgres.stop();
}
