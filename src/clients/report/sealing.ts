/**
 * The sealing code of the reporter's page: everything that touches the keys of a new report, and what shows its code, in one module that
 * loads while the person types. Built by build.ts; the page imports it only after the browser held it to its hash.
 */
import { takeHandedIn } from './after/hand-in.ts'
import { checkGroup, copyReceipt, drawReceipt, hasReceipt, isReceiptAtRisk } from './after/receipt.ts'
import { send } from './after/send.ts'
import { beginSession, nextCode } from './after/session.ts'
import { offerVoice } from './after/voice-door.ts'
import type { Host } from './page/host.ts'

export type Sealing = ReturnType<typeof begin>

export function begin(host: Host) {
  beginSession(host.data('id'))
  return {
    /** Starts the slow derivation. */
    prepare() {
      takeHandedIn()
      offerVoice(host)
      return nextCode()
    },
    hasReceipt,
    isReceiptAtRisk,
    /** The same once more, in the language that the page has now. */
    draw: () => { drawReceipt(host) },
    deeds: { send: () => send(host), copy: () => copyReceipt(host), check: () => { checkGroup(host) } } as Readonly<Record<string, () => unknown>>,
  }
}
