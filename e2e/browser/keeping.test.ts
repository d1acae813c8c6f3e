import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RoomView } from './room-view.ts';
import { soon } from './soon.ts';
import { type Person, World } from './world.ts';

let world: World;
let ada: Person;

beforeAll(async () => {
  world = await World.start();
  ada = await world.setUp('ada', 'Ada Lovelace');
});
afterAll(() => world?.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

/** Lets pages and requests through and cuts every live connection: a network that is half there. */
async function cutLive(page: Page): Promise<() => Promise<void>> {
  let cut = true;
  await page.routeWebSocket(/socket\.io/u, (socket) => {
    if (cut) void socket.close();
    else socket.connectToServer();
  });
  await page.route(/socket\.io/u, (route) => (cut ? route.abort() : route.continue()));
  return async () => {
    cut = false;
  };
}

describe('what is typed', () => {
  it('is there again after a reload: a draft, and a message that was not sent yet', async () => {
    const page = await world.open('/rooms', ada);
    const mend = await cutLive(page);
    await page.goto('/r/general');
    const room = new RoomView(page);
    await room.composer.waitFor();
    // The list of rooms comes by REST: its id is known although nothing is live.
    await page.locator('.room-link[aria-current]').waitFor();
    await room.write('sent into the dark');
    await page.locator('.message[data-state="pending"]').waitFor();
    await room.composer.fill('half a thou');
    await page.locator('.composer-area').blur();
    await soon(
      () => page.evaluate(() => Object.values(localStorage).includes('half a thou')),
      'the draft being kept',
    );
    await page.reload();
    await page.locator('.message[data-state="pending"]', { hasText: 'sent into the dark' }).waitFor();
    expect(await room.composer.inputValue()).toBe('half a thou');
    await mend();
    await page.reload();
    await room.ready();
    await room.endsWith('sent into the dark');
    await page.locator('.message[data-state="pending"]').waitFor({ state: 'detached' });
    expect(await room.count('sent into the dark')).toBe(1);
    expect(await room.composer.inputValue()).toBe('half a thou');
  });

  it('stays, with the reason and what to do, when the server refuses it', async () => {
    const mei = await world.register('mei', 'Mei Chen');
    const page = await world.open('/r/random', mei);
    await new RoomView(page).ready();
    const general = (await world.rest(mei, 'GET', '/rooms/general')) as { id: string };
    // Longer than the server takes: the composer would not have let it out.
    await leaveBehind(page, {
      clientId: 'left-behind',
      room: general.id,
      body: `${'too long '.repeat(500)}end`,
    });
    await page.reload();
    await page.locator('.room-link', { hasText: 'General' }).locator('.mark.failed').waitFor();
    await page.locator('.room-link', { hasText: 'General' }).click();
    const failed = page.locator('.message[data-state="failed"]');
    await failed.getByText('Not sent. At most 4,000 characters.').waitFor();
    await failed.getByRole('button', { name: 'Edit' }).click();
    const room = new RoomView(page);
    await soon(async () => (await room.composer.inputValue()).endsWith('end'), 'the words in the composer');
    await failed.waitFor({ state: 'detached' });
    await page.getByText('503 characters too many').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await room.composer.fill('short enough');
    await room.composer.press('Enter');
    await room.endsWith('short enough');
  });
});

/** Puts a message where an earlier life of the page would have left it. */
async function leaveBehind(
  page: Page,
  item: { clientId: string; room: string; body: string },
): Promise<void> {
  await page.evaluate(async (message) => {
    const [database] = (await indexedDB.databases()).filter(({ name }) => name?.startsWith('parlor.'));
    const opened = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open(database?.name ?? '');
      asked.onsuccess = () => resolve(asked.result);
    });
    const transaction = opened.transaction('outbox', 'readwrite');
    transaction
      .objectStore('outbox')
      .put({ ...message, createdAt: Date.now(), state: 'queued', failures: 0 });
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  }, item);
}

describe('a session that ended', () => {
  it('says so, keeps the words, and leads to the sign-in', async () => {
    const ravi = await world.register('ravi', 'Ravi P');
    const page = await world.open('/r/general', ravi);
    const room = await new RoomView(page).ready();
    await room.composer.fill('not to be lost');
    const sessions = (await world.rest(ravi, 'GET', '/auth/sessions')) as { items: { id: string }[] };
    await Promise.all(
      sessions.items.map(({ id }) => world.rest(ravi, 'DELETE', `/auth/sessions/${id}`).catch(() => {})),
    );
    await page.getByText('You were signed out. Your unsent messages are kept.').waitFor();
    expect(await room.composer.inputValue()).toBe('not to be lost');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Sign in to Northwind' }).waitFor();
    await page.getByLabel('Handle or email').fill('ravi');
    await page.locator('[name=password]').fill('correct horse battery staple');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/r/general');
    expect(await new RoomView(page).composer.inputValue()).toBe('not to be lost');
  });
});
