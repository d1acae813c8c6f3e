import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomView } from './room-view.ts';
import { type Person, World } from './world.ts';

let world: World;
let ada: Person;

beforeAll(async () => {
  world = await World.start();
  const fresh = await look('/setup', 'light');
  expect(fresh).toEqual([]);
  ada = await world.setUp('ada', 'Ada Lovelace');
  const mei = await world.register('mei', 'Mei Chen');
  await world.say(
    mei,
    'general',
    'Hello **there** @ada',
    '```sql\nselect 1;\n```',
    'صباح الخير',
    '> quote\n\n- one\n- two',
  );
  await world.say(ada, 'general', 'A [link](https://example.org) and `code` and ||a secret||');
});
afterAll(() => world?.close());

const ready: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  '/r/general': (page) => new RoomView(page).ready(),
  '/r/random': (page) => new RoomView(page).ready(),
  '/rooms': (page) => page.locator('.room-card').first().waitFor(),
  '/': (page) => page.locator('.room-link').first().waitFor(),
};

const pages = new Map<string, Page>();

/** One page a theme and person, used again and again: signing in is tested elsewhere. */
async function pageOf(colorScheme: 'light' | 'dark', person?: Person): Promise<Page> {
  const key = `${colorScheme} ${person?.handle}`;
  const page = pages.get(key) ?? (await world.open('/login', person, { colorScheme }));
  pages.set(key, page);
  return page;
}

/** What axe finds on a page, by rule and place. */
async function look(
  path: string,
  colorScheme: 'light' | 'dark',
  person?: Person,
  width = 1440,
): Promise<string[]> {
  const page = await pageOf(colorScheme, person);
  await page.setViewportSize({ width, height: 800 });
  // Away from the sidebar, which opens under the pointer.
  await page.mouse.move(width - 1, 400);
  await page.goto(path);
  await (ready[path] ?? (() => page.locator('h1').waitFor()))(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
  );
}

describe.each(['light', 'dark'] as const)('axe in the %s theme', (scheme) => {
  it.each(['/login', '/register'])('finds nothing on %s', async (path) => {
    expect(await look(path, scheme)).toEqual([]);
  });

  it.each(['/r/general', '/r/random', '/rooms', '/rooms/new', '/r/nowhere', '/no/such/page'])(
    'finds nothing on %s',
    async (path) => {
      expect(await look(path, scheme, ada)).toEqual([]);
    },
  );

  it.each([
    ['/', 360],
    ['/r/general', 360],
    ['/r/general', 768],
  ])('finds nothing on %s at %i px', async (path, width) => {
    expect(await look(path, scheme, ada, width)).toEqual([]);
  });
});

describe('a page', () => {
  it.each(['/login', '/r/general', '/rooms', '/rooms/new'])(
    '%s needs no scrolling sideways at 320 px',
    async (path) => {
      const page = await world.open(path, path === '/login' ? undefined : ada, {
        viewport: { width: 320, height: 640 },
      });
      await (ready[path] ?? (() => page.locator('h1').waitFor()))(page);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(wider).toBe(false);
      await page.context().close();
    },
  );

  it('speaks Spanish to who reads Spanish', async () => {
    const page = await world.open('/login', undefined, { locale: 'es-ES' });
    await page.getByRole('heading', { name: 'Entrar en Northwind' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await page.context().close();
  });

  it('reads out what others write, and nothing of what was there', async () => {
    const page = await world.open('/r/general', ada);
    await new RoomView(page).ready();
    const mei = await world.register('ravi', 'Ravi P');
    await page.bringToFront();
    expect(await page.locator('#announcer').textContent()).toBe('');
    await world.say(mei, 'general', 'Something **new**');
    await page.locator('#announcer', { hasText: 'Ravi P: Something new' }).waitFor({ state: 'attached' });
    await page.context().close();
  });
});
