/** Milliseconds since 1970: time comes in from outside, so that tests decide it. */
export type Clock = () => number;

/** The provider token of the clock. */
export const Clock = Symbol('Clock');
