import { Refusal } from '#base/refusal.ts'
import { foldAbsences, isOpenAbsence } from '#domain/absences.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { TogetherDeeds } from '#clients/desk/together/together-deeds.ts'
import { fixtureHash } from './fixture-report.ts'
import type { FixtureOffice } from './fixture-office.ts'

type Deed = <T>(act: () => T) => Promise<T>

/** Colleagues are where the test says, and away as they said. @param quietly - behind a person's back: what a test has refused next is what the person does next */
export function fixtureTogether(office: FixtureOffice, me: MemberView, { deed, quietly }: { readonly deed: Deed; readonly quietly: Deed }): TogetherDeeds {
  const write = (id: string, change: Omit<FixtureOffice['absences'][number], 'id' | 'author' | 'isByAdministrator'>): void => {
    office.absences = [...office.absences, { ...change, id, author: me.signKey, isByAdministrator: me.roles.includes('administrator') }]
  }
  return {
    sayPresence: (_, state) => quietly(() => {
      office.said = [...office.said, state]
      return office.here
    }),
    leavePresence: () => quietly(() => { office.said = [...office.said, 'left'] }),
    absences: () => quietly(() => foldAbsences(office.absences)),
    planAbsence: (planned) => deed(() => {
      if (planned.covers.some((each) => !office.members.some(({ signKey, active }) => active && signKey === each))) throw new Refusal('malformed')
      write(fixtureHash(`absence ${office.absences.length}`), { ...planned, ended: null })
      return foldAbsences(office.absences)
    }),
    endAbsence: (of) => deed(() => {
      const ended = foldAbsences(office.absences).find((each) => each.of === of && isOpenAbsence(each, office.today))
      if (ended !== undefined) write(ended.id, { of, from: ended.from, until: ended.until, covers: ended.covers, ended: office.today })
      return foldAbsences(office.absences)
    }),
  }
}
