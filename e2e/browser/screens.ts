/**
 * Draws the pictures of docs/screens: a lively room in both themes and on a phone, and the door.
 * Run by hand after a change of the look: node e2e/browser/screens.ts (the server has to be built).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../support/server-process.ts';
import { RoomView } from './room-view.ts';
import { soon } from './soon.ts';
import { type Person, World } from './world.ts';

const folder = join(ROOT, 'docs', 'screens');
const LINES = {
  earlier: [
    ['omar', 'Good morning. Build 212 is on staging.'],
    ['ravi', 'Looks good from here. The new list is a joy to scroll.'],
    ['grace', 'I will take the release notes, unless somebody is at it already.'],
    ['omar', 'Staging is green again. The flaky upload test was a clock skew, not the code.'],
    ['omar', 'Rolling forward at ten unless someone shouts.'],
    [
      'mei',
      'Can you hold for the migration? Snippet I am testing:\n\n```sql\ncreate index concurrently on messages\n(room_id, seq desc);\n```',
    ],
    [
      'ada',
      'Holding. Before we ship:\n- run the migration\n- read the *slow* query log\n- tell the people **on call**',
    ],
    ['fatima', 'صباح الخير! سأراجع الملاحظات الآن.'],
    ['ada', 'Thank you. Ready when you are.'],
  ],
  fresh: [
    ['grace', '@ada the index build finished in 41 s, no locks. You can go.'],
    ['ravi', 'Release notes draft is in https://example.org/notes/1.4'],
  ],
} as const;
const NAMES = {
  ada: 'Ada Lovelace',
  grace: 'Grace Hopper',
  omar: 'Omar',
  mei: 'Mei Chen',
  ravi: 'Ravi P',
  fatima: 'فاطمة الزهراء',
};
const HUES = { ada: 20, grace: 250, omar: 64, mei: 328, ravi: 150, fatima: 100 };
type Handle = keyof typeof NAMES;

mkdirSync(folder, { recursive: true });
await picture(async (world, people) => {
  const door = await world.open('/login', undefined, { deviceScaleFactor: 2 });
  await door.getByRole('heading', { level: 1, name: 'Northwind' }).waitFor();
  await settle(door);
  await door.screenshot({ path: join(folder, 'login.png') });
  await draw(world, people, 'room-light', { colorScheme: 'light' });
});
await picture((world, people) => draw(world, people, 'room-dark', { colorScheme: 'dark' }));
const phone = { colorScheme: 'dark', viewport: { width: 390, height: 780 }, hasTouch: true } as const;
await picture((world, people) => draw(world, people, 'room-phone', phone));

type People = Readonly<Record<Handle, Person>>;

/** Every picture has a server of its own: in each of them Ada comes back to the same room. */
async function picture(make: (world: World, people: People) => Promise<void>): Promise<void> {
  const world = await World.start();
  try {
    const people = await makePeople(world);
    await furnish(world, people);
    await make(world, people);
  } finally {
    await world.close();
  }
}

async function makePeople(world: World): Promise<People> {
  const people: Partial<Record<Handle, Person>> = { ada: await world.setUp('ada', NAMES.ada) };
  for (const handle of Object.keys(NAMES) as Handle[]) {
    const person = people[handle] ?? (await world.register(handle, NAMES[handle]));
    people[handle] = person;
    await world.rest(person, 'PATCH', '/me', { hue: HUES[handle] });
  }
  return people as People;
}

async function furnish(world: World, people: People): Promise<void> {
  const rooms = [
    ['design-crit', 'Show early, show often', 'open'],
    ['releases', 'What ships, and when', 'open'],
    ['board', 'Numbers and decisions', 'invite'],
  ] as const;
  for (const [slug, topic, access] of rooms) {
    await world.rest(people.ada, 'POST', '/rooms', { name: slug, slug, topic, access });
  }
  await world.rest(people.ada, 'PATCH', '/rooms/general', {
    name: 'general',
    topic: 'Everything that does not fit elsewhere',
  });
  await world.rest(people.mei, 'POST', '/rooms/releases/join', {});
  await world.say(people.mei, 'releases', '1.4 goes out at ten.');
  await world.rest(people.grace, 'POST', '/rooms/design-crit/join', {});
  await world.say(people.grace, 'design-crit', '@ada new sketches are up, what do you think?');
  for (const [handle, body] of LINES.earlier) await world.say(people[handle], 'general', body);
}

/** The room as Ada finds it: others are there, something is new, two are typing. */
async function draw(
  world: World,
  people: People,
  name: string,
  options: BrowserContextOptions,
): Promise<void> {
  const others = await Promise.all(
    (['grace', 'omar', 'mei'] as const).map(async (handle) =>
      new RoomView(await world.open('/r/general', people[handle])).ready(),
    ),
  );
  for (const [handle, body] of LINES.fresh) await world.say(people[handle], 'general', body);
  const page = await world.open('/r/general', people.ada, { deviceScaleFactor: 2, ...options });
  const room = await new RoomView(page).ready();
  await page.locator('.new-line').waitFor();
  await soon(async () => (await room.here()) === 4, 'everybody being there');
  await Promise.all([
    others[0]?.composer.pressSequentially('On'),
    others[1]?.composer.pressSequentially('Ye'),
  ]);
  await page.getByText(/are typing/u).waitFor();
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function settle(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
