import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

const waiting = { pipelined: () => false, respond: () => {}, start: () => {} };

test('keeps a room in its lane when its name is forgotten while a command under it waits', () => {
  const lanes = new Lanes();
  const lane = lanes.of({ called: 'general', id: 'id-1' });
  lane.run(waiting);
  expect(lanes.of({ called: 'general', id: 'general' })).toBe(lane);
  expect(lanes.of({ called: 'id-1', id: 'id-1' })).toBe(lane);
});

test('puts what names a room by its id behind what named it otherwise, once the id is known', () => {
  const lanes = new Lanes();
  const lane = lanes.of({ called: 'general', id: 'general' });
  lane.run(waiting);
  lanes.learn('general', 'id-1');
  expect(lanes.of({ called: 'id-1', id: 'id-1' })).toBe(lane);
});

test('keeps nothing of a lane whose commands have been answered', () => {
  const lanes = new Lanes();
  const lane = lanes.of({ called: 'general', id: 'id-1' });
  lanes.dropIfEmpty(lane);
  expect(lanes.size).toBe(0);
  expect(lanes.of({ called: 'general', id: 'id-1' })).not.toBe(lane);
});
