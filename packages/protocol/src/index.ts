/** The Parlor protocol, version 1: the one vocabulary of every server, client and binding. */
export * from './close-codes.ts';
export * from './commands.ts';
export * from './decode.ts';
export * from './envelope.ts';
export * from './events.ts';
export * from './fields.ts';
export * from './limits.ts';
export * from './models.ts';
export * from './problems.ts';
