import type { LeafStore } from '#clients/member/search-memory.ts'

const STORE = 'leaves'

/**
 * Sealed leaves in this browser, in a database of their own for each member of each office. Where the browser forbids one they are in memory alone, and
 * the next log-in reads everything anew.
 *
 * @see https://www.w3.org/TR/IndexedDB-3/
 */
export async function browserLeaves(name: string): Promise<LeafStore> {
  try {
    return inDatabase(await open(`postern-search-${name}`))
  } catch {
    return inMemory()
  }
}

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1)
    opening.onupgradeneeded = () => { opening.result.createObjectStore(STORE) }
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error ?? new Error('no database'))
    opening.onblocked = () => reject(new Error('the database is in use'))
  })
}

function inDatabase(database: IDBDatabase): LeafStore {
  const leaves = (mode: IDBTransactionMode): IDBObjectStore => database.transaction(STORE, mode, { durability: 'relaxed' }).objectStore(STORE)
  // A newer page, or somebody who forgets what is kept, must not wait for this one.
  database.onversionchange = () => database.close()
  return {
    names: async () => (await asked(leaves('readonly').getAllKeys())).map(String),
    read: async (name) => {
      const value: unknown = await asked(leaves('readonly').get(name))
      return value instanceof Uint8Array ? value : null
    },
    write: async (name, sealed) => { await asked(leaves('readwrite').put(sealed, name)) },
    remove: async (name) => { await asked(leaves('readwrite').delete(name)) },
  }
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('the database did not answer'))
  })
}

function inMemory(): LeafStore {
  const leaves = new Map<string, Uint8Array>()
  return {
    names: async () => [...leaves.keys()],
    read: async (name) => leaves.get(name) ?? null,
    write: async (name, sealed) => { leaves.set(name, sealed) },
    remove: async (name) => { leaves.delete(name) },
  }
}
