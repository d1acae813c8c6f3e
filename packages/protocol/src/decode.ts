import { COMMANDS, type CommandInput, type CommandType } from './commands.ts';
import type { CommandEnvelope } from './envelope.ts';
import { Fields } from './fields.ts';
import { LIMITS } from './limits.ts';
import { invalidInput, malformed } from './problems.ts';

/**
 * Decodes the text of one frame into a command's envelope.
 * @throws Problem `invalid_input` (400) for what is no JSON object with a string `type`, and a good `id` and `data`.
 */
export function decodeEnvelope(text: string): CommandEnvelope {
  const frame = parse(text);
  if (!isObject(frame)) throw malformed('A frame is one JSON object.');
  const { type, id } = frame;
  if (typeof type !== 'string') throw malformed('A command has a string "type".');
  if (id !== undefined && !isId(id)) {
    throw malformed(`A command's "id" is a string of 1 to ${LIMITS.id} characters.`);
  }
  return { type, id, data: frame.data ?? {} };
}

/**
 * Decodes the data of a command of a known type.
 * @throws Problem `invalid_input` (422) with what is wrong in each field.
 */
export function decodeCommand<Type extends CommandType>(type: Type, data: unknown): CommandInput<Type> {
  if (!isObject(data))
    throw invalidInput([{ pointer: '', code: 'wrong_type', params: { expected: 'object' } }]);
  const fields = new Fields(data);
  const input = COMMANDS[type](fields);
  if (fields.errors.length > 0) throw invalidInput(fields.errors);
  return input as CommandInput<Type>;
}

/** Whether a value is a JSON object: not null, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This is not JSON.');
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= LIMITS.id;
}
