import { joinTextFrames } from '@parlor/websocket';
import { describe, expect, test } from 'vitest';
import { Audience, type Batch, type Listener } from './audience.ts';
import { Flusher } from './flusher.ts';

/** A listener that writes down what it hears. */
class Ear implements Listener {
  delivered = 0;
  place = -1;
  writes = 0;
  heard = '';

  deliver(frames: Buffer): void {
    this.writes += 1;
    for (let at = 0; at < frames.length; at += 2 + (frames[at + 1] ?? 0)) {
      this.heard += frames.toString('latin1', at + 2, at + 2 + (frames[at + 1] ?? 0));
    }
  }
}

/** Numbers as their own texts: `1,` `2,` … */
function batch(first: number, last: number): Batch {
  const texts = Array.from({ length: last - first + 1 }, (_, index) => `${first + index},`);
  return { first, last, frames: joinTextFrames(texts) };
}

function audienceOf(count: number) {
  const audience = new Audience(new Flusher(), 0);
  const ears = Array.from({ length: count }, () => new Ear());
  for (const ear of ears) audience.join(ear, 0);
  return { audience, ears };
}

describe('the audience of a room', () => {
  test('gives each listener one write for all that was published in a turn', () => {
    const { audience, ears } = audienceOf(3);
    audience.publish(batch(1, 2));
    audience.publish(batch(3, 3));
    expect(audience.sweep(200)).toBe(3);
    expect(ears.map(({ heard, writes }) => [heard, writes])).toEqual(Array(3).fill(['1,2,3,', 1]));
    expect(audience.isDirty).toBe(false);
  });

  test('goes on in slices, and gives what came meanwhile in the next sweep', () => {
    const { audience, ears } = audienceOf(5);
    audience.publish(batch(1, 1));
    expect(audience.sweep(2)).toBe(2);
    audience.publish(batch(2, 2));
    while (audience.isDirty) audience.sweep(2);
    expect(ears.map(({ heard }) => heard)).toEqual(Array(5).fill('1,2,'));
  });

  test('gives somebody who joins in the middle of a sweep nothing twice and nothing less', () => {
    const { audience, ears } = audienceOf(4);
    audience.publish(batch(1, 3));
    audience.sweep(2);
    const [all, half, none] = [new Ear(), new Ear(), new Ear()];
    audience.join(all, 0);
    audience.join(half, 2);
    audience.join(none, 3);
    audience.publish(batch(4, 4));
    while (audience.isDirty) audience.sweep(2);
    expect([all, half, none].map(({ heard }) => heard)).toEqual(['1,2,3,4,', '3,4,', '4,']);
    expect(ears.map(({ heard }) => heard)).toEqual(Array(4).fill('1,2,3,4,'));
  });

  test('gives part of a batch to somebody who was sent its beginning from the log', () => {
    const { audience } = audienceOf(1);
    const ear = new Ear();
    audience.join(ear, 2);
    audience.publish(batch(1, 4));
    audience.sweep(200);
    expect(ear.heard).toBe('3,4,');
  });

  for (const leaver of [0, 1, 2, 3, 4]) {
    test(`serves everyone else once when number ${leaver} leaves in the middle of a sweep`, () => {
      const { audience, ears } = audienceOf(5);
      audience.publish(batch(1, 1));
      audience.tell(joinTextFrames(['!']));
      audience.sweep(4);
      audience.leave(ears[leaver] as Ear);
      while (audience.isDirty) audience.sweep(2);
      const others = ears.filter((_, index) => index !== leaver);
      expect(others.map(({ heard }) => heard)).toEqual(Array(4).fill('1,!'));
    });
  }

  test('covers what is in memory, and says when it is not', () => {
    const { audience } = audienceOf(1);
    const large = { first: 1, last: 1, frames: Buffer.alloc(200_000) };
    audience.publish(large);
    expect(audience.covers(0)).toBe(true);
    audience.publish({ ...large, first: 2, last: 2 });
    expect([audience.covers(0), audience.covers(1), audience.covers(2)]).toEqual([false, true, true]);
    audience.forget();
    expect([audience.covers(1), audience.covers(2)]).toEqual([false, true]);
  });

  test('lets the next batch be written at once, but in a large room only when most have been told of the last', () => {
    const ready = (count: number) => {
      const { audience } = audienceOf(count);
      let isReady = false;
      audience.publish(batch(1, 1));
      audience.whenReady(1, () => {
        isReady = true;
      });
      const steps = [isReady];
      for (let slice = 0; slice < 10; slice += 1) {
        audience.sweep(count / 10);
        steps.push(isReady);
      }
      return steps;
    };
    expect(ready(10)[0]).toBe(true);
    const steps = ready(1_000);
    expect([steps[0], steps[2], steps.at(-1)]).toEqual([false, false, true]);
  });

  test('lets the next batch be written when all of a large room have left in the middle of a sweep', () => {
    const { audience, ears } = audienceOf(1_000);
    let isReady = false;
    audience.publish(batch(1, 1));
    audience.sweep(10);
    audience.whenReady(1, () => {
      isReady = true;
    });
    for (const ear of ears) audience.leave(ear);
    while (audience.isDirty) audience.sweep(10);
    expect(isReady).toBe(true);
  });

  test('gives an aside once, not again to who joins in the middle of it', () => {
    const { audience, ears } = audienceOf(4);
    audience.tell(joinTextFrames(['!']));
    audience.sweep(2);
    const late = new Ear();
    audience.join(late, 0);
    audience.leave(ears[0] as Ear);
    audience.leave(ears[3] as Ear);
    while (audience.isDirty) audience.sweep(2);
    expect([...ears, late].map(({ heard }) => heard)).toEqual(['!', '!', '!', '', '']);
  });
});
