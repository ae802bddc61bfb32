import { Refusal } from '#base/refusal.ts'
import type { NoticeDeeds } from '#clients/desk/notices/notice-deeds.ts'
import type { NoticeView } from '#wire/notices.ts'
import type { FixtureAccess } from './fixture-access.ts'

const FIXTURE_KEY = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'

/** Notices in memory. The mail server takes no letter for an address that begins with "nobody". */
export function fixtureNotices(deed: <T>(act: () => T) => Promise<T>, access: FixtureAccess): NoticeDeeds {
  let view: NoticeView = { available: true, choice: null, push: { key: FIXTURE_KEY, devices: ['B'.repeat(42) + 'A'] }, refused: null, givenUp: 0 }
  let paged: readonly string[] = []
  return {
    read: () => deed(() => view),
    choose: (choice) => deed(() => {
      access.checkProof()
      view = { ...view, choice: { ...choice, reasons: [...choice.reasons] } }
    }),
    end: () => deed(() => {
      access.checkProof()
      view = { ...view, choice: null }
    }),
    addPush: () => deed(() => { access.checkProof() }),
    removePush: (device) => deed(() => {
      access.checkProof()
      view = { ...view, push: { ...view.push, devices: view.push.devices.filter((each) => each !== device) } }
    }),
    test: () => deed(() => {
      if (view.choice?.address.startsWith('nobody') === true) throw new Refusal('mail-refused', { reply: '550 5.1.1 <nobody@office.example>: Recipient address rejected: User unknown in local recipient table' })
    }),
    paged: () => deed(() => paged),
    namePaged: (members) => deed(() => { paged = members }),
  }
}
