import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RoomView } from './room-view.ts';
import { soon } from './soon.ts';
import { type Person, World } from './world.ts';

let world: World;
let ada: Person;
let mei: Person;
let omar: Person;

beforeAll(async () => {
  world = await World.start();
  ada = await world.setUp('ada', 'Ada Lovelace');
  mei = await world.register('mei', 'Mei Chen');
  omar = await world.register('omar', 'Omar');
});
afterAll(() => world?.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

const enter = async (room: string, person: Person) =>
  new RoomView(await world.open(`/r/${room}`, person)).ready();

describe('two people in two browsers', () => {
  it('R1 R24 R58 R65: talk both ways, each message once and in one order', async () => {
    const [one, two] = await Promise.all([enter('general', ada), enter('general', mei)]);
    const talk = ['Good morning', 'Morning, Ada', 'Shall we ship?', 'Let us', 'Now'];
    for (const [turn, body] of talk.entries()) {
      const [writer, reader] = turn % 2 === 0 ? [one, two] : [two, one];
      await writer.write(body);
      await reader.page.getByText(body, { exact: true }).first().waitFor();
    }
    for (const view of [one, two]) {
      await view.endsWith(...talk);
      for (const body of talk) expect(await view.count(body)).toBe(1);
    }
  });

  it('R24: see what they write at once, and once, when many are sent without a pause', async () => {
    const [one, two] = await Promise.all([enter('help', ada), enter('help', mei)]);
    const many = Array.from({ length: 12 }, (_, index) => `quick ${index + 1}`);
    for (const body of many) await one.write(body);
    await one.endsWith(...many);
    await two.endsWith(...many);
  });

  it('R9: send nothing at all to somebody in another room', async () => {
    const frames: string[] = [];
    const page = await world.open('/rooms', omar);
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
    );
    await page.goto('/r/random');
    const third = await new RoomView(page).ready();
    const one = await enter('general', ada);
    await one.write('only for general');
    await soon(() => frames.some((frame) => frame.includes('room.counters')), 'the numbers, which do come');
    await third.page.locator('.room-link[data-unread]', { hasText: 'General' }).waitFor();
    expect(frames.join('\n')).not.toContain('only for general');
    expect(await third.page.content()).not.toContain('only for general');
  });

  it('R3 R9: leave a room by opening another', async () => {
    const one = await enter('general', ada);
    const two = await enter('general', mei);
    await soon(async () => (await two.here()) === 2, 'both being here');
    await one.page.locator('.room-link', { hasText: 'Random' }).click();
    await one.page.getByRole('heading', { level: 1, name: 'Random' }).waitFor();
    await soon(async () => (await two.here()) === 1, 'one having left');
    await two.write('said while you were out');
    await one.page.locator('.room-link[data-unread]', { hasText: 'General' }).click();
    await one.endsWith('said while you were out');
  });

  it('R52 R57: see who is there and who is typing', async () => {
    const [one, two] = await Promise.all([enter('general', ada), enter('general', mei)]);
    await one.page.locator('.people').getByText('Mei Chen').waitFor();
    await two.composer.pressSequentially('Hm');
    await one.page.getByText('Mei Chen is typing').waitFor();
    await two.page.context().close();
    await soon(async () => (await one.page.locator('.typing').textContent()) === '', 'the end of typing');
  });
});

describe('a server that is killed', () => {
  it('loses nothing: both catch up, and what was written meanwhile is sent', async () => {
    const [one, two] = await Promise.all([enter('random', ada), enter('random', mei)]);
    await one.write('before the kill');
    await two.endsWith('before the kill');
    await world.server.stop('SIGKILL');
    await one.page.locator('.chip').waitFor();
    await one.write('written while it was down');
    await two.write('from the other side');
    await one.page.getByText('Waiting for connection').waitFor();
    await world.server.start();
    for (const view of [one, two]) {
      await view.page.getByText('Waiting for connection').waitFor({ state: 'detached', timeout: 30_000 });
      await soon(async () => (await view.count('written while it was down')) === 1, 'the one');
      await soon(async () => (await view.count('from the other side')) === 1, 'the other');
      await view.page.locator('.chip').waitFor({ state: 'detached' });
    }
    expect((await one.words()).slice(-3)).toEqual((await two.words()).slice(-3));
    await one.write('and on');
    await two.endsWith('and on');
  });
});
