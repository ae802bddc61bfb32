import { Refusal } from '#base/refusal.ts'
import { inThread } from '#clients/outgoing/in-thread.ts'
import { mediaType, SNIFF_BYTES } from '#clients/transport/media-type.ts'
import type { FileDeeds } from '#clients/desk/report/file-deeds.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

const DELAY_MS = 20

/** Reads each file to its end, as sealing would; `office.isLineDown` breaks the line. */
export function fixtureSend(office: FixtureOffice): FileDeeds['send'] {
  const outgoing = inThread({ origin: '', call: () => Promise.reject(new Refusal('unreachable')) })
  return async (job, offer, { signal, onProgress }) => {
    const { name, file } = offer
    await new Promise((resolve) => { setTimeout(resolve, DELAY_MS) })
    signal.throwIfAborted()
    office.sendings.set(name, (office.sendings.get(name) ?? 0) + 1)
    if (office.isLineDown) throw new Refusal('unreachable')
    await office.slowLine
    signal.throwIfAborted()
    const { cleaning, sizeBytes } = await outgoing.look(job, offer)
    if (cleaning === 'cannot-be-cleaned' && !offer.anyway) return null
    const bytes = new Uint8Array(await file.arrayBuffer())
    onProgress(sizeBytes)
    const id = fixtureHash(`file ${name}`)
    return { file: id, name, type: mediaType(bytes.subarray(0, SNIFF_BYTES), name), sizeBytes, sha256: id, key: 'A'.repeat(22), nonce: 'A'.repeat(22), cleaning }
  }
}
