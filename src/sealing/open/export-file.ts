import { Decrypter } from 'age-encryption'
import { base64url, concat, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { fillTail, type FileKey } from '../plain/file-key.ts'
import { fileId } from '../proof/file.ts'
import { runningHash, type RunningHash } from '../proof/hash.ts'
import { parseAgeHeader } from '../sealed/age-header.ts'
import { fileShape, keptBytesOf, SEALED_SEGMENT_BYTES } from '../sealed/file-shape.ts'
import { unwrapWith } from './export-open.ts'

/** What a file turned out to be once it was read whole. */
export interface FoundFile {
  /** SHA-256 of its words, base64url. */
  readonly sha256: string
  readonly sizeBytes: number
  /** Its id: what the signed header of the entry that cites it must name. */
  readonly file: string
}

/** The id of a file, from its payload as it comes: the tail that hid its size is made again. */
export interface RunningFileId {
  update(payload: Uint8Array): void
  id(key: FileKey, sizeBytes: number): string
}

/**
 * [Note: The tail again] An export leaves a file's tail away, or `age` would not open it. Whoever has the file's key makes the same tail again, and
 * so the same segments, whose hashes give the id that the sender's signed header names: nobody's word is needed for whose file it is.
 */
export function runningFileId(): RunningFileId {
  const full: string[] = []
  let last = runningHash()
  let lastBytes = 0
  return {
    update(payload) {
      for (let at = 0; at < payload.length;) {
        // A full one is closed when the next begins: the last may be full, and is no other for it.
        if (lastBytes === SEALED_SEGMENT_BYTES) {
          full.push(base64url(last.digest()))
          last = runningHash()
          lastBytes = 0
        }
        const part = payload.subarray(at, at + SEALED_SEGMENT_BYTES - lastBytes)
        last.update(part)
        lastBytes += part.length
        at += part.length
      }
    },
    id(key, sizeBytes) {
      const shape = fileShape(sizeBytes)
      const segments = [...full]
      for (let segment = full.length; segment < shape.segments; segment++) {
        const isLast = segment === full.length
        const tail = new Uint8Array(keptBytesOf(shape, segment) - (isLast ? lastBytes : 0))
        fillTail(key, segment, tail)
        const digest = isLast ? last : runningHash()
        digest.update(tail)
        segments.push(base64url(digest.digest()))
      }
      return fileId(shape.keptBytes, segments)
    },
  }
}

/** Reads a file of an export to its end, a piece at a time. @returns null if it does not open, or a byte was changed */
export async function readExported(identity: string, pieces: AsyncIterable<Uint8Array>): Promise<FoundFile | null> {
  try {
    const unwrapping = unwrapWith(identity)
    const decrypter = new Decrypter()
    decrypter.addIdentity(unwrapping)
    const payload = { nonce: new Uint8Array(0), id: runningFileId() }
    const words = await decrypter.decrypt(streamOf(tapped(pieces, payload)))
    const { digest, sizeBytes } = await readWhole(words)
    const key = unwrapping.found()
    if (key === null) return null
    return { sha256: base64url(digest.digest()), sizeBytes, file: payload.id.id({ key, nonce: payload.nonce }, sizeBytes) }
  } catch {
    return null
  }
}

async function readWhole(stream: ReadableStream<Uint8Array>): Promise<{ readonly digest: RunningHash; readonly sizeBytes: number }> {
  const digest = runningHash()
  const words = stream.getReader()
  let sizeBytes = 0
  for (let next = await words.read(); !next.done; next = await words.read()) {
    digest.update(next.value)
    sizeBytes += next.value.length
  }
  return { digest, sizeBytes }
}

const NONCE_BYTES = 16

/** Lets everything through, and notes the nonce and what stands behind it. @throws Refusal `malformed` for a file without a whole header */
async function* tapped(pieces: AsyncIterable<Uint8Array>, payload: { nonce: Bytes; readonly id: RunningFileId }): AsyncGenerator<Uint8Array> {
  let head: Bytes | null = new Uint8Array(0)
  for await (const piece of pieces) {
    yield piece
    if (head === null) {
      payload.id.update(piece)
      continue
    }
    head = concat(head, piece)
    const payloadAt = headerEnd(head)
    if (payloadAt === null || head.length < payloadAt + NONCE_BYTES) continue
    payload.nonce = head.slice(payloadAt, payloadAt + NONCE_BYTES)
    payload.id.update(head.subarray(payloadAt + NONCE_BYTES))
    head = null
  }
}

/** @returns null as long as more may come. */
function headerEnd(head: Uint8Array): number | null {
  try {
    return parseAgeHeader(head).payloadAt
  } catch (error) {
    if (error instanceof Refusal && head.length < LIMITS.ageHeaderBytesMax) return null
    throw error
  }
}

function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
  })
}
