import type { Database } from '../database/database.ts';

/** The provider token of the store. */
export const Store = Symbol('Database');
export type Store = Database;
