/**
 * The advisory lock that keeps transactions and batches apart, on all nodes: a transaction takes it alone, batches
 * share it. So a transaction has the writer alone here too, and the two never wait for each other's rows.
 */
export const ALONE = 7_275_107;
