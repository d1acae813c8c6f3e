import { AxeBuilder } from '@axe-core/playwright';
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
});
afterAll(() => world?.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

const enter = async (room: string, person: Person, options = {}) =>
  new RoomView(await world.open(`/r/${room}`, person, options)).ready();
const row = (page: Page, words: string) => page.locator('.row', { hasText: words });
const both = (room: string) => Promise.all([enter(room, ada), enter(room, mei)]);

describe('a message of one’s own', () => {
  it('is edited from the empty composer with the arrow up, and everybody sees the new words', async () => {
    const [one, two] = await both('general');
    await one.write('teh first');
    await two.endsWith('teh first');
    await one.composer.press('ArrowUp');
    const editor = one.page.getByRole('textbox', { name: 'Edit the message' });
    expect(await editor.inputValue()).toBe('teh first');
    await editor.fill('the first');
    await editor.press('Enter');
    await editor.waitFor({ state: 'detached' });
    await two.endsWith('the first');
    await row(two.page, 'the first').getByText('edited').waitFor();
    expect(await one.composer.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('keeps its words when the editing is cancelled, and the focus goes back to the row', async () => {
    const one = await enter('general', ada);
    await one.write('as it was');
    await one.endsWith('as it was');
    await row(one.page, 'as it was').focus();
    await one.page.keyboard.press('e');
    await one.page.getByRole('textbox', { name: 'Edit the message' }).fill('otherwise');
    await one.page.keyboard.press('Escape');
    await one.endsWith('as it was');
    const focused = await row(one.page, 'as it was').evaluate(
      (element) => element === document.activeElement,
    );
    expect(focused).toBe(true);
  });

  it('says in words why an edit was not saved, and keeps what was typed', async () => {
    const one = await enter('help', ada);
    await one.write('before');
    await one.endsWith('before');
    await one.composer.press('ArrowUp');
    const editor = one.page.getByRole('textbox', { name: 'Edit the message' });
    await world.rest(ada, 'DELETE', '/rooms/help/messages/1');
    await editor.fill('after');
    await editor.press('Enter');
    await one.page.getByText('Not saved. This is no longer there.').waitFor();
    expect(await editor.inputValue()).toBe('after');
  });

  it('is deleted at once and brought back by Undo, also with the keyboard', async () => {
    const [one, two] = await both('random');
    await one.write('a slip');
    await two.endsWith('a slip');
    await row(one.page, 'a slip').hover();
    await one.page.getByRole('button', { name: 'Delete' }).click();
    await two.endsWith('Message removed');
    await one.page.getByRole('button', { name: 'Undo' }).click();
    await two.endsWith('a slip');
    await row(one.page, 'a slip').focus();
    await one.page.keyboard.press('Delete');
    await two.endsWith('Message removed');
    await one.page.keyboard.press('Control+z');
    await two.endsWith('a slip');
  });
});

describe('a message of somebody else', () => {
  it('offers no editing, and deleting only to who moderates', async () => {
    await world.say(mei, 'general', 'said by Mei');
    await world.say(ada, 'general', 'said by Ada');
    const [one, two] = await both('general');
    await row(two.page, 'said by Ada').hover();
    await two.page.locator('.row-tools').waitFor();
    expect(await two.page.getByRole('button', { name: /^(Edit|Delete)$/u }).count()).toBe(0);
    await row(one.page, 'said by Mei').hover();
    expect(await one.page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await one.page.getByRole('button', { name: 'Delete' }).click();
    await two.page.getByText('Removed by a moderator').waitFor();
  });
});

describe('a reaction', () => {
  it('comes from the toolbar, the picker and the keys, and goes with a click', async () => {
    const [one, two] = await both('general');
    await one.write('ship it?');
    await two.endsWith('ship it?');
    await row(two.page, 'ship it?').hover();
    await two.page.getByRole('button', { name: 'React with 👍' }).click();
    await row(one.page, 'ship it?').getByRole('button', { name: '👍 1: Mei Chen' }).click();
    await row(two.page, 'ship it?').locator('.reaction[aria-pressed="true"]', { hasText: '2' }).waitFor();
    await row(two.page, 'ship it?').focus();
    await two.page.keyboard.press('+');
    await two.page.getByRole('searchbox', { name: 'Find an emoji' }).fill('rocket');
    await two.page.keyboard.press('Enter');
    await row(one.page, 'ship it?').getByRole('button', { name: '🚀 1' }).waitFor();
    await row(two.page, 'ship it?').locator('.reaction', { hasText: '👍' }).click();
    await row(one.page, 'ship it?').locator('.reaction', { hasText: '👍' }).getByText('1').waitFor();
    await one.page.reload();
    await one.ready();
    await row(one.page, 'ship it?').locator('.reaction[aria-pressed="true"]', { hasText: '👍' }).waitFor();
  });

  it('that could not be saved is taken back, and a word says so', async () => {
    const one = await enter('general', ada);
    await one.write('alone');
    await one.endsWith('alone');
    await one.page.context().setOffline(true);
    await world.server.stop('SIGKILL');
    await one.page.locator('.chip').waitFor();
    await row(one.page, 'alone').focus();
    await one.page.keyboard.press('1');
    await one.page.getByText(/^Reaction not saved\./u).waitFor();
    await soon(async () => (await row(one.page, 'alone').locator('.reaction').count()) === 0, 'no chip');
    await world.server.start();
  });
});

describe.each(['light', 'dark'] as const)('axe in the %s theme', (colorScheme) => {
  it('finds nothing on tools, editor, picker and toast', async () => {
    const one = await enter('general', ada, { colorScheme });
    await one.write(`looked at in ${colorScheme}`);
    await one.endsWith(`looked at in ${colorScheme}`);
    await row(one.page, `looked at in ${colorScheme}`).focus();
    await one.page.keyboard.press('1');
    await one.page.locator('.reaction').first().waitFor();
    expect(await faults(one.page)).toEqual([]);
    await one.page.keyboard.press('+');
    await one.page.locator('.emoji-cell').first().waitFor();
    expect(await faults(one.page)).toEqual([]);
    await one.page.keyboard.press('Escape');
    await one.page.keyboard.press('e');
    await one.page.locator('.message-editor').waitFor();
    expect(await faults(one.page)).toEqual([]);
    await one.page.keyboard.press('Escape');
    await one.page.keyboard.press('Delete');
    await one.page.locator('.toast').waitFor();
    expect(await faults(one.page)).toEqual([]);
  });
});

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`));
}
