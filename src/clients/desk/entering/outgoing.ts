import { APART } from '#clients/outgoing/messages.ts'
import { inWorker } from '#clients/outgoing/in-worker.ts'
import type { Outgoing } from '#clients/outgoing/outgoing.ts'
import { trusted } from '#clients/outgoing/trusted.ts'
// Vite makes this module: the address of the worker's own build.
// oxlint-disable-next-line import/default
import address from '#clients/outgoing/work.ts?worker&url'

/** Files of reports that a member takes down: by a worker of their own, which shows nobody's session. */
export const outgoingApart: Outgoing = inWorker({
  worker: () => new Worker(trusted(address), { type: 'module', name: APART }),
  here: async () => (await import('#clients/outgoing/work.ts')).begin(true),
})
