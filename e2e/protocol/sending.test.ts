import { expect } from 'vitest';
import type { AnyReply, Peer } from '../support/peer.ts';
import { chapter, type Stage } from './cases.ts';
import { created, say, sayMany, seqs } from './words.ts';

chapter('sending', (add) => {
  add('both', 'R17, R8: delivers a message to everyone in the room, in full', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const sent = await ada.peer.ask('message.send', { room, body: 'Hi **all**\n🏮', clientId: 'c-1' });
    expect(sent).toEqual({ seq: 1, version: 1, nth: 1 });
    const event = await created(bob.peer, 1);
    expect(event).toMatchObject({
      type: 'message.created',
      room,
      seq: 1,
      at: expect.stringMatching(RFC_3339),
    });
    expect(event.data).toEqual({
      seq: 1,
      nth: 1,
      version: 1,
      kind: 'text',
      author: {
        id: expect.any(String),
        handle: 'ada',
        name: expect.anything(),
        hue: expect.any(Number),
        bot: false,
      },
      body: 'Hi **all**\n🏮',
      at: expect.stringMatching(RFC_3339),
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
      replyTo: null,
      clientId: 'c-1',
      pinned: false,
      mentions: [],
      files: [],
      previews: [],
      reactions: [],
    });
    expect(await created(ada.peer, 1)).toEqual(event);
    expect(event).not.toHaveProperty('replay');
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'names the author as the welcome and the presence do', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'me');
    const { author } = (await created(bob.peer, 1)).data;
    expect(author.id).toBe(ada.peer.welcome.user?.id);
    expect(bob.entered.present.map(({ user }) => user.id)).toContain(author.id);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'keeps the order and gives every change the next number', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await Promise.all([sayMany(ada.peer, room, 'a', 100), sayMany(bob.peer, room, 'b', 100)]);
    for (const { peer } of [ada, bob]) {
      await created(peer, 200);
      expect(seqs(peer)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
      for (const prefix of ['a', 'b']) {
        const own = bodies(peer).filter((body) => body.startsWith(prefix));
        expect(own).toEqual(Array.from({ length: 100 }, (_, index) => `${prefix}${index}`));
      }
    }
    expect(bodies(ada.peer)).toEqual(bodies(bob.peer));
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'answers the commands of one room in the order sent', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    const order: number[] = [];
    const commands = Array.from({ length: 200 }, async (_, index) => {
      const reply = await mixed(peer, room, index);
      order.push(index);
      expect(reply.ok).toBe(index % 10 !== 3);
    });
    await Promise.all(commands);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await peer.leave();
  });

  add('both', 'shows a list asked for after a send that send', async (stage) => {
    const room = await stage.room();
    const { peer } = await stage.enter(await stage.person('ada'), room);
    const sent = sayMany(peer, room, 'm', 30);
    const listed = await peer.ask('history.list', { room, limit: 200 });
    expect(listed.messages).toHaveLength(30);
    await sent;
    await peer.leave();
  });

  add('both', 'gives the first message again for a clientId it knows, and no second event', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const first = await ada.peer.ask('message.send', { room, body: 'once', clientId: 'same' });
    const again = await ada.peer.ask('message.send', { room, body: 'other words', clientId: 'same' });
    expect(again).toEqual({ ...first, duplicate: true });
    await say(ada.peer, room, 'after');
    await created(bob.peer, 2);
    expect(bodies(bob.peer)).toEqual(['once', 'after']);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'knows a clientId inside the same burst', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => ada.peer.ask('message.send', { room, body: 'x', clientId: 'same' })),
    );
    expect(replies.filter(({ duplicate }) => duplicate)).toHaveLength(9);
    expect(new Set(replies.map(({ seq }) => seq))).toEqual(new Set([1]));
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'lets two people use the same clientId', async (stage) => {
    const { ada, bob, room } = await two(stage);
    expect(await ada.peer.ask('message.send', { room, body: 'a', clientId: 'same' })).toMatchObject({
      nth: 1,
    });
    const second = await bob.peer.ask('message.send', { room, body: 'b', clientId: 'same' });
    expect(second).toEqual({ seq: 2, version: 2, nth: 2 });
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'knows a clientId over a reconnect and over kill -9', async (stage) => {
    const [person, room] = [await stage.person('ada'), await stage.room()];
    const { peer } = await stage.enter(person, room);
    const first = await peer.ask('message.send', { room, body: 'once', clientId: 'same' });
    peer.vanish();
    const second = await stage.enter(person, room);
    const repeated = { ...first, duplicate: true };
    expect(await second.peer.ask('message.send', { room, body: 'once', clientId: 'same' })).toEqual(repeated);
    await stage.target.restart('SIGKILL');
    const third = await stage.enter(person, room);
    expect(await third.peer.ask('message.send', { room, body: 'once', clientId: 'same' })).toEqual(repeated);
    expect(await say(third.peer, room, 'next')).toMatchObject({ seq: 2, nth: 2 });
    await third.peer.leave();
  });

  add('both', 'keeps a body of 4,000 characters of any kind to the letter', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const texts = [
      '€'.repeat(4_000),
      '😀'.repeat(2_000),
      '"\\\u2028\u0007\u001b[31m</script>',
      'line\r\nline',
    ];
    for (const body of texts) await say(ada.peer, room, body);
    await created(bob.peer, texts.length);
    expect(bodies(bob.peer)).toEqual(texts);
    const { messages } = await bob.peer.ask('history.list', { room });
    expect(messages.map(({ body }) => body)).toEqual(texts);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'carries replyTo', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await say(ada.peer, room, 'question');
    await bob.peer.ask('message.send', { room, body: 'answer', clientId: 'b', replyTo: 1 });
    expect((await created(ada.peer, 2)).data.replyTo).toBe(1);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'R9, R17: nobody in another room sees anything of a room', async (stage) => {
    const { ada, bob, room } = await two(stage);
    const other = await stage.room();
    const eve = await stage.enter(await stage.person('eve'), other);
    await sayMany(ada.peer, room, 'secret', 20);
    await ada.peer.ask('typing.start', { room });
    await created(bob.peer, 20);
    await say(eve.peer, other, 'fence');
    await created(eve.peer, 1);
    expect(JSON.stringify(eve.peer.received)).not.toContain('secret');
    expect(contentOf(eve.peer, room)).toEqual([]);
    await Promise.all([ada.peer.leave(), bob.peer.leave(), eve.peer.leave()]);
  });

  add(
    'both',
    'delivers nothing more of a room after room.exit, and lets it be entered again',
    async (stage) => {
      const { ada, bob, room } = await two(stage);
      await bob.peer.ask('room.exit', { room });
      await say(ada.peer, room, 'unseen');
      expect(await bob.peer.ask('ping')).toEqual({});
      expect(seqs(bob.peer)).toEqual([]);
      const back = await bob.peer.ask('room.enter', { room, history: 10 });
      expect(back.messages?.map(({ body }) => body)).toEqual(['unseen']);
      await say(ada.peer, room, 'seen');
      expect((await created(bob.peer, 2)).data.body).toBe('seen');
      await Promise.all([ada.peer.leave(), bob.peer.leave()]);
    },
  );

  add('both', 'lets someone send and list who has exited', async (stage) => {
    const { ada, bob, room } = await two(stage);
    await ada.peer.ask('room.exit', { room });
    await say(ada.peer, room, 'from outside');
    expect((await created(bob.peer, 1)).data.body).toBe('from outside');
    expect((await ada.peer.ask('history.list', { room })).messages).toHaveLength(1);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });
});

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Ada and Bob in a new room. */
async function two(stage: Stage) {
  const room = await stage.room();
  const ada = await stage.enter(await stage.person('ada'), room);
  const bob = await stage.enter(await stage.person('bob'), room);
  return { room, ada, bob };
}

function bodies(peer: Peer): string[] {
  return peer.events
    .filter((event) => event.type === 'message.created')
    .map((event) => String((event.data as { body: string }).body));
}

function contentOf(peer: Peer, room: string): unknown[] {
  return peer.events.filter((event) => event.room === room && event.type !== 'room.counters');
}

/** One of the commands that concern a room; every tenth is refused. */
function mixed(peer: Peer, room: string, index: number): Promise<AnyReply> {
  if (index % 10 === 3) return peer.command('message.send', { room, body: '', clientId: 'x' });
  if (index % 10 === 6) return peer.command('history.list', { room, limit: 2 });
  if (index % 10 === 9) return peer.command('typing.start', { room });
  return peer.command('message.send', { room, body: `m${index}`, clientId: `m${index}` });
}
