import { inWorker } from '#clients/outgoing/in-worker.ts'
import type { Outgoing } from '#clients/outgoing/outgoing.ts'
import { trusted } from '#clients/outgoing/trusted.ts'
import type { Work } from '#clients/outgoing/work.ts'
import { fetchHeld, late, type Code } from './held.ts'

/** Put in by build.ts: where the code that looks into files and sends them is, and its hash. */
declare const WORK_CODE: Code

const loadWork = late<Work>(() => WORK_CODE)

export const outgoing: Outgoing = inWorker({
  async worker() {
    const address = new URL(WORK_CODE.url, location.origin).href
    await fetchHeld(address, WORK_CODE.integrity)
    return new Worker(trusted(address), { type: 'module' })
  },
  here: async () => (await loadWork()).begin(),
})
