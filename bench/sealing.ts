// What a page does to a file besides sending it, to be timed in a browser's thread and in its worker: built by files.ts.
import { inThread } from '#clients/outgoing/in-thread.ts'
import { fileId } from '#sealing/proof/file.ts'
import { hashAside } from '#sealing/proof/hash.ts'
import { base64url } from '#base/bytes.ts'
import type { Api } from '#clients/transport/api.ts'

interface Order { readonly segments: number; readonly isNative: boolean }

const PIECE = 1024 * 1024

/** @returns how long it took, in ms, with both readings of the file */
export async function sealAll({ segments, isNative }: Order): Promise<number> {
  if (!isNative) crypto.subtle.importKey = () => Promise.reject(new DOMException('not here', 'NotSupportedError'))
  const file = new File(Array.from({ length: segments }, () => new Uint8Array(PIECE).map((_, at) => at % 251)), 'recording.bin')
  const watch = { signal: new AbortController().signal, notes: [], onNote: () => {}, onProgress: () => {} }
  const offer = { file, name: file.name, isCleaned: false, anyway: false }
  await inThread(standIn()).send(0, { ...offer, file: new File([file.slice(0, 2 * PIECE)], file.name) }, watch)
  const startedMs = performance.now()
  await inThread(standIn()).send(1, offer, watch)
  return performance.now() - startedMs
}

/** A server that keeps the hashes alone. */
function standIn(): Api {
  const hashes: string[] = []
  let keptBytes = 0
  return {
    origin: '',
    async call({ route, bytes, parameters, body }) {
      if (route === 'start-upload') keptBytes = (body as { keptBytes: number }).keptBytes
      if (bytes !== undefined) hashes[Number(parameters?.['segment'])] = base64url(await hashAside(bytes))
      return Response.json(route === 'finish-upload' ? { file: fileId(keptBytes, hashes) } : {})
    },
  }
}

if (!('document' in globalThis)) addEventListener('message', ({ data }: MessageEvent<Order>) => { void sealAll(data).then((ms) => postMessage(ms)) })
