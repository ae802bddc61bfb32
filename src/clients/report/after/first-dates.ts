import { acknowledgeBy, feedbackAtLatest } from '#domain/clocks/first-dates.ts'
import type { FirstDates } from '#clients/reporter/dates.ts'
import type { Filed, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Host } from '../page/host.ts'
import { preload } from '../page/preload.ts'
import type { firstDates } from '../talking.ts'

/** Offices with other rules are few: what counts by them comes with the code that opens a conversation. Without it the receipt shows no dates. */
export async function loadFirstDates(host: Host, { packs: own }: Pick<TrustedOffice, 'packs'>, { packs, receivedDay }: Filed): Promise<FirstDates> {
  if (packs === null) return { answerBy: acknowledgeBy(receivedDay), outcomeBy: feedbackAtLatest(receivedDay) }
  try {
    const [address = '', integrity = ''] = host.data('talking').split(' ')
    await preload(address, integrity)
    const late = await import(/* @vite-ignore */ new URL(address, location.origin).href) as { readonly firstDates: typeof firstDates }
    return late.firstDates(own, packs, receivedDay)
  } catch {
    return { answerBy: null, outcomeBy: null }
  }
}
