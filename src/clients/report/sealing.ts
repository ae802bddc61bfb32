/**
 * The sealing code of the reporter's page: everything that touches keys, and what shows its results, in one module that loads
 * while the person types. Built by build.ts; the page imports it only after the browser held it to its hash.
 */
import { checkGroup, copyReceipt, drawReceipt, hasReceipt, isReceiptAtRisk } from './after/receipt.ts'
import { send } from './after/send.ts'
import { beginSession, nextCode, ready } from './after/session.ts'
import { drawTalk, forgetTalk, hasTalk, lookAgain, openCode, reply } from './after/talk.ts'
import type { Host } from './page/host.ts'

export type Sealing = ReturnType<typeof begin>

export function begin(host: Host) {
  beginSession(host.data('id'))
  return {
    /** Starts the slow derivation. */
    prepare: nextCode,
    load: ready,
    hasReceipt,
    isReceiptAtRisk,
    hasTalk,
    forgetTalk: () => { forgetTalk(host) },
    /** The same once more, in the language that the page has now. */
    draw: () => { drawReceipt(host); drawTalk(host) },
    deeds: {
      send: () => send(host), copy: () => copyReceipt(host), check: () => { checkGroup(host) },
      open: () => openCode(host), reply: () => reply(host), look: () => lookAgain(host),
    } as Readonly<Record<string, () => unknown>>,
  }
}
