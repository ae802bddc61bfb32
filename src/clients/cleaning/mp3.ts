import { latin } from '#base/bytes.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import { NotReadable, type Finding } from './findings.ts'
import type { CleanedSource } from './patches.ts'

const ID3_HEAD_BYTES = 10
const APE_BYTES = 32
const OLD_TAG_BYTES = 128
const TAGS_MAX = 16
/** A tag that is looked at for what it tells. */
const LOOKED_AT_BYTES = 1024 * 1024

/** An MP3 is its frames: what stands before the first and behind the last is about somebody. @throws NotReadable @see id3.org, ID3v2.4 3; APEv2; Lyrics3 v2 */
export async function cleanMp3(source: FileSource): Promise<CleanedSource> {
  const findings = new Set<Finding>()
  let [start, end] = [0, source.sizeBytes]
  for (let tags = 0; ; tags++) {
    if (tags > TAGS_MAX) throw new NotReadable()
    const length = await tagAt(source, start, end)
    if (length === 0) break
    await tell(source, { start, end: start + length }, findings)
    start += length
  }
  for (let tags = 0; ; tags++) {
    if (tags > TAGS_MAX) throw new NotReadable()
    const length = await tagBefore(source, start, end)
    if (length === 0) break
    await tell(source, { start: end - length, end }, findings)
    end -= length
  }
  const [first = 0, second = 0] = await source.read(start, Math.min(end, start + 2))
  if (first !== 0xff || (second & 0xe0) !== 0xe0) throw new NotReadable()
  return { findings, source: { sizeBytes: end - start, read: (from, to) => source.read(start + from, Math.min(end, start + to)) } }
}

async function tagAt(source: FileSource, at: number, end: number): Promise<number> {
  const head = await source.read(at, Math.min(end, at + APE_BYTES))
  if (latin(head).startsWith('ID3') && head.length >= ID3_HEAD_BYTES) {
    const size = head.subarray(6, 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0)
    return within(ID3_HEAD_BYTES + size + (((head[5] ?? 0) & 0x10) === 0 ? 0 : ID3_HEAD_BYTES), end - at)
  }
  return latin(head).startsWith('APETAGEX') && head.length === APE_BYTES ? within(APE_BYTES + littleEndian(head, 12), end - at) : 0
}

async function tagBefore(source: FileSource, start: number, end: number): Promise<number> {
  const tail = await source.read(Math.max(start, end - OLD_TAG_BYTES), end)
  const text = latin(tail)
  if (tail.length === OLD_TAG_BYTES && text.startsWith('TAG')) return OLD_TAG_BYTES
  const ape = tail.subarray(-APE_BYTES)
  if (latin(ape).startsWith('APETAGEX')) return within(littleEndian(ape, 12) + (((ape[23] ?? 0) & 0x80) === 0 ? 0 : APE_BYTES), end - start)
  if (text.endsWith('LYRICS200')) return within(Number.parseInt(text.slice(-15, -9), 10) + 15, end - start)
  return 0
}

function within(length: number, room: number): number {
  if (!Number.isSafeInteger(length) || length <= 0 || length > room) throw new NotReadable()
  return length
}

async function tell(source: FileSource, { start, end }: { readonly start: number; readonly end: number }, findings: Set<Finding>): Promise<void> {
  const text = latin(await source.read(start, Math.min(end, start + LOOKED_AT_BYTES)))
  findings.add('text')
  if (/TPE1|TCOM|TOWN|Artist/.test(text)) findings.add('author')
  if (text.includes('APIC')) findings.add('thumbnail')
  if (/TSSE|TENC/.test(text)) findings.add('software')
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true)
}
