import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RoomView } from './room-view.ts';
import { soon } from './soon.ts';
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
afterAll(() => world?.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

const enter = async (room: string, person: Person) =>
  new RoomView(await world.open(`/r/${room}`, person)).ready();
const rowsInDocument = (page: Page) => page.locator('.row').count();

/** Turns the wheel as a hand would, until the end is out of sight. */
async function scrollUp(room: RoomView): Promise<void> {
  await room.timeline.hover();
  await soon(async () => {
    await room.page.mouse.wheel(0, -600);
    return (await fromEnd(room)) > 300;
  }, 'the end being out of sight');
}
const fromEnd = (room: RoomView) =>
  room.timeline.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
const scrollToTop = (room: RoomView) =>
  room.timeline.evaluate((element) => {
    element.scrollTop = 0;
  });

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

/** The first row in sight, once older pages have come and everything in sight is measured. */
async function atRest(page: Page): Promise<{ id: string; y: number } | undefined> {
  let last = '';
  let same = 0;
  await soon(async () => {
    const now = JSON.stringify(await anchor(page));
    same = now === last ? same + 1 : 0;
    last = now;
    return same >= 20;
  }, 'the list being at rest');
  return anchor(page);
}

describe('a long room', () => {
  it('R6: opens at its end with few rows in the document, and goes back to its beginning', async () => {
    const room = await enter('general', ada);
    await room.endsWith('line 179', 'line 180');
    for (let page = 0; page < 30 && !(await room.words()).includes('line 1'); page++) {
      await scrollToTop(room);
      await soon(async () => (await room.timeline.getAttribute('aria-busy')) === 'false', 'the page');
      expect(await rowsInDocument(room.page)).toBeLessThanOrEqual(60);
    }
    await soon(async () => (await room.words()).includes('line 1'), 'the first line');
    await room.page.getByText('This is the start of #General.').waitFor();
  });

  it('moves nothing under the eyes of who reads above, and tells how much is new below', async () => {
    const room = await enter('general', ada);
    await room.endsWith('line 180');
    await scrollUp(room);
    const before = await atRest(room.page);
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
    await scrollUp(room);
    await room.write('mine');
    await room.endsWith('mine');
    await room.page.getByText('mine', { exact: true }).waitFor({ state: 'visible' });
  });

  it('opens at the line above what is new, and the list of rooms has a dot until it is read', async () => {
    await world.say(mei, 'help', 'old');
    const elsewhere = await enter('help', ada);
    await elsewhere.endsWith('old');
    await soon(async () => {
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

describe('words that look like code', () => {
  it('are shown as they were typed, wherever they stand', async () => {
    const nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const eve = await world.register('eve', nasty.slice(0, 40));
    await world.rest(ada, 'POST', '/rooms', { name: nasty.slice(0, 80), slug: 'nasty', topic: nasty });
    await world.say(
      eve,
      'help',
      nasty,
      '[x](javascript:document.title=3)',
      '```\n</code><script>1</script>\n```',
    );
    const room = await enter('help', ada);
    await room.timeline.getByText(nasty).waitFor();
    expect(
      await room.page.locator('.timeline img, .timeline script, .timeline a[href^="javascript"]').count(),
    ).toBe(0);
    const made = await enter('nasty', ada);
    await made.page.locator('.room-topic', { hasText: '<script>' }).waitFor();
    expect(await made.page.locator('header img, header script').count()).toBe(0);
    expect(await made.page.title()).toContain('Northwind');
  });

  it('R7: a room one has just entered stands in the list', async () => {
    await world.rest(ada, 'POST', '/rooms', { name: 'lobby', slug: 'lobby' });
    const room = await enter('lobby', mei);
    await room.page.locator('.room-link[aria-current]', { hasText: 'lobby' }).waitFor();
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
    await soon(async () => (await focused()) === 'mine', 'the last row having the focus');
    await room.page.keyboard.press('ArrowUp');
    await soon(async () => (await focused()) === 'at the end', 'the row above');
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
