import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference } from './columns.ts';
import { described, type Operation } from './described.ts';
import { ROUTES } from './routes.table.ts';
import { PERSONS, type Scene, World } from './world.ts';

const { operations } = await described();

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.close());

describe('an office in the server is no way into a room', () => {
  const inRooms = operations.filter(({ path }) => path.includes('{room}'));
  test.concurrent.each(inRooms)('$route', { timeout: 120_000 }, async (operation) => {
    const [, stranger] = ROUTES[operation.route]?.gets ?? [];
    expect(await ask(await world.outsider(), operation)).toBe(stranger);
  });
});

describe('check 11: every route answers each person as the table says', () => {
  test.concurrent.each(operations)('$route', { timeout: 120_000 }, async (operation) => {
    const { route, method } = operation;
    const seen: string[] = [];
    for (const person of PERSONS) {
      // Reading changes nothing: what is only read needs no scene of its own.
      const scene = method === 'GET' ? world.shared(person) : world.scene(person);
      seen.push(await ask(await scene, operation));
    }
    const wrong = difference(ROUTES[route], seen);
    if (wrong !== undefined) throw new Error(`${route} ${wrong}`);
  });

  test('and there is no row without a route', () => {
    const routes = operations.map(({ route }) => route);
    expect(Object.keys(ROUTES).filter((route) => !routes.includes(route))).toEqual([]);
  });
});

async function ask(scene: Scene, { route, method, path, example }: Operation): Promise<string> {
  const { body = example, path: own, query = '' } = ROUTES[route] ?? {};
  const values = { ...inPath(scene), ...own };
  const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? 'unknown'),
  );
  const answer = await World.patiently(() =>
    scene.server.ask(method, url + query, { as: scene.asker, body }),
  );
  return String(answer.status);
}

/** What stands in a path when its row says nothing of it. */
function inPath({ room, seq, target }: Scene): Readonly<Record<string, string>> {
  return { room, seq: String(seq), user: target.id, emoji: '👍' };
}
