import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, SETUP_CODE, World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world?.close());
afterEach(async () => {
  for (const context of world.browser.contexts()) await context.close();
  expect(world.faults).toEqual([]);
});

const fill = async (page: Page, values: Readonly<Record<string, string>>) => {
  for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).fill(value);
  await page.locator('button[type=submit]').click();
};
const errorOf = (page: Page, name: string) =>
  page.locator(`.field:has([name=${name}]) .field-error`).textContent();

describe('a new server', () => {
  it('sends whoever comes to its set-up', async () => {
    const page = await world.open('/');
    await page.waitForURL('**/setup');
    await page.getByRole('heading', { name: 'Set up your server' }).waitFor();
  });

  it('refuses a wrong code and a short password, keeps what was typed, and takes the right ones', async () => {
    const page = await world.open('/setup?code=WRNG-CODE');
    await page.waitForURL((url) => url.search === '');
    await fill(page, { name: 'Ada Lovelace', handle: 'ada', password: PASSWORD, serverName: 'Northwind' });
    await page.getByText('The code is not right.').waitFor();
    expect(await page.locator('[name=name]').inputValue()).toBe('Ada Lovelace');
    await fill(page, { code: SETUP_CODE, password: 'short' });
    await page.locator('.field-error').waitFor();
    expect(await errorOf(page, 'password')).toBe('At least 8 characters.');
    await fill(page, { password: PASSWORD });
    await page.waitForURL('**/r/general');
    await page.locator('.server-name', { hasText: 'Northwind' }).waitFor();
  });

  it('is set up once', async () => {
    const page = await world.open('/setup');
    await page.getByRole('heading', { name: 'Setup is finished.' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.waitForURL('**/login');
  });
});

describe('registering', () => {
  it('R67: says what is wrong beside the field and puts the focus there', async () => {
    const page = await world.open('/register');
    await fill(page, { handle: 'ada', password: PASSWORD });
    await page.locator('.field-error').waitFor();
    expect(await errorOf(page, 'handle')).toBe('This is taken. Choose another.');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('handle');
    await fill(page, { handle: 'mei chen', password: 'tiny' });
    await page.locator('.field-error').nth(1).waitFor();
    expect(await errorOf(page, 'handle')).toBe('Only a–z, 0–9, - and _.');
    expect(await errorOf(page, 'password')).toBe('At least 8 characters.');
  });

  it('R67: makes an account that lands in a room', async () => {
    const page = await world.open('/register');
    await fill(page, { name: 'Mei Chen', handle: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/general');
    await page.locator('.me-name', { hasText: 'Mei Chen' }).waitFor();
  });
});

describe('signing in', () => {
  it('R69: is asked of whoever comes without, and leads to where they were going', async () => {
    const page = await world.open('/r/random');
    await page.waitForURL('**/login?to=**');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/random');
  });

  it('has one message for a wrong handle and a wrong password', async () => {
    const page = await world.open('/login');
    for (const login of ['mei', 'nobody']) {
      await fill(page, { login, password: 'not the password' });
      await page.locator('.form-message').waitFor();
      expect(await page.locator('.form-message').textContent()).toBe('Handle or password is not right.');
    }
  });

  it('leads to no other site, whatever the address says', async () => {
    const page = await world.open('/login?to=https%3A%2F%2Fevil.example%2F');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/general');
  });

  it('R67: ends with signing out, which nothing undoes', async () => {
    const page = await world.open('/login');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/general');
    await page.locator('.me-button').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    await page.goto('/r/general');
    await page.waitForURL('**/login?to=**');
  });
});

describe('rooms', () => {
  it('R7: are made, with an address of their name, and found by others', async () => {
    const page = await world.open('/login');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/general');
    await page.getByRole('link', { name: 'New room' }).click();
    await fill(page, { name: 'Über Lunch' });
    await page.waitForURL('**/r/uber-lunch');
    await page.getByText('Nothing here yet. Say what this room is for.').waitFor();
    await page.getByRole('link', { name: 'New room' }).click();
    await fill(page, { name: 'Über Lunch' });
    await page.locator('.field-error').waitFor();
    expect(await errorOf(page, 'name')).toBe('This is taken. Choose another.');
  });

  it('R43: with a password are opened with it, and with no other', async () => {
    const page = await world.open('/login');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.waitForURL('**/r/general');
    await page.getByRole('link', { name: 'New room' }).click();
    await page.getByLabel('People with the password').check();
    await page.locator('[name=password]').waitFor();
    await fill(page, { name: 'vault', password: 'open sesame' });
    await page.waitForURL('**/r/vault');
    const other = await world.open('/login');
    await fill(other, { login: 'ada', password: PASSWORD });
    await other.waitForURL('**/r/general');
    await other.goto('/r/vault');
    await fill(other, { password: 'wrong' });
    await other.getByText('That password is not right.').waitFor();
    await fill(other, { password: 'open sesame' });
    await other.getByRole('heading', { level: 1, name: 'vault' }).waitFor();
  });

  it('that are missing look like those one may not open', async () => {
    const page = await world.open('/login?to=%2Fr%2Fnowhere');
    await fill(page, { login: 'mei', password: PASSWORD });
    await page.getByText('You cannot open this room, or it does not exist.').waitFor();
  });
});
