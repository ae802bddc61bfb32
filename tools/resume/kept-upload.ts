// An upload in a file, so that another process may go on with it. One line says key, token and size; then one line for each segment that
// was sealed, written before the segment is sent: a process that is killed in between has remembered too much, and never too little.
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { base64url, concat, fromBase64url } from '#base/bytes.ts'
import { newUpload, type Upload } from '#clients/transport/upload.ts'
import { fileKeyFrom } from '#sealing/plain/file-key.ts'
import { hash } from '#sealing/proof/hash.ts'
import { fileShape } from '#sealing/sealed/file-shape.ts'

/** Tells keys apart and gives none away. */
export function keyName({ key: { key, nonce } }: Upload): string {
  return base64url(hash(concat(key.reveal(), nonce)))
}

export function startKept(path: string, sizeBytes: number): Upload {
  const fresh = newUpload(sizeBytes)
  const { key, nonce } = fresh.key
  writeFileSync(path, `${JSON.stringify({ key: base64url(key.reveal()), nonce: base64url(nonce), token: base64url(fresh.token), sizeBytes })}\n`)
  return { ...fresh, sealed: new KeptHashes(path) }
}

/** @returns null if the process was killed before it had written anything. */
export function readKept(path: string, withHashes = true): Upload | null {
  const text = readFileSync(path, 'utf8')
  // The last line may have been cut off in the middle, and what it told of was not sent.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1)
  truncateSync(path, Buffer.byteLength(whole))
  const [first, ...lines] = whole.split('\n').filter((line) => line !== '')
  if (first === undefined) return null
  const { key: keyText, nonce, token: tokenText, sizeBytes } = JSON.parse(first) as { key: string; nonce: string; token: string; sizeBytes: number }
  const [key, token] = [fileKeyFrom(keyText, nonce), fromBase64url(tokenText)]
  if (key === null || token === null) throw new Error(`${path} is no upload`)
  const sealed = new KeptHashes(path)
  for (const line of withHashes ? lines : []) sealed.remember(...JSON.parse(line) as [number, string])
  return { key, token, shape: fileShape(sizeBytes), sealed }
}

/** An upload's hashes, on the disk as soon as they are set. */
class KeptHashes extends Map<number, string> {
  readonly #path: string

  constructor(path: string) {
    super()
    this.#path = path
  }

  remember(segment: number, hashed: string): void {
    super.set(segment, hashed)
  }

  override set(segment: number, hashed: string): this {
    if (this.get(segment) !== hashed) {
      const file = openSync(this.#path, 'a')
      writeSync(file, `${JSON.stringify([segment, hashed])}\n`)
      closeSync(file)
    }
    return super.set(segment, hashed)
  }
}
