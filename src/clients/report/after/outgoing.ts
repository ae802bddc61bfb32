import { Refusal } from '#base/refusal.ts'
import { inWorker } from '#clients/outgoing/in-worker.ts'
import type { Outgoing } from '#clients/outgoing/outgoing.ts'
import { trusted } from '#clients/outgoing/trusted.ts'
import type { Work } from '#clients/outgoing/work.ts'
import { fetchHeld, held } from './held.ts'

/** Put in by build.ts: where the code that looks into files and sends them is, and its hash. */
declare const WORK_CODE: { readonly url: string; readonly integrity: string }

let failures = 0

export const outgoing: Outgoing = inWorker({
  async worker() {
    const address = new URL(WORK_CODE.url, location.origin).href
    await fetchHeld(address, WORK_CODE.integrity)
    return new Worker(trusted(address), { type: 'module' })
  },
  async here() {
    try {
      return (await import(/* @vite-ignore */ await held({ ...WORK_CODE, failures })) as Work).begin()
    } catch {
      failures += 1
      throw new Refusal('unreachable')
    }
  },
})
