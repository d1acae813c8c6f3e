/** The zod schemas of the REST API and the commands: validation, types and documents come from them. */
export * from './about.ts';
export * from './accounts.ts';
export * from './administration.ts';
export * from './commands.ts';
export * from './events.ts';
export * from './fields.ts';
export * from './issues.ts';
export * from './messages.ts';
export * from './models.ts';
export * from './moderation.ts';
export * from './people.ts';
export * from './problem.ts';
export * from './replies.ts';
export * from './rooms.ts';
export * from './tokens.ts';
