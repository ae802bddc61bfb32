import { daysBetween } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { KeptCall } from '#clients/member/kept-call.ts'
import { firstDates } from '#clients/reporter/dates.ts'
import { isOral } from '#domain/minutes.ts'
import type { EnteringDeeds } from '#clients/desk/entering/entering-deeds.ts'
import { fixtureSend } from './fixture-send.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** The code that the fixture gives. */
export const FIXTURE_RECEIPT = '482109375560118473026619'

const KEPT = 'fixture-call'

/** Takes a report down into the office in memory; `office.isLineDown` loses the answer. */
export function fixtureEntering(office: FixtureOffice, me: MemberView, deed: <T>(act: () => T) => Promise<T>): EnteringDeeds {
  return {
    send: fixtureSend(office),
    // In the tab's own store, so that a page that is loaded anew finds it.
    calls: {
      read: async () => JSON.parse(sessionStorage.getItem(KEPT) ?? 'null') as KeptCall | null,
      keep: async (call) => { sessionStorage.setItem(KEPT, JSON.stringify(call)) },
      forget: async () => { sessionStorage.removeItem(KEPT) },
    },
    prepare: (order) => deed(() => {
      const { arrived: { arrival, received, isAnswerable, consent, isRecorded }, answers, language, files } = order
      const entered = { arrival, member: me.signKey, signature: 'A'.repeat(86), answerable: isAnswerable, ...(isOral(arrival) ? { consent } : {}), ...(isRecorded === undefined ? {} : { recorded: isRecorded }) }
      return {
        send: () => deed(() => {
          if (office.isLineDown) throw new Refusal('unreachable')
          const { id } = office.file({ daysAgo: daysBetween(received, office.today), language, state: 'received', opened: false, danger: answers['danger'] === 'yes', answers, entered, ...(files.length === 0 ? {} : { files }) })
          return { report: id, receivedDay: received, packs: null, receipt: isAnswerable ? FIXTURE_RECEIPT : null, dates: firstDates([], null, received) }
        }),
      }
    }),
  }
}
