import type { Bytes } from '#base/bytes.ts'
import type { BlobStore, Reader } from '../store/store.ts'

/**
 * Blobs together with the rows that need them. Between its bytes and its row a blob looks like one that nobody needs: keeping and throwing
 * away take turns over each.
 */
export interface KeptBlobs {
  get(hash: string): Promise<Bytes | null>
  roomBytes(): Promise<number>
  /** Bytes first, then the row that needs them. Where the row is refused the bytes go again. @throws what `put` and `row` throw */
  keep(blob: { readonly hash: string; readonly bytes: Bytes }, row: () => Promise<void>): Promise<void>
  /** Throws a blob away, unless a row needs it. */
  release(hash: string): Promise<void>
  /** Throws away what a crash left without a row; ends early when aborted. */
  sweep(signal: AbortSignal): Promise<void>
}

export function keptBlobs(blobs: BlobStore, isUsed: Reader['blobIsUsed']): KeptBlobs {
  const inTurn = turns()
  const dropUnused = async (hash: string): Promise<void> => { if (!await isUsed(hash)) await blobs.delete(hash) }
  const release = (hash: string): Promise<void> => inTurn(hash, () => dropUnused(hash))
  return {
    get: (hash) => blobs.get(hash),
    roomBytes: () => blobs.roomBytes(),
    keep: ({ hash, bytes }, row) => inTurn(hash, async () => {
      await blobs.put(hash, bytes)
      try {
        await row()
      } catch (error) {
        await dropUnused(hash)
        throw error
      }
    }),
    release,
    async sweep(signal) {
      for await (const hash of blobs.list()) {
        if (signal.aborted) return
        await release(hash)
      }
    },
  }
}

/** One after the other for the same name, at once for others. */
function turns(): <T>(name: string, act: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, act) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(act)
    const over = mine.catch(() => undefined).finally(() => { if (last.get(name) === over) last.delete(name) })
    last.set(name, over)
    return mine
  }
}
