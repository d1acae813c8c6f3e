import { LIMITS } from '@parlor/protocol';
import { beforeEach, describe, expect, test } from 'vitest';
import { LiveScene, type Reading, type SceneClient } from '../../../../e2e/support/live-scene.ts';

let scene: LiveScene;
let ada: SceneClient;

beforeEach(() => {
  scene = new LiveScene();
  ada = scene.client('ada', ['a', 'b']);
  for (let index = 0; index < 10; index += 1) scene.commit('a');
});

const enter = (how: object = {}) => ada.send('room.enter', { room: 'a', ...how });
/** Seqs of the room's events among these frames. */
const seqs = (frames: readonly { type?: string; seq?: number }[]) =>
  frames.filter(({ type }) => type?.startsWith('message.')).map(({ seq }) => seq);
const isOpen = (room: string) => scene.hub.topic(`id-of-${room}`) !== undefined;

describe('entering with history', () => {
  test('R6: answers with the newest messages, and every later change follows once', async () => {
    const entered = enter({ history: 3 });
    await scene.settle();
    expect(ada.answer(entered).data).toMatchObject({
      seq: 10,
      more: true,
      messages: [{ seq: 8 }, { seq: 9 }, { seq: 10 }],
    });
    scene.commit('a');
    scene.commit('a', { subject: 3 });
    await scene.settle();
    expect(seqs(ada.after(entered))).toEqual([11, 12]);
  });

  test('tells what was committed while the page was read behind the answer', async () => {
    scene.hold('before');
    const entered = enter();
    await scene.settle();
    scene.commit('a');
    await scene.release('before');
    scene.commit('a');
    await scene.settle();
    expect(ada.answer(entered).data).toMatchObject({ seq: 10 });
    expect(seqs(ada.after(entered))).toEqual([11, 12]);
  });

  test('R9: left by the next command in line, the room sends nothing more', async () => {
    enter();
    const exited = ada.send('room.exit', { room: 'a' });
    await scene.settle();
    scene.commit('a');
    await scene.settle();
    expect(ada.answer(exited)).toMatchObject({ ok: true });
    expect(seqs(ada.after(exited))).toEqual([]);
    expect(isOpen('a')).toBe(false);
  });

  test('entered twice in line, the second answer counts', async () => {
    enter();
    const second = enter({ history: 1 });
    scene.hold('before');
    await scene.settle();
    scene.commit('a');
    await scene.release('before');
    scene.commit('a');
    await scene.settle();
    expect(ada.answer(second).data).toMatchObject({ seq: 11 });
    expect(seqs(ada.transport.frames)).toEqual([12]);
    expect(scene.hub.topic('id-of-a')?.population).toBe(1);
  });
});

