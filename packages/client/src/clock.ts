/** Takes back what was planned; does nothing when it has happened or was taken back. */
export type Cancel = () => void;

/** Time and chance from outside, so that a test needs neither to wait nor to be lucky. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A number from 0 up to but not including 1. */
  random(): number;
  /** Runs `task` once, `ms` from now at the earliest. */
  after(ms: number, task: () => void): Cancel;
}

/** The machine's own clock and chance. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
