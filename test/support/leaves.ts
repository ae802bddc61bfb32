// What a device keeps to search words in, in a map: every byte of it can be looked at.
import type { LeafStore } from '#clients/member/search-memory.ts'

export interface MapLeaves extends LeafStore {
  readonly leaves: Map<string, Uint8Array>
}

export function leafStore(leaves = new Map<string, Uint8Array>()): MapLeaves {
  return {
    leaves,
    names: async () => [...leaves.keys()], read: async (name) => leaves.get(name) ?? null,
    write: async (name, sealed) => { leaves.set(name, sealed) }, remove: async (name) => { leaves.delete(name) },
  }
}
