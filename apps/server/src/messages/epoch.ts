/** The provider token of the store's epoch: a string that changes when the store is replaced. Read once, at start. */
export const Epoch = Symbol('Epoch');
