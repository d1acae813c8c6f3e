import { CommandSchemas, EventSchemas, ReplySchemas } from '@parlor/contract';
import { type CommandType, type EventType, PROBLEMS } from '@parlor/protocol';
import { z } from 'zod';
import { VERSION } from '../operations/version.ts';
import { COMMAND_WORDS, EVENT_WORDS } from './realtime-words.ts';

type Json = Record<string, unknown>;

const ABOUT = `Commands go to the server, events come from it, each one JSON object a text frame. Sign in with the header
\`Authorization: Bearer <accessToken>\` or the command \`session.hello\`. Over Socket.IO (\`/socket.io\`) the type is the
event's name, the data its argument, and the acknowledgement the reply. The order of a room is its \`seq\`.`;

/** Makes the AsyncAPI document from the schemas that judge and type the same commands and events. */
export function createAsyncApi(): Json {
  const schemas = new Schemas();
  const commands = Object.keys(CommandSchemas) as CommandType[];
  const events = Object.keys(EventSchemas) as EventType[];
  const messages: Json = { problem: problemMessage() };
  for (const type of commands) {
    messages[type] = commandMessage(type, schemas.input(CommandSchemas[type]));
    messages[`${type}.reply`] = replyMessage(type, schemas.output(ReplySchemas[type]));
  }
  for (const type of events) messages[type] = eventMessage(type, schemas.output(EventSchemas[type]));
  return {
    asyncapi: '3.0.0',
    info: { title: 'Parlor, in real time', version: VERSION, description: ABOUT, license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    servers: {
      websocket: { host: '{host}', protocol: 'wss', variables: { host: { default: 'localhost:3000' } } },
    },
    channels: { connection: channel(Object.keys(messages)) },
    operations: {
      ...Object.fromEntries(commands.map((type) => [type, receives(type)])),
      ...Object.fromEntries(events.map((type) => [type, sends(type)])),
    },
    components: { messages, schemas: schemas.all },
  };
}

function channel(messages: readonly string[]): Json {
  return {
    address: '/ws',
    title: 'One connection',
    messages: Object.fromEntries(messages.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
  };
}

const CONNECTION = { $ref: '#/channels/connection' };
const inChannel = (name: string) => ({ $ref: `#/channels/connection/messages/${name}` });

/** What the server receives. */
function receives(type: CommandType): Json {
  return {
    action: 'receive',
    channel: CONNECTION,
    summary: COMMAND_WORDS[type],
    messages: [inChannel(type)],
    reply: { channel: CONNECTION, messages: [inChannel(`${type}.reply`), inChannel('problem')] },
  };
}

/** What the server sends. */
function sends(type: EventType): Json {
  return { action: 'send', channel: CONNECTION, summary: EVENT_WORDS[type], messages: [inChannel(type)] };
}

function commandMessage(type: CommandType, data: Json): Json {
  const id = { type: 'string', minLength: 1, maxLength: 64, description: 'Without it there is no reply' };
  const payload = object({ type: { const: type }, id, data }, ['type', 'data']);
  return { name: type, summary: COMMAND_WORDS[type], payload };
}

function replyMessage(type: CommandType, data: Json): Json {
  const payload = object({ re: { type: ['string', 'null'] }, ok: { const: true }, data }, [
    're',
    'ok',
    'data',
  ]);
  return { name: `${type}.reply`, summary: `The reply to ${type}`, payload };
}

function problemMessage(): Json {
  const problem = object(
    {
      code: { enum: Object.keys(PROBLEMS) },
      status: { type: 'integer' },
      detail: { type: 'string' },
      errors: { type: 'array', items: { type: 'object' } },
      retryAfter: { type: 'integer', description: 'Seconds' },
    },
    ['code', 'status', 'detail'],
  );
  const payload = object({ re: { type: ['string', 'null'] }, ok: { const: false }, problem }, [
    're',
    'ok',
    'problem',
  ]);
  return { name: 'problem', summary: 'The reply to a command that was refused', payload };
}

function eventMessage(type: EventType, data: Json): Json {
  const payload = object(
    {
      type: { const: type },
      room: { type: 'string', description: 'Id of the room, where there is one' },
      seq: { type: 'integer', description: 'The number in the log, where it took one' },
      at: { type: 'string', format: 'date-time' },
      replay: { const: true },
      data,
    },
    ['type', 'data'],
  );
  return { name: type, summary: EVENT_WORDS[type], payload };
}

function object(properties: Json, required: readonly string[]): Json {
  return { type: 'object', properties, required };
}

/** JSON Schema (draft 7) of zod schemas; the named ones stand once, among the components. */
class Schemas {
  readonly all: Json = {};

  input(schema: z.ZodType): Json {
    return this.#make(schema, 'input');
  }

  output(schema: z.ZodType): Json {
    return this.#make(schema, 'output');
  }

  #make(schema: z.ZodType, io: 'input' | 'output'): Json {
    const made = z.toJSONSchema(schema, { target: 'draft-7', io });
    const { $schema: _, id, definitions = {}, ...rest } = rewritten(made) as Json & { definitions?: Json };
    for (const [name, { id: __, ...definition }] of Object.entries(definitions) as [string, Json][]) {
      this.all[name] = definition;
    }
    if (typeof id !== 'string') return rest;
    this.all[id] = rest;
    return { $ref: `#/components/schemas/${id}` };
  }
}

function rewritten(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"#/components/schemas/'));
}
