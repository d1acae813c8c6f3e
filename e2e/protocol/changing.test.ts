import type { Event } from '@parlor/protocol';
import { expect } from 'vitest';
import type { Peer } from '../support/peer.ts';
import { chapter, type Stage } from './cases.ts';
import { created, replayed, say } from './words.ts';

chapter('changing messages', (add) => {
  add('full', 'tells an edit to the room as message.updated, in its newest state', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'befor');
    expect(await ada.peer.ask('message.edit', { room, seq: 1, body: 'before' })).toEqual({ version: 2 });
    const told = await version(bob.peer, 2);
    expect(told).toMatchObject({ type: 'message.updated', room, seq: 2 });
    expect(told.data).toMatchObject({
      seq: 1,
      nth: 1,
      version: 2,
      body: 'before',
      editedAt: expect.any(String),
    });
    await leave(ada, bob);
  });

  add('full', 'lets nobody edit the words of somebody else', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'mine');
    expect(await bob.peer.refused('message.edit', { room, seq: 1, body: 'yours' })).toMatchObject({
      code: 'forbidden',
    });
    expect(await bob.peer.refused('message.delete', { room, seq: 1 })).toMatchObject({ code: 'forbidden' });
    await leave(ada, bob);
  });

  add('full', 'R59: keeps of a deleted message its place, and nothing of its words', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'regretted @bob');
    expect(await ada.peer.ask('message.delete', { room, seq: 1 })).toEqual({ version: 2 });
    const told = await version(bob.peer, 2);
    expect(told).toMatchObject({ type: 'message.deleted', seq: 2, data: { seq: 1, nth: 1, body: null } });
    expect(told.data).toMatchObject({ deletedAt: expect.any(String), deletedBy: ada.peer.welcome.user?.id });
    expect(told.data).toMatchObject({ files: [], mentions: [], reactions: [] });
    const { messages } = await bob.peer.ask('history.list', { room });
    expect(messages).toEqual([told.data]);
    await leave(ada, bob);
  });

  add('full', 'answers gone for what is done to a deleted message', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'regretted');
    await ada.peer.ask('message.delete', { room, seq: 1 });
    for (const [type, data] of [
      ['message.edit', { body: 'x' }],
      ['message.delete', {}],
      ['reaction.add', { emoji: '👍' }],
      ['reaction.remove', { emoji: '👍' }],
    ] as const) {
      expect(await ada.peer.refused(type, { room, seq: 1, ...data }), type).toMatchObject({
        code: 'gone',
        status: 410,
      });
    }
    await leave(ada, bob);
  });

  add('full', 'restores a message for the one who deleted it', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'regretted');
    await ada.peer.ask('message.delete', { room, seq: 1 });
    expect(await bob.peer.refused('message.restore', { room, seq: 1 })).toMatchObject({ code: 'forbidden' });
    expect(await ada.peer.ask('message.restore', { room, seq: 1 })).toEqual({ version: 3 });
    expect((await version(bob.peer, 3)).data).toMatchObject({
      body: 'regretted',
      deletedAt: null,
      deletedBy: null,
    });
    await leave(ada, bob);
  });

  add('full', 'R42: counts reactions, once a person, and numbers only what changes', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'like me');
    expect(await bob.peer.ask('reaction.add', { room, seq: 1, emoji: '👍' })).toEqual({ version: 2 });
    expect(await bob.peer.ask('reaction.add', { room, seq: 1, emoji: '👍' })).toEqual({ version: 2 });
    expect(await ada.peer.ask('reaction.add', { room, seq: 1, emoji: '👍' })).toEqual({ version: 3 });
    const { reactions } = (await version(ada.peer, 3)).data as { reactions: unknown };
    const users = [bob.peer.welcome.user?.id, ada.peer.welcome.user?.id];
    expect(reactions).toEqual([{ emoji: '👍', count: 2, users }]);
    const page = await bob.peer.ask('history.list', { room });
    expect(page.mine).toEqual({ '1': ['👍'] });
    expect(await bob.peer.ask('reaction.remove', { room, seq: 1, emoji: '👍' })).toEqual({ version: 4 });
    expect(await bob.peer.ask('reaction.remove', { room, seq: 1, emoji: '👍' })).toEqual({ version: 4 });
    expect((await version(ada.peer, 4)).data).toMatchObject({ reactions: [{ count: 1 }] });
    await leave(ada, bob);
  });

  add(
    'full',
    'replays each changed message once, in its newest state, in the order of changes',
    async (stage) => {
      const { ada, bob, room } = await two(stage);
      for (const body of ['one', 'two', 'three', 'four']) await say(ada.peer, room, body);
      await ada.peer.ask('message.edit', { room, seq: 1, body: 'one!' });
      await ada.peer.ask('message.edit', { room, seq: 1, body: 'one!!' });
      await ada.peer.ask('message.delete', { room, seq: 3 });
      const eve = await stage.enter(await stage.person('eve'), room, { after: 2 });
      expect(await eve.peer.event('room.synced')).toMatchObject({ seq: 7 });
      expect(replayed(eve.peer).map(short)).toEqual([
        { type: 'message.created', seq: 4, of: 4, body: 'four' },
        { type: 'message.updated', seq: 6, of: 1, body: 'one!!' },
        { type: 'message.deleted', seq: 7, of: 3, body: null },
      ]);
      await leave(ada, bob, eve);
    },
  );

  add('full', 'says in room.synced which reactions are one’s own', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'like me');
    await bob.peer.ask('reaction.add', { room, seq: 1, emoji: '🎉' });
    const again = await stage.enter(await stage.person('bob'), room, { after: 0 });
    expect((await again.peer.event('room.synced')).data.mine).toEqual({ '1': ['🎉'] });
    await leave(ada, bob, again);
  });

  add('full', 'tells one’s other connections of one’s own reaction', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const other = await stage.enter(await stage.person('bob'), room);
    await say(ada.peer, room, 'like me');
    await bob.peer.ask('reaction.add', { room, seq: 1, emoji: '🎉' });
    expect(await other.peer.event('reaction.mine')).toMatchObject({
      data: { room, seq: 1, emoji: '🎉', on: true },
    });
    await leave(ada, bob, other);
  });

  add('full', 'finds mentions outside code, and tells the one mentioned', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, '🏮 @bob and `@eve`');
    const told = await created(bob.peer, 1);
    expect(told.data.mentions).toEqual([{ user: bob.peer.welcome.user?.id, offset: 3, length: 4 }]);
    expect(await bob.peer.event('mention.created')).toMatchObject({ data: { room, seq: 1 } });
    await leave(ada, bob);
  });
});

async function two(stage: Stage) {
  const room = await stage.room();
  const ada = await stage.enter(await stage.person('ada'), room);
  const bob = await stage.enter(await stage.person('bob'), room);
  return { room, ada, bob };
}

async function leave(...entered: readonly { readonly peer: Peer }[]): Promise<void> {
  await Promise.all(entered.map(({ peer }) => peer.leave()));
}

/** The event that told the change of this number. */
function version(peer: Peer, seq: number): Promise<Event> {
  return peer.event((event) => event.type.startsWith('message.') && event.seq === seq, `change ${seq}`);
}

function short(event: Event) {
  const { seq, body } = event.data as { seq: number; body: string | null };
  return { type: event.type, seq: event.seq, of: seq, body };
}
