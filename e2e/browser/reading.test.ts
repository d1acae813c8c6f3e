import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/bounded.ts';
import { RoomView } from './room-view.ts';
import { type Person, World } from './world.ts';

let world: World;
let ada: Person;
let mei: Person;

beforeAll(async () => {
  world = await World.start();
  ada = await world.setUp('ada', 'Ada Lovelace');
  mei = await world.register('mei', 'Mei Chen');
  await world.say(ada, 'general', ...Array.from({ length: 180 }, (_, index) => `line ${index + 1}`));
});
afterAll(() => world.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

const enter = async (room: string, person: Person) =>
  new RoomView(await world.open(`/r/${room}`, person)).ready();
const rowsInDocument = (page: Page) => page.locator('.row').count();
const scrollTo = (room: RoomView, to: 'top' | 'up') =>
  room.timeline.evaluate((element, where) => {
    element.scrollTop = where === 'top' ? 0 : element.scrollTop - 600;
  }, to);

/** The first row in sight, and where it stands: what must not move under the reader's eyes. */
const anchor = (page: Page) =>
  page.evaluate(() => {
    const top = document.querySelector('.timeline')?.getBoundingClientRect().top ?? 0;
    const rows = [...document.querySelectorAll('.row')].map((row) => ({
      id: row.id,
      y: row.getBoundingClientRect().top - top,
    }));
    return rows.filter(({ y }) => y >= 0).sort((a, b) => a.y - b.y)[0];
  });
const placeOf = (page: Page, id: string) =>
  page.evaluate((key) => {
    const top = document.querySelector('.timeline')?.getBoundingClientRect().top ?? 0;
    const row = document.getElementById(key);
    return row ? row.getBoundingClientRect().top - top : undefined;
  }, id);

describe('a long room', () => {
  it('R6: opens at its end with few rows in the document, and goes back to its beginning', async () => {
    const room = await enter('general', ada);
    await room.endsWith('line 179', 'line 180');
    for (let page = 0; page < 30 && !(await room.words()).includes('line 1'); page++) {
      await scrollTo(room, 'top');
      await until(async () => (await room.timeline.getAttribute('aria-busy')) === 'false', 'the page');
      expect(await rowsInDocument(room.page)).toBeLessThanOrEqual(60);
    }
    await until(async () => (await room.words()).includes('line 1'), 'the first line');
    await room.page.getByText('This is the start of #General.').waitFor();
  });

  it('moves nothing under the eyes of who reads above, and tells how much is new below', async () => {
    const room = await enter('general', ada);
    await room.endsWith('line 180');
    await scrollTo(room, 'up');
    await room.page.locator('.older').waitFor({ state: 'attached' });
    let before = await anchor(room.page);
    // Rows above are measured when they come into sight: at rest is when two looks see the same.
    await until(async () => {
      const now = await anchor(room.page);
      const rests = JSON.stringify(now) === JSON.stringify(before);
      before = now;
      return rests;
    }, 'the list being at rest');
    await world.say(mei, 'general', 'new one', 'new two', 'new three');
    await room.page.locator('.latest', { hasText: '3 new' }).waitFor();
    expect(await placeOf(room.page, before?.id ?? '')).toBeCloseTo(before?.y ?? 0, 0);
    await room.page.getByRole('button', { name: 'Go to the newest message' }).click();
    await room.endsWith('new one', 'new two', 'new three');
    await room.page.locator('.latest').waitFor({ state: 'detached' });
  });

  it('follows the end, and jumps there when one writes', async () => {
    const room = await enter('general', mei);
    await world.say(ada, 'general', 'at the end');
    await room.endsWith('at the end');
    await scrollTo(room, 'up');
    await room.page.locator('.latest').or(room.page.locator('.row')).first().waitFor();
    await room.write('mine');
    await room.endsWith('mine');
    await room.page.getByText('mine', { exact: true }).waitFor({ state: 'visible' });
  });

  it('opens at the line above what is new, and the list of rooms has a dot until it is read', async () => {
    await world.say(mei, 'help', 'old');
    const elsewhere = await enter('help', ada);
    await elsewhere.endsWith('old');
    await until(async () => {
      const rooms = (await world.rest(ada, 'GET', '/rooms')) as {
        items: { slug: string; read?: { nth: number } }[];
      };
      return rooms.items.find(({ slug }) => slug === 'help')?.read?.nth === 1;
    }, 'the first being read');
    await elsewhere.page.locator('.room-link', { hasText: 'Random' }).click();
    await elsewhere.page.getByRole('heading', { level: 1, name: 'Random' }).waitFor();
    await world.say(mei, 'help', 'new 1', 'new 2');
    await elsewhere.page.locator('.room-link[data-unread]', { hasText: 'Help' }).click();
    await elsewhere.page.locator('.new-line', { hasText: '2 new since' }).waitFor();
    await elsewhere.page.locator('.room-link', { hasText: 'Random' }).click();
    await elsewhere.page.locator('.room-link:not([data-unread])', { hasText: 'Help' }).waitFor();
  });
});

describe('by keys', () => {
  it('one goes through the messages, to the composer and to another room', async () => {
    const room = await enter('general', ada);
    await room.endsWith('mine');
    await room.composer.focus();
    await room.page.keyboard.press('Shift+Tab');
    const focused = () =>
      room.page.evaluate(() => document.activeElement?.querySelector('.markdown')?.textContent);
    await until(async () => (await focused()) === 'mine', 'the last row having the focus');
    await room.page.keyboard.press('ArrowUp');
    await until(async () => (await focused()) === 'at the end', 'the row above');
    await room.page.keyboard.press('Control+k');
    await room.page.getByRole('combobox', { name: 'Jump to a room' }).fill('rand');
    await room.page.keyboard.press('Enter');
    await room.page.getByRole('heading', { level: 1, name: 'Random' }).waitFor();
  });

  it('Shift and Enter begin a new line, Enter sends', async () => {
    const room = await enter('random', ada);
    await room.composer.pressSequentially('one');
    await room.page.keyboard.press('Shift+Enter');
    await room.composer.pressSequentially('two');
    await room.page.keyboard.press('Enter');
    await room.endsWith('one\ntwo');
    expect(await room.composer.inputValue()).toBe('');
  });
});
