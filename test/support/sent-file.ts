// For the matrix of routes: a small file as its sender sends it, one segment of bytes that look sealed.
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { fileId, uploadId } from '#sealing/proof/file.ts'
import { hash } from '#sealing/proof/hash.ts'
import { BYTES_TYPE } from '#wire/frames.ts'
import { UPLOAD_SCHEME } from '#wire/routes.ts'
import { done, type Sending, type World } from './world.ts'

export interface SentFile {
  readonly file: string
  readonly bytes: Bytes
  /** How each request of this upload is addressed and shows who sends it. */
  readonly address: Pick<Sending, 'headers' | 'parameters'>
  /** The next request, which was not sent. */
  readonly next: Sending
}

const STEPS = ['start-upload', 'put-segment', 'finish-upload'] as const
type Step = (typeof STEPS)[number]

/** Sends a file as far as the step before `until`; whole if there is none. */
export async function sendFile(world: World, until?: Step): Promise<SentFile> {
  const [token, bytes] = [randomBytes(32), randomBytes(LIMITS.fileKeptBytesMin)]
  const headers = { authorization: `${UPLOAD_SCHEME} ${base64url(token)}` }
  const address = { headers, parameters: { upload: uploadId(token) } }
  const requests: Readonly<Record<Step, Sending>> = {
    'start-upload': { ...address, body: { segments: 1, keptBytes: bytes.length } },
    'put-segment': { headers: { ...headers, 'content-type': BYTES_TYPE }, parameters: { ...address.parameters, segment: '0' }, body: bytes },
    'finish-upload': { ...address, body: {} },
  }
  for (const step of STEPS) {
    if (step === until) break
    await done(await world.send(step, requests[step]))
  }
  return { bytes, address, file: fileId(bytes.length, [base64url(hash(bytes))]), next: until === undefined ? {} : requests[until] }
}
