import { inWorker } from '#clients/outgoing/in-worker.ts'
import type { Outgoing } from '#clients/outgoing/outgoing.ts'
import { trusted } from '#clients/outgoing/trusted.ts'
// Vite makes this module: the address of the worker's own build.
// oxlint-disable-next-line import/default
import address from '#clients/outgoing/work.ts?worker&url'

/** Files that handlers add, looked at, sealed and sent in a worker that starts with the first of them. */
export const outgoing: Outgoing = inWorker({
  worker: () => new Worker(trusted(address), { type: 'module' }),
  here: async () => (await import('#clients/outgoing/work.ts')).begin(),
})
