import type { Api } from '#clients/transport/api.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { firstDates, type FirstDates } from './dates.ts'
import { prepareReport } from './file-report.ts'
import type { Draft, Filed, TrustedOffice } from './reporter.ts'

/** What a member hands to somebody whose report they took down. */
export interface EnteredSlip extends Filed {
  /** The only way back. Nobody keeps it but whoever it is given to; null where it is given to nobody. */
  readonly receipt: string | null
  readonly dates: FirstDates
}

/** A report that a member took down, sealed and ready. Sending it twice files it once. */
export interface PreparedEntry {
  /** As `EnteredSlip` has it, for where no answer comes. */
  readonly receipt: string | null
  send(api: Api): Promise<EnteredSlip>
}

/**
 * Files on a reporter's behalf just as the reporter would: under a new code and new keys, which this device forgets, and without a word to the server about
 * who does it.
 *
 * @param isAnswerable - false where the code can be given to nobody: then it is not told at all.
 * @throws Refusal as `prepareReport` does
 */
export async function prepareEntry(office: TrustedOffice, draft: Draft, isAnswerable: boolean): Promise<PreparedEntry> {
  const receipt = newReceipt()
  const prepared = await prepareReport(office, { draft, keys: await deriveReporter(receipt, office.salt) })
  const given = isAnswerable ? receipt : null
  return {
    receipt: given,
    async send(api) {
      const filed = await prepared.send(api)
      return { ...filed, receipt: given, dates: firstDates(office.packs, filed.packs, filed.receivedDay) }
    },
  }
}
