import type { Locator, Page } from 'playwright-core';
import { soon } from './soon.ts';

/** A room on a page, as its reader sees and uses it. */
export class RoomView {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer(): Locator {
    return this.page.locator('.composer-area');
  }

  get timeline(): Locator {
    return this.page.getByRole('log');
  }

  /** Waits until the room is live: its composer is there and what was said is on the page. */
  async ready(): Promise<this> {
    await this.composer.waitFor();
    await this.page.waitForSelector('.here:has-text("here")');
    await soon(async () => (await this.here()) > 0, 'the room being live');
    return this;
  }

  /** How many are in the room, as the header says. */
  async here(): Promise<number> {
    return Number.parseInt((await this.page.locator('.here-count').textContent()) ?? '0', 10);
  }

  /** Writes a message and sends it with Enter. */
  async write(body: string): Promise<void> {
    await this.composer.fill(body);
    await this.composer.press('Enter');
  }

  /** The words of the rows that are drawn, from top to bottom. */
  async words(): Promise<string[]> {
    const rows = await this.page.locator('.row').evaluateAll((elements) =>
      elements
        .map((element) => ({
          index: Number((element as HTMLElement).dataset.index),
          text: element.querySelector('.markdown, .removed')?.textContent ?? '',
        }))
        .sort((a, b) => a.index - b.index),
    );
    return rows.map(({ text }) => text);
  }

  /** Waits until the last rows are exactly these. */
  async endsWith(...bodies: readonly string[]): Promise<void> {
    let seen: string[] = [];
    await soon(
      async () => {
        seen = await this.words();
        return JSON.stringify(seen.slice(-bodies.length)) === JSON.stringify(bodies);
      },
      `rows ending in ${JSON.stringify(bodies)}`,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; there were ${JSON.stringify(seen.slice(-bodies.length - 3))}`);
    });
  }

  /** How often a text stands in the rows. */
  async count(body: string): Promise<number> {
    return (await this.words()).filter((text) => text === body).length;
  }
}
