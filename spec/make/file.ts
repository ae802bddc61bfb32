// Files: sizes around every boundary told by their hashes, and one small file whole, with what is wrong beside it.
import { contentHash, fileId, keptSize, sealFile, uploadId, uploadKeys, type FileSecret } from '../second/file.ts'
import { b64, fixed, sha256, type Bytes, type Value } from '../second/primitives.ts'

const SECRET: FileSecret = { key: fixed('a file key', 16), nonce: fixed('a payload nonce', 16) }
const SEGMENT = 16 * 64 * 1024

/** Byte i is i mod 251. */
export function counted(size: number): Bytes {
  return Uint8Array.from({ length: size }, (_, index) => index % 251)
}

export function files(): Value {
  const small = counted(5)
  const [sealed = new Uint8Array(0)] = sealFile(SECRET, small)
  const flipped = (at: number): string => b64(sealed.map((byte, index) => (index === at ? byte ^ 1 : byte)))
  const token = b64(fixed('an upload token'))
  return {
    key: b64(SECRET.key), nonce: b64(SECRET.nonce),
    sizes: [0, 5, 65_535, 65_536, 65_537, SEGMENT - 1, SEGMENT, SEGMENT + 1].map((size) => {
      const segments = sealFile(SECRET, counted(size))
      return { size, kept: keptSize(size), sha256: b64(sha256(counted(size))), segments: segments.map((each) => b64(sha256(each))), file: fileId(segments) }
    }),
    shapes: [2 * 1024 ** 3, 8 * 1024 ** 3].map((size) => ({ size, kept: keptSize(size) })),
    small: { words: b64(small), segment: b64(sealed) },
    refused: [
      { name: 'a changed byte', size: 5, segment: flipped(0) },
      { name: 'a changed tag', size: 5, segment: flipped(20) },
      { name: 'another size', size: 6, segment: b64(sealed) },
      { name: 'a cut tail', size: 5, segment: b64(sealed.subarray(0, -1)) },
      { name: 'another key', size: 5, segment: b64(sealFile({ ...SECRET, key: fixed('another file key', 16) }, small)[0] ?? sealed) },
      { name: 'another nonce', size: 5, segment: b64(sealFile({ ...SECRET, nonce: fixed('another nonce', 16) }, small)[0] ?? sealed) },
    ],
    uploads: [{ token, upload: uploadId(token) }],
    contents: contents(),
  }
}

/** One upload; then another secret, another byte at the end, and a byte more. */
function contents(): Value[] {
  const [secret, other] = [b64(fixed('an upload secret')), b64(fixed('another upload secret'))]
  const words = counted(SEGMENT + 9)
  const changed = words.map((byte, index) => (index === SEGMENT + 8 ? byte ^ 1 : byte))
  return ([[secret, words], [other, words], [secret, changed], [secret, counted(SEGMENT + 10)]] as const).map(([each, of]) => {
    const { segments, content } = contentHash(of)
    return { secret: each, size: of.length, segments: [...segments], content, ...uploadKeys(each, content) }
  })
}
