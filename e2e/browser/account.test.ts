import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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

const me = async () => (await world.rest(ada, 'GET', '/me')) as { name: string; bio: string; hue: number };

describe('the profile', () => {
  it('saves the name and the bio when they are left, and shows the name at once', async () => {
    const page = await world.open('/me/profile', ada);
    await page.getByLabel('Your name').fill('Ada King');
    await page.getByLabel('About you').fill('Counts things');
    await page.getByLabel('Your name').focus();
    await page.locator('.me-name', { hasText: 'Ada King' }).waitFor();
    await soon(
      async () => (await page.getByText('Saved', { exact: true }).count()) === 2,
      'both being saved',
    );
    expect(await me()).toMatchObject({ name: 'Ada King', bio: 'Counts things' });
  });

  it('says beside the field what was refused, and keeps it as typed', async () => {
    const page = await world.open('/me/profile', ada);
    const before = (await me()).name;
    const name = page.getByLabel('Your name');
    await name.fill('Ada\u202eevil');
    await name.press('Enter');
    await page.getByText('There is a character in it that cannot be used.').waitFor();
    expect(await name.inputValue()).toBe('Ada\u202eevil');
    expect((await me()).name).toBe(before);
  });

  it('R60: takes a hue with the arrow keys, and shows it in both themes', async () => {
    const page = await world.open('/me/profile', ada);
    await page.getByRole('radio', { name: 'Tide' }).check({ force: true });
    await soon(async () => (await me()).hue === 210, 'the hue being kept');
    await page.getByRole('slider', { name: 'Exact hue' }).focus();
    await page.keyboard.press('ArrowRight');
    await soon(async () => (await me()).hue === 211, 'the exact hue being kept');
    const colours = await page
      .locator('.hue-preview .person-name')
      .evaluateAll((names) => names.map((name) => getComputedStyle(name).color));
    expect(new Set(colours).size).toBe(2);
  });
});

describe('the devices', () => {
  it('mark this one, and end one or all others', async () => {
    const [here, there] = [await world.open('/me/sessions', ada), await world.open('/rooms', ada)];
    const other = here.locator('.session', { hasNotText: 'This device' });
    await here.reload();
    await here.getByText('This device', { exact: true }).waitFor();
    await other.first().waitFor();
    const before = await other.count();
    await other
      .first()
      .getByRole('button', { name: /^Sign out/u })
      .click();
    await soon(async () => (await other.count()) === before - 1, 'one less');
    await here.getByRole('button', { name: 'Sign out all other devices' }).click();
    await soon(async () => (await other.count()) === 0, 'none but this one');
    await there.getByText('You were signed out.').first().waitFor();
  });
});

describe.each(['light', 'dark'] as const)('axe in the %s theme', (colorScheme) => {
  it.each(['/me/profile', '/me/sessions'])('finds nothing on %s', async (path) => {
    const page = await world.open(path, ada, { colorScheme });
    await page
      .locator(path === '/me/profile' ? '.hue-choice' : '.session')
      .first()
      .waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target}`))).toEqual([]);
  });
});
