import { Refusal } from '#base/refusal.ts'
import { inspect } from '#clients/cleaning/clean.ts'
import type { Api } from '#clients/transport/api.ts'
import { attach, startAttaching, type Attaching } from '#clients/transport/attach.ts'
import { uploadOf } from '#clients/transport/content.ts'
import type { FileSource } from '#clients/transport/upload.ts'
import type { Cleaning } from '#domain/bodies.ts'
import type { Looked, Offer, Outgoing, SendWatch } from './outgoing.ts'

/** Looking into a file may take all of it into memory; sending takes some mebibytes. */
const LOOKING_MAX = 1
const SENDING_MAX = 2
/** Cleaned files are kept from looking to sending up to so much; beyond it they are looked into again when their turn comes. */
const HELD_BYTES_MAX = 64 * 1024 ** 2

interface Found extends Looked { readonly source: FileSource }

interface Job {
  found: Found | null
  attaching: Attaching | null
}

/**
 * Does all of it in the thread that it is called in.
 * @param apart - the same server, without a session
 */
export function inThread(api: Api, apart: Api = api): Outgoing {
  const jobs = new Map<number, Job>()
  /** Which job goes on with an upload: a file that is picked twice is two files. */
  const taken = new Map<string, number>()
  const [looking, sending] = [places(LOOKING_MAX), places(SENDING_MAX)]
  const jobOf = (number: number): Job => {
    const job = jobs.get(number) ?? { found: null, attaching: null }
    jobs.set(number, job)
    return job
  }
  const heldBytes = (): number => [...jobs.values()].reduce((sum, { found }) => sum + (found?.sizeBytes ?? 0), 0)
  const find = (offer: Offer): Promise<Found> => looking(() => findingsOf(offer))
  return {
    async look(number, offer) {
      const { source, ...looked } = await find(offer)
      if (heldBytes() + source.sizeBytes <= HELD_BYTES_MAX) jobOf(number).found = { source, ...looked }
      return looked
    },
    send: (number, offer, watch) => sending(async () => {
      const job = jobOf(number)
      try {
        job.attaching ??= await begin(job.found ?? await find(offer), offer, { ...watch, take: takerOf(taken, number) })
        job.found = null
        if (job.attaching === null) return null
        const { signal, onProgress } = watch
        const attachment = await attach(offer.isApart === true ? apart : api, job.attaching, { signal, onProgress })
        jobs.delete(number)
        return attachment
      } catch (error) {
        // The file changed while it was read: looked into anew, and never under the same key.
        if (error instanceof Refusal && error.code === 'segment-differs') jobs.delete(number)
        throw error
      }
    }, watch.signal),
    forget(number) {
      jobs.delete(number)
      for (const [upload, job] of taken) if (job === number) taken.delete(upload)
    },
  }
}

/** @returns false where another job goes on with this upload */
type Take = (upload: string) => boolean

function takerOf(taken: Map<string, number>, job: number): Take {
  return (upload) => {
    const isFree = !taken.has(upload)
    if (isFree) taken.set(upload, job)
    return isFree
  }
}

async function begin({ source, cleaning }: Found, { name, anyway, recorded }: Offer, { notes, onNote, signal, take }: SendWatch & { readonly take: Take }): Promise<Attaching | null> {
  if (cleaning === 'cannot-be-cleaned' && !anyway) return null
  if (recorded !== undefined) return startAttaching({ source, name, cleaning, recorded })
  const before = await uploadOf(source, notes, signal)
  const { upload, note } = take(before.note.upload) ? before : await uploadOf(source, [], signal)
  take(note.upload)
  onNote(note)
  return { source, name, cleaning, upload }
}

async function findingsOf({ file, name, isCleaned, recorded }: Offer): Promise<Found> {
  const whole: FileSource = { sizeBytes: file.size, read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()) }
  if (recorded !== undefined) return { source: whole, cleaning: 'nothing-found', findings: [], sizeBytes: whole.sizeBytes }
  const asItWas: { readonly source: FileSource; readonly cleaning: Cleaning; readonly findings: Looked['findings'] } = { source: whole, cleaning: 'kept-as-it-was', findings: [] }
  const { source, cleaning, findings } = isCleaned ? await inspect(whole, name) : asItWas
  return { source, cleaning, findings, sizeBytes: source.sizeBytes }
}

/** So many at once; the others wait for their turn. */
function places(most: number): <T>(act: () => Promise<T>, signal?: AbortSignal) => Promise<T> {
  let taken = 0
  const waiting: (() => void)[] = []
  const enter = (signal?: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    const mine = (): void => { taken += 1; resolve() }
    signal?.addEventListener('abort', () => {
      const at = waiting.indexOf(mine)
      if (at >= 0) waiting.splice(at, 1)
      reject(new DOMException('not any more', 'AbortError'))
    })
    if (taken < most) mine()
    else waiting.push(mine)
  })
  return async (act, signal) => {
    signal?.throwIfAborted()
    await enter(signal)
    try {
      return await act()
    } finally {
      taken -= 1
      waiting.shift()?.()
    }
  }
}
