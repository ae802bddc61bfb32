// For tests: blobs in memory, held to the same contract as those on disk.
import { base64url, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checksum } from '#server/store/checksum.ts'
import type { BlobStore } from '#server/store/store.ts'

export function memoryBlobs(): BlobStore & { readonly held: ReadonlyMap<string, Bytes>; readonly room: { bytes: number } } {
  const held = new Map<string, Bytes>()
  const room = { bytes: 2 ** 50 }
  return {
    held, room,
    async put(hash, bytes) {
      if (base64url(checksum(bytes)) !== hash) throw new Refusal('malformed', { member: 'hash' })
      held.set(hash, new Uint8Array(bytes))
    },
    get: async (hash) => held.get(hash) ?? null,
    async delete(hash) { held.delete(hash) },
    async* list() { yield* held.keys() },
    roomBytes: async () => room.bytes,
  }
}
