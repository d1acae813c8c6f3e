import { COMMANDS, type EventData, type EventType } from '@parlor/protocol';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { CommandSchemas } from './commands.ts';
import { EventSchemas } from './events.ts';
import { ReplySchemas } from './replies.ts';

describe('the contract knows what the protocol knows', () => {
  test('every command has a schema and a reply', () => {
    expect(Object.keys(CommandSchemas).sort()).toEqual(Object.keys(COMMANDS).sort());
    expect(Object.keys(ReplySchemas).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  test('every event has a schema, and there is no schema without an event', () => {
    expectTypeOf<keyof typeof EventSchemas>().toEqualTypeOf<EventType>();
    expectTypeOf<z.infer<(typeof EventSchemas)['notice']>>().toExtend<EventData['notice']>();
    expect(Object.keys(EventSchemas)).toHaveLength(17);
  });
});