describe('entering after a cursor', () => {
  test('replays what changed, then goes live', async () => {
    const entered = enter({ after: 4 });
    await scene.settle();
    scene.commit('a');
    await scene.settle();
    expect(ada.answer(entered).data).toMatchObject({ replay: true });
    const told = ada.after(entered);
    expect(seqs(told)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(told.find(({ type }) => type === 'room.synced')).toMatchObject({ seq: 10, data: { mine: {} } });
    expect(told.at(-1)).not.toHaveProperty('replay');
  });

  test('tells a message once in its newest state, as created to who has not seen it', async () => {
    scene.commit('a', { subject: 2 });
    scene.commit('a', { subject: 8 });
    const entered = enter({ after: 5 });
    await scene.settle();
    const told = ada.after(entered).filter(({ type }) => type.startsWith('message.'));
    expect(told.map(({ type, seq, data }) => [type, seq, data.seq])).toEqual([
      ['message.created', 6, 6],
      ['message.created', 7, 7],
      ['message.created', 9, 9],
      ['message.created', 10, 10],
      ['message.updated', 11, 2],
      ['message.created', 12, 8],
    ]);
  });

  test('left during the replay stays connected, and is sent nothing more', async () => {
    scene.hold('changes');
    enter({ after: 0 });
    await scene.settle();
    const exited = ada.send('room.exit', { room: 'a' });
    await scene.release('changes');
    scene.commit('a');
    await scene.settle();
    expect(ada.transport.closed).toBeUndefined();
    expect(ada.answer(exited)).toMatchObject({ ok: true });
    expect(seqs(ada.after(exited))).toEqual([]);
    expect(isOpen('a')).toBe(false);
  });

  test('entered again during the replay starts anew: nothing comes between the command and its answer', async () => {
    scene.hold('changes');
    enter({ after: 0 });
    await scene.settle();
    scene.hold('enter');
    const before = ada.transport.frames.length;
    const again = enter({ after: 6 });
    await scene.release('changes');
    expect(ada.transport.frames).toHaveLength(before);
    await scene.release('enter');
    expect(ada.transport.closed).toBeUndefined();
    expect(ada.transport.frames[before]).toMatchObject({ re: again, ok: true });
    expect(seqs(ada.after(again))).toEqual([7, 8, 9, 10]);
  });

  test('waits between pages until the peer has taken them', async () => {
    ada.transport.buffered = 1;
    const entered = enter({ after: 0 });
    await scene.settle();
    expect(seqs(ada.after(entered))).toEqual([1, 2, 3]);
    ada.transport.drain();
    await scene.settle();
    expect(seqs(ada.after(entered))).toHaveLength(10);
  });

  test.each([
    [{ after: 11 }, 'ahead'],
    [{ after: 3, epoch: 'other' }, 'epoch'],
  ])('with %j starts over', async (how, reset) => {
    const entered = enter(how);
    await scene.settle();
    expect(ada.answer(entered).data).toMatchObject({ reset, seq: 10 });
    expect(ada.answer(entered).data.messages).toHaveLength(10);
  });

  test('that breaks off in the middle closes with 4010, and the fault is heard of', async () => {
    scene.hold('changes');
    enter({ after: 0 });
    await scene.settle();
    scene.room('a').rows.set(1, { ...scene.commit('a'), data: undefined as never });
    scene.pageSize = 1;
    Object.defineProperty(scene.room('a'), 'rows', {
      get: () => {
        throw new Error('the store is away');
      },
    });
    await scene.release('changes');
    expect(ada.transport.closed).toMatchObject({ code: 4010 });
    expect(scene.errors).toEqual([new Error('the store is away')]);
  });
});

describe('a connection', () => {
  test(`has at most ${LIMITS.rooms} rooms open, however fast it enters them`, async () => {
    const names = Array.from({ length: 40 }, (_, index) => `room-${index}`);
    const eve = scene.client('eve', names);
    const sent = names.map((room) => eve.send('room.enter', { room }));
    await scene.settle();
    const answers = sent.map((re) => eve.answer(re));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(LIMITS.rooms);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ problem: { code: 'conflict', status: 409 } });
    expect(scene.visits.count(eve.connection)).toBe(LIMITS.rooms);
  });

  test.each<Reading>(['enter', 'head', 'before', 'changes', 'mine'])(
    'lost while the answer to %s is awaited leaves nothing behind',
    async (reading) => {
      scene.hold(reading);
      enter(reading === 'changes' || reading === 'mine' ? { after: 0 } : {});
      enter({ after: 0 });
      await scene.settle();
      ada.connection.end();
      await scene.release(reading);
      scene.commit('a');
      await scene.settle();
      expect(scene.visits.count(ada.connection)).toBe(0);
      expect(isOpen('a')).toBe(false);
      expect(scene.errors).toEqual([]);
    },
  );

  test('leaves by slug a room that was changed meanwhile', async () => {
    enter();
    await scene.settle();
    const { id, slug } = scene.room('a');
    scene.roomEvents.updated({ id, slug } as never);
    const exited = ada.send('room.exit', { room: slug });
    await scene.settle();
    scene.commit('a');
    await scene.settle();
    expect(seqs(ada.after(exited))).toEqual([]);
  });
});

describe('G10: who was removed', () => {
  test('while the page was read is shown nothing', async () => {
    scene.hold('before');
    const entered = enter();
    await scene.settle();
    const told = scene.remove('a', 'ada');
    scene.commit('a');
    await told();
    await scene.release('before');
    expect(ada.answer(entered)).toMatchObject({ problem: { code: 'forbidden' } });
    expect(seqs(ada.transport.frames)).toEqual([]);
    expect(isOpen('a')).toBe(false);
  });

  test('before anybody here knew of the entering is shown nothing, though other rights changed too', async () => {
    const bob = scene.client('bob', ['a']);
    bob.send('room.enter', { room: 'a' });
    await scene.settle();
    scene.hold('enter');
    const entered = enter();
    await scene.settle();
    scene.room('a').accessVersion += 1;
    await scene.remove('a', 'ada')();
    await scene.release('enter');
    expect(ada.answer(entered)).toMatchObject({ problem: { code: 'forbidden' } });
    expect(scene.hub.topic('id-of-a')?.population).toBe(1);
  });

  test('while the room was being opened here is shown nothing', async () => {
    scene.hold('head');
    const entered = enter();
    await scene.settle();
    expect(scene.held('head')).toBe(1);
    await scene.remove('a', 'ada')();
    await scene.release('head');
    expect(ada.answer(entered)).toMatchObject({ problem: { code: 'forbidden' } });
    expect(isOpen('a')).toBe(false);
  });

  test('by another node, in the middle of a replay, is told so and stays connected', async () => {
    scene.hold('changes');
    enter({ after: 0 });
    await scene.settle();
    scene.remove('a', 'ada');
    scene.commit('a');
    await scene.settle();
    await scene.release('changes');
    expect(ada.transport.told).toContain('room.removed');
    expect(ada.transport.closed).toBeUndefined();
    expect(seqs(ada.transport.frames)).toEqual([]);
    expect(isOpen('a')).toBe(false);
  });

  test('sits down while it is read who belongs, and is put out before the next change', async () => {
    const bob = scene.client('bob', ['a']);
    bob.send('room.enter', { room: 'a' });
    await scene.settle();
    scene.hold('before');
    const entered = enter();
    await scene.settle();
    scene.hold('belonging');
    scene.remove('a', 'ada');
    scene.commit('a');
    await scene.settle();
    expect(scene.held('belonging')).toBe(1);
    await scene.release('before');
    await scene.release('belonging');
    expect(seqs(bob.transport.frames)).toEqual([11]);
    expect(seqs(ada.after(entered))).toEqual([]);
    expect(scene.hub.topic('id-of-a')?.population).toBe(1);
  });
});
