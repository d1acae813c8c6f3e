import type { Population } from './population.ts';
import { type Outcome, runOpen, type ServerTime } from './runs.ts';

const P99_MS = 50;
const GIVE_UP_MS = 500;

/** How the highest rate is looked for. */
export interface Search {
  /** Messages a second to begin with. */
  readonly from: number;
  readonly warm: number;
  readonly measure: number;
  /** How often the gap between what went and what did not is halved. */
  readonly halvings: number;
  /** When to be content with what has been found, in milliseconds. */
  readonly budget: number;
  readonly serverTime: ServerTime;
  /** Connects everybody anew, when a rate was too much for the connections. */
  readonly renew: () => Promise<Population>;
}

/** The highest rate at which 99 of 100 deliveries take at most 50 ms. Each failure is tried a second time. */
export async function findHighestRate(population: Population, search: Search): Promise<Outcome | undefined> {
  const trial = new Trials(population, search);
  let good: { perSecond: number; outcome: Outcome } | undefined;
  let bad = Number.POSITIVE_INFINITY;
  let [perSecond, halvings] = [search.from, search.halvings];
  const end = performance.now() + search.budget;
  while (performance.now() < end) {
    const outcome = (await trial.run(perSecond)) ?? (await trial.run(perSecond));
    if (outcome === undefined) bad = perSecond;
    else good = { perSecond, outcome };
    if (good === undefined && bad < search.from / 100) break;
    if (good === undefined) perSecond = bad / 2;
    else if (bad === Number.POSITIVE_INFINITY) perSecond = good.perSecond * 2;
    else if (halvings-- === 0) break;
    else perSecond = Math.sqrt(good.perSecond * bad);
  }
  trial.end();
  return good?.outcome;
}

class Trials {
  #population: Population;
  readonly #search: Search;

  constructor(population: Population, search: Search) {
    this.#population = population;
    this.#search = search;
  }

  /** Tries a rate; undefined when it was too high. */
  async run(perSecond: number): Promise<Outcome | undefined> {
    const { warm, measure, serverTime, renew } = this.#search;
    const options = { perSecond, warm, measure, giveUpMs: GIVE_UP_MS };
    const outcome = await runOpen(this.#population, options, serverTime);
    if (this.#population.faults.length > 0) {
      this.#population.close();
      this.#population = await renew();
    }
    return outcome.faults.length === 0 && outcome.p99 <= P99_MS ? outcome : undefined;
  }

  end(): void {
    this.#population.close();
  }
}
