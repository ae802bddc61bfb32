import type { TogetherDeeds } from '#clients/desk/together/together-deeds.ts'
import type { FixtureOffice } from './fixture-office.ts'

/** Colleagues are where the test says. */
export function fixtureTogether(office: FixtureOffice, quietly: <T>(act: () => T) => Promise<T>): TogetherDeeds {
  return {
    sayPresence: (_, state) => quietly(() => {
      office.said = [...office.said, state]
      return office.here
    }),
    leavePresence: () => quietly(() => { office.said = [...office.said, 'left'] }),
  }
}
