import { expect } from 'vitest';
import type { Peer } from '../support/peer.ts';
import { chapter, type Mark } from './cases.ts';

const LONG = 'x'.repeat(65);

/** Bad inputs of each command: which editions know it, the data beside `room`, and the field refused. */
const BAD: readonly [Mark, string, object, string][] = [
  ['both', 'room.enter', { room: 7 }, '/room'],
  ['both', 'room.enter', { room: '' }, '/room'],
  ['both', 'room.enter', { history: -1 }, '/history'],
  ['both', 'room.enter', { history: 201 }, '/history'],
  ['both', 'room.enter', { history: 1.5 }, '/history'],
  ['both', 'room.enter', { after: -1 }, '/after'],
  ['both', 'room.enter', { after: '0' }, '/after'],
  ['both', 'room.enter', { after: 0, limit: 0 }, '/limit'],
  ['both', 'room.enter', { after: 0, epoch: 7 }, '/epoch'],
  ['full', 'room.enter', { password: 7 }, '/password'],
  ['both', 'room.exit', { room: null }, '/room'],
  ['both', 'message.send', { clientId: 'a' }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: '' }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: ' \n\t' }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: 7 }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: 'x'.repeat(4_001) }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: 'a\0b' }, '/body'],
  ['both', 'message.send', { clientId: 'a', body: 'half \ud83d' }, '/body'],
  ['both', 'message.send', { body: 'a' }, '/clientId'],
  ['both', 'message.send', { body: 'a', clientId: '' }, '/clientId'],
  ['both', 'message.send', { body: 'a', clientId: LONG }, '/clientId'],
  ['both', 'message.send', { body: 'a', clientId: 'a', replyTo: 0 }, '/replyTo'],
  ['both', 'message.send', { body: 'a', clientId: 'a', files: 'f' }, '/files'],
  ['full', 'message.edit', { body: 'a' }, '/seq'],
  ['full', 'message.edit', { seq: 1, body: '' }, '/body'],
  ['full', 'message.delete', { seq: 'one' }, '/seq'],
  ['full', 'message.restore', { seq: 0 }, '/seq'],
  ['full', 'reaction.add', { seq: 1 }, '/emoji'],
  ['full', 'reaction.add', { seq: 1, emoji: '' }, '/emoji'],
  ['full', 'reaction.remove', { seq: 1, emoji: 'x'.repeat(65) }, '/emoji'],
  ['both', 'history.list', { limit: 0 }, '/limit'],
  ['both', 'history.list', { limit: 201 }, '/limit'],
  ['both', 'history.list', { before: 0 }, '/before'],
  ['both', 'typing.start', { room: [] }, '/room'],
  ['both', 'typing.stop', { room: {} }, '/room'],
  ['full', 'read.set', { seq: -1 }, '/seq'],
  ['full', 'presence.set', { state: 'away' }, '/state'],
  ['full', 'presence.set', { state: 'idle', status: 'x'.repeat(101) }, '/status'],
];

chapter('bad input', (add) => {
  for (const [mark, type, data, pointer] of BAD) {
    add(
      mark,
      `refuses ${type} with a wrong ${pointer}: ${JSON.stringify(data).slice(0, 60)}`,
      async (stage) => {
        const room = await stage.room();
        const { peer } = await stage.enter(await stage.person('ada'), room);
        const problem = await peer.refused(type, { room, ...data });
        expect(problem).toMatchObject({ code: 'invalid_input', status: 422, detail: expect.any(String) });
        expect(problem.errors).toContainEqual(expect.objectContaining({ pointer }));
        expect(await peer.ask('ping')).toEqual({});
        await peer.leave();
      },
    );
  }

  add('both', 'answers not_found for a room that is not there, or not its own', async (stage) => {
    const { peer } = await stage.enter(await stage.person('ada'), await stage.room());
    for (const room of ['no-such-room', '../x', '__proto__']) {
      for (const type of ['room.enter', 'room.exit', 'history.list', 'typing.start', 'typing.stop']) {
        expect(await peer.refused(type, { room }), type).toMatchObject({ code: 'not_found', status: 404 });
      }
      const send = await peer.refused('message.send', { room, body: 'x', clientId: 'x' });
      expect(send).toMatchObject({ code: 'not_found', status: 404 });
    }
    await peer.leave();
  });

  add('lite', 'knows no command that needs accounts', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    for (const type of FULL_ONLY) {
      expect(await peer.refused(type, { room, seq: 1 }), type).toMatchObject({ code: 'unknown_command' });
    }
    await peer.leave();
  });

  add('full', 'answers not_found for a message that is not there', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    for (const [type, data] of onMessage) {
      expect(await peer.refused(type, { room, seq: 99, ...data }), type).toMatchObject({ code: 'not_found' });
    }
    await peer.leave();
  });

  add('both', 'stores nothing of what it refused', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    await sendBadly(peer, room);
    expect(await peer.ask('history.list', { room })).toMatchObject({ messages: [], more: false });
    expect(await peer.ask('message.send', { room, body: 'first', clientId: '1' })).toMatchObject({
      seq: 1,
      nth: 1,
    });
    await peer.leave();
  });
});

const FULL_ONLY = [
  'session.hello',
  'message.edit',
  'message.delete',
  'message.restore',
  'reaction.add',
  'reaction.remove',
  'read.set',
  'presence.set',
];

const onMessage: readonly [string, object][] = [
  ['message.edit', { body: 'x' }],
  ['message.delete', {}],
  ['message.restore', {}],
  ['reaction.add', { emoji: '👍' }],
  ['reaction.remove', { emoji: '👍' }],
];

async function sendBadly(peer: Peer, room: string): Promise<void> {
  for (const [, type, data] of BAD.filter(([, type]) => type === 'message.send')) {
    await peer.refused(type, { room, ...data });
  }
}
