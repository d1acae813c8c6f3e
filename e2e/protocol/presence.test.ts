import type { Event, EventData } from '@parlor/protocol';
import { expect } from 'vitest';
import type { Peer } from '../support/peer.ts';
import { chapter } from './cases.ts';

chapter('presence and typing', (add) => {
  add('both', 'R20: everyone in the room is told that somebody came', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    const told = await joined(ada.peer, 'bob');
    expect(told).toMatchObject({ type: 'presence.changed', room });
    expect(told).not.toHaveProperty('seq');
    expect(told.data.count).toBe(2);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'R5: everyone is told that somebody left the room', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    await joined(ada.peer, 'bob');
    await bob.peer.ask('room.exit', { room });
    const told = await left(ada.peer, bob.peer);
    expect(told.data.count).toBe(1);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'gathers many comings into at most one event a second', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.person('bob');
    const many = await Promise.all(Array.from({ length: 30 }, () => stage.enter(bob, room)));
    await ada.peer.event<'presence.changed'>(
      (event) => event.type === 'presence.changed' && counted(event) === (stage.edition === 'lite' ? 31 : 2),
    );
    expect(ada.peer.events.filter(({ type }) => type === 'presence.changed').length).toBeLessThanOrEqual(4);
    await Promise.all([...many, ada].map(({ peer }) => peer.leave()));
  });

  add('full', 'R3: counts a person once, however many connections', async (stage) => {
    const room = await stage.room();
    const bob = await stage.person('bob');
    const [first, second] = [await stage.enter(bob, room), await stage.enter(bob, room)];
    const ada = await stage.enter(await stage.person('ada'), room);
    expect(ada.entered.present.map(({ user }) => user.handle).sort()).toEqual(['ada', 'bob']);
    await Promise.all([first.peer.leave(), second.peer.leave(), ada.peer.leave()]);
  });

  add('both', 'tells who is typing, in full, and when it ends', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    expect(await bob.peer.ask('typing.start', { room })).toEqual({});
    const started = await typing(ada.peer, (data) => data.count === 1);
    expect(started).toMatchObject({
      room,
      data: { users: [{ id: bob.peer.welcome.user?.id, handle: 'bob' }] },
    });
    expect(started).not.toHaveProperty('seq');
    await bob.peer.ask('typing.stop', { room });
    expect((await typing(ada.peer, (data) => data.count === 0)).data.users).toEqual([]);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'ends typing by itself after five seconds', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    await bob.peer.ask('typing.start', { room });
    await typing(ada.peer, (data) => data.count === 1);
    await typing(ada.peer, (data) => data.count === 0);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'tells typing at most once a second, however often it is said', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const bob = await stage.enter(await stage.person('bob'), room);
    for (let index = 0; index < 40; index += 1) {
      bob.peer.post(index % 2 ? 'typing.stop' : 'typing.start', { room });
    }
    await bob.peer.ask('typing.start', { room });
    await typing(ada.peer, (data) => data.count === 1);
    expect(ada.peer.events.filter(({ type }) => type === 'typing.changed').length).toBeLessThanOrEqual(3);
    await Promise.all([ada.peer.leave(), bob.peer.leave()]);
  });

  add('both', 'names at most five who type, and counts them all', async (stage) => {
    const room = await stage.room();
    const names = ['ada', 'bob', 'eve', 'mei', 'ravi', 'omar', 'grace'];
    const all = await Promise.all(names.map(async (name) => stage.enter(await stage.person(name), room)));
    await Promise.all(all.map(({ peer }) => peer.ask('typing.start', { room })));
    const [ada] = all;
    const told = await typing(ada!.peer, (data) => data.count === 7);
    expect(told.data.users).toHaveLength(5);
    await Promise.all(all.map(({ peer }) => peer.leave()));
  });

  add('full', 'presence.set shows others the state, and hides the invisible', async (stage) => {
    const room = await stage.room();
    const ada = await stage.enter(await stage.person('ada'), room);
    const mei = await stage.enter(await stage.person('mei'), room);
    await joined(ada.peer, 'mei');
    expect(await mei.peer.ask('presence.set', { state: 'dnd', status: 'deep work' })).toEqual({});
    await ada.peer.event<'presence.changed'>((event) => {
      const { changed } = event.data as EventData['presence.changed'];
      return (
        event.type === 'presence.changed' &&
        changed.some(({ state, status }) => state === 'dnd' && status === 'deep work')
      );
    });
    await mei.peer.ask('presence.set', { state: 'invisible' });
    await left(ada.peer, mei.peer);
    const again = await ada.peer.ask('room.enter', { room });
    expect(again.present.map(({ user }) => user.handle)).toEqual(['ada']);
    await mei.peer.ask('presence.set', { state: 'online', status: null });
    await Promise.all([ada.peer.leave(), mei.peer.leave()]);
  });
});

function counted(event: Event): number {
  return (event.data as EventData['presence.changed']).count;
}

function joined(peer: Peer, handle: string): Promise<Event<'presence.changed'>> {
  return peer.event<'presence.changed'>((event) => {
    if (event.type !== 'presence.changed') return false;
    return (event.data as EventData['presence.changed']).joined.some(({ user }) => user.handle === handle);
  }, `presence.changed with ${handle} joined`);
}

function left(peer: Peer, gone: Peer): Promise<Event<'presence.changed'>> {
  const id = gone.welcome.user?.id ?? '';
  return peer.event<'presence.changed'>((event) => {
    if (event.type !== 'presence.changed') return false;
    return (event.data as EventData['presence.changed']).left.includes(id);
  }, `presence.changed with ${id} left`);
}

/** The first such typing.changed after those already looked at is not needed: each state comes once here. */
function typing(
  peer: Peer,
  fits: (data: EventData['typing.changed']) => boolean,
): Promise<Event<'typing.changed'>> {
  return peer.event<'typing.changed'>((event) => {
    return event.type === 'typing.changed' && fits(event.data as EventData['typing.changed']);
  }, 'typing.changed');
}
