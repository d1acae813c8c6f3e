import type { OutboxItem, OutboxStorage } from '@parlor/client';

const STORE = 'outbox';

/** The outbox of one person on this device, in IndexedDB: a reload, a crash and a night offline lose nothing. */
export function indexedDbStorage(user: string): OutboxStorage {
  const opened = open(`parlor.${user}`);
  // Whoever uses the storage is told of a failure; nobody else needs to be.
  opened.catch(() => {});
  const run = async <Value>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<Value>) => {
    const transaction = (await opened).transaction(STORE, mode, { durability: 'strict' });
    const asked = use(transaction.objectStore(STORE));
    return new Promise<Value>((resolve, reject) => {
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  };
  return {
    load: async () => (await run('readonly', (store) => store.getAll())) as OutboxItem[],
    put: async (item) => void (await run('readwrite', (store) => store.put(item))),
    remove: async (clientId) => void (await run('readwrite', (store) => store.delete(clientId))),
  };
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'clientId' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
