import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { AccessView } from '#clients/member/access.ts'
import type { AccessDeeds } from '#clients/desk/access/access-deeds.ts'
import { fixtureHash } from './fixture-report.ts'
import { FIXTURE_CODE, FIXTURE_PASSPHRASE } from './fixture-secrets.ts'

type Deed = <T>(act: () => T) => Promise<T>

const SESSION = { way: 'passphrase', label: null, begun: asDay('2026-11-20') } as const

/** Ways in and sessions in memory. A proof is wanted for each change, as by the real server. */
export interface FixtureAccess extends AccessDeeds {
  /** For other changes that want a proof. @throws Refusal `prove-again` */
  checkProof(): void
}

export function fixtureAccess(deed: Deed): FixtureAccess {
  let view: AccessView = {
    passkeys: [{ passkey: fixtureHash('passkey'), host: 'office.example', label: '办公室的电脑', added: asDay('2026-10-02') }],
    sessions: [
      { ...SESSION, session: fixtureHash('here'), here: true }, { ...SESSION, session: fixtureHash('other'), here: false },
      { ...SESSION, session: fixtureHash('third'), here: false, way: 'passkey', label: '办公室的电脑' },
    ],
  }
  let proved = false
  const checkProof = (): void => { if (!proved) throw new Refusal('prove-again') }
  const changed = (act: () => void): Promise<void> => deed(() => {
    checkProof()
    act()
  })
  return {
    checkProof,
    list: () => deed(() => view),
    prove: (by) => deed(() => {
      if (by !== 'passkey' && by.passphrase !== FIXTURE_PASSPHRASE) throw new Refusal('not-authenticated')
      proved = true
    }),
    addPasskey: (label) => changed(() => {
      view = { ...view, passkeys: [...view.passkeys, { passkey: fixtureHash(label), host: location.hostname, label, added: asDay('2026-11-23') }] }
    }),
    removePasskey: (passkey) => deed(() => { view = { ...view, passkeys: view.passkeys.filter((each) => each.passkey !== passkey) } }),
    endSession: (session) => deed(() => { view = { ...view, sessions: view.sessions.filter((each) => each.session !== session) } }),
    endOthers: () => deed(() => {
      const before = view.sessions.length
      view = { ...view, sessions: view.sessions.filter(({ here }) => here) }
      return before - view.sessions.length
    }),
    changePassphrase: () => changed(() => undefined),
    changeRecoveryCode: () => changed(() => undefined),
    changeAuthenticator: ({ oneTimeCode }) => changed(() => { if (oneTimeCode !== FIXTURE_CODE) throw new Refusal('not-authenticated') }),
  }
}
