import { describe, expect, it } from 'vitest';
import { Disconnected } from './failures.ts';
import { MessageChanges } from './message-changes.ts';
import { shownReactions } from './reactions.ts';
import { OpenRoom } from './room.ts';
import { Session } from './session.ts';
import { FakeServer } from './testing/fake-server.ts';
import { ManualClock, settle } from './testing/manual-clock.ts';
import { messageAt } from './timeline.ts';

async function setUp() {
  const server = new FakeServer();
  server.post({ body: 'before', reactions: [{ emoji: '🎉', count: 2, users: ['omar', 'mei'] }] });
  const session = new Session({ transport: server, clock: new ManualClock() });
  session.start();
  const room = new OpenRoom(session, 'general');
  await settle();
  const shown = () => messageAt(room.state.timeline, 1);
  const chips = () => {
    const { mine, wishes } = room.state.timeline;
    const message = shown();
    const all = message ? shownReactions(message, mine[1], wishes) : [];
    return all.map(({ emoji, count, mine: own }) => `${emoji}${count}${own ? '!' : ''}`);
  };
  return { server, room, session, changes: new MessageChanges(session, room), shown, chips };
}

describe('a change of a message', () => {
  it('is shown before the answer, and stays with it', async () => {
    const { server, changes, shown } = await setUp();
    server.holds = 'message.edit';
    const edited = changes.edit(1, 'after');
    expect(shown()).toMatchObject({ body: 'after', version: 1 });
    await settle();
    server.release();
    await edited;
    expect(shown()).toMatchObject({ body: 'after', version: 2 });
  });

  it.each([
    ['edit', (changes: MessageChanges) => changes.edit(1, 'after')],
    ['deletion', (changes: MessageChanges) => changes.delete(1, 'ada')],
  ])('is taken back when the server refuses the %s', async (_, change) => {
    const { server, changes, shown } = await setUp();
    server.refusals.push('forbidden');
    await expect(change(changes)).rejects.toMatchObject({ code: 'forbidden' });
    expect(shown()).toMatchObject({ body: 'before', deletedAt: null });
  });

  it('gives way to a newer one that came meanwhile, also when it is refused', async () => {
    const { server, changes, shown } = await setUp();
    server.holds = 'message.delete';
    server.refusals.push('gone');
    const deleted = changes.delete(1, 'ada');
    await settle();
    server.edit(1, 'newer');
    server.release();
    await expect(deleted).rejects.toMatchObject({ code: 'gone' });
    expect(shown()?.body).toBe('newer');
  });

  it('fails when there is no connection, and nothing is shown of it', async () => {
    const { session, changes, shown, chips } = await setUp();
    session.close();
    await expect(changes.edit(1, 'after')).rejects.toBeInstanceOf(Disconnected);
    await expect(changes.react(1, '👍', 'on')).rejects.toBeInstanceOf(Disconnected);
    expect(shown()?.body).toBe('before');
    expect(chips()).toEqual(['🎉2']);
  });

  it('is refused for a message that is not there', async () => {
    const { changes } = await setUp();
    await expect(changes.edit(99, 'x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(changes.react(99, '👍', 'on')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a reaction', () => {
  it('counts at once, and once, whichever of the event and the reply is first', async () => {
    const { server, changes, chips } = await setUp();
    server.holds = 'reaction.add';
    const added = changes.react(1, '🎉', 'on');
    expect(chips()).toEqual(['🎉3!']);
    await settle();
    server.release();
    await added;
    expect(chips()).toEqual(['🎉3!']);
  });

  it('of a new kind comes last', async () => {
    const { changes, chips } = await setUp();
    await changes.react(1, '👍', 'on');
    expect(chips()).toEqual(['🎉2', '👍1!']);
  });

  it('that is taken back before the answer leaves no trace', async () => {
    const { server, changes, chips } = await setUp();
    server.silent = true;
    changes.react(1, '👍', 'on').catch(() => {});
    changes.react(1, '👍', 'off').catch(() => {});
    expect(chips()).toEqual(['🎉2']);
    server.cut();
    await settle();
    expect(chips()).toEqual(['🎉2']);
  });

  it('that the server refuses is taken back', async () => {
    const { server, changes, chips } = await setUp();
    server.refusals.push('rate_limited');
    await expect(changes.react(1, '👍', 'on')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(chips()).toEqual(['🎉2']);
  });
});
