import { COMMANDS, type CommandType, decodeCommand, Problem } from '@parlor/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CommandSchemas } from './commands.ts';
import { fieldErrors } from './issues.ts';

const odd = fc.constantFrom<unknown>(
  null,
  undefined,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  NaN,
  [],
  {},
  '',
  ' ',
  '\0',
  '\ud800',
);
const long = fc.constantFrom(
  'x'.repeat(64),
  'x'.repeat(65),
  'x'.repeat(255),
  'x'.repeat(256),
  'x'.repeat(4_000),
  'x'.repeat(4_001),
);
const number = fc.oneof(fc.integer({ min: -2, max: 205 }), fc.constant(Number.MAX_SAFE_INTEGER));
const word = fc.oneof(fc.string({ maxLength: 8, unit: 'binary' }), long);
const strings = fc.oneof(fc.array(fc.oneof(word, odd), { maxLength: 12 }), odd);
const state = fc.oneof(fc.constantFrom('online', 'idle', 'dnd', 'invisible', '__proto__'), odd);

/** Objects with every field name a command knows, each good about as often as not. */
const input = fc.record(
  {
    room: fc.oneof(fc.constant('general'), word, odd),
    token: fc.oneof(word, odd),
    body: fc.oneof(fc.constant('Hi'), word, odd),
    clientId: fc.oneof(fc.constant('c1'), word, odd),
    seq: fc.oneof(number, odd),
    emoji: fc.oneof(fc.constant('👍'), word, odd),
    password: fc.oneof(word, odd),
    epoch: fc.oneof(word, odd),
    after: fc.oneof(number, odd),
    before: fc.oneof(number, odd),
    history: fc.oneof(number, odd),
    limit: fc.oneof(number, odd),
    replyTo: fc.oneof(number, odd),
    files: strings,
    state,
    status: fc.oneof(word, odd),
  },
  { requiredKeys: [] },
);

describe('the contract judges a command as the protocol does', () => {
  test.each(Object.keys(COMMANDS) as CommandType[])('%s', (type) => {
    fc.assert(
      fc.property(fc.oneof({ arbitrary: input, weight: 9 }, odd), (data) => {
        expect(judgedByContract(type, data)).toEqual(judgedByProtocol(type, data));
      }),
      { numRuns: 400 },
    );
  });

  test('both accept a plain message and give the same of it', () => {
    const data = { room: 'general', body: 'Hi', clientId: 'c1', more: 1 };
    expect(CommandSchemas['message.send'].parse(data)).toEqual(decodeCommand('message.send', data));
  });
});

/** The fields that are refused; an empty list is an acceptance. */
function judgedByProtocol(type: CommandType, data: unknown): string[] {
  try {
    decodeCommand(type, data);
    return [];
  } catch (error) {
    return pointers((error as Problem).errors ?? []);
  }
}

function judgedByContract(type: CommandType, data: unknown): string[] {
  const verdict = CommandSchemas[type].safeParse(data);
  return verdict.success ? [] : pointers(fieldErrors(verdict.error.issues, data));
}

function pointers(errors: readonly { pointer: string }[]): string[] {
  return [...new Set(errors.map((error) => error.pointer))].sort();
}
