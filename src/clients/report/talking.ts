/**
 * What opens a conversation and speaks in it: loaded when somebody comes back with a code. Built by build.ts; the page imports it only
 * after the browser held it to its hash.
 */
import { beginSession, ready } from './after/session.ts'
import { drawTalk, forgetTalk, lookAgain, openCode, proof, reply, withdraw } from './after/talk.ts'
import { firstDates } from '#clients/reporter/dates.ts'
import type { Host } from './page/host.ts'

/** For a receipt under other rules than the Directive’s: see after/first-dates.ts. */
export { firstDates }

export type Talking = ReturnType<typeof begin>

export function begin(host: Host) {
  beginSession(host.data('id'))
  return {
    load: ready,
    forgetTalk: () => { forgetTalk(host) },
    /** The same once more, in the language that the page has now. */
    draw: () => { drawTalk(host) },
    deeds: {
      open: () => openCode(host), reply: () => reply(host), look: () => lookAgain(host), withdraw: () => withdraw(host), proof: () => proof(host),
    } as Readonly<Record<string, () => unknown>>,
  }
}
