import { Refusal } from '#base/refusal.ts'
import type { RecoveryDeeds } from '#clients/desk/recovery/recovery-deeds.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { RecoveryView, ShareHolder } from '#clients/member/recovery.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { FIXTURE_WORDS } from './fixture-texts.ts'

type Deed = <T>(act: () => T) => Promise<T>

/** The text of a holder's share at the fixture's desk. */
export function fixtureShare(index: number): string {
  return `POSTERN-SHARE-${index}`
}

/** An organisation's recovery in memory, without cryptography: who holds a share, and whether there are enough. */
export function fixtureRecovery(office: FixtureOffice, me: MemberView, deed: Deed): RecoveryDeeds {
  const arranged = (): RecoveryView => {
    if (office.recovery === null) throw new Refusal('no-such-share')
    return office.recovery
  }
  const holdersOf = (typed: readonly string[]): readonly ShareHolder[] => {
    const met = new Set<string>()
    return typed.map((text) => {
      const holder = arranged().holders[Number(/^POSTERN-SHARE-(\d+)$/.exec(text.trim())?.[1] ?? 0) - 1]
      if (holder === undefined) throw new Refusal('share-mistyped', text.includes('zzz') ? { word: 7 } : {})
      if (met.has(holder.signKey)) throw new Refusal('share-twice')
      met.add(holder.signKey)
      return holder
    })
  }
  const enough = (typed: readonly string[]): void => { if (holdersOf(typed).length < arranged().threshold) throw new Refusal('too-few-shares') }
  return {
    view: () => (office.recovery === null ? null : { ...office.recovery, holds: office.recovery.holders.some(({ signKey }) => signKey === me.signKey) }),
    arrange: ({ holders, threshold }) => deed(() => {
      const people = office.members.filter(({ signKey }) => holders.includes(signKey))
      office.recovery = {
        generation: (office.recovery?.generation ?? -1) + 1, threshold, holders: people.map(({ signKey, name, active }) => ({ signKey, name, active })),
        fingerprint: FIXTURE_WORDS.slice(4, 10), teams: [{ team: 'intake', epoch: 0, given: false, mine: true }], drill: null, holds: false,
      }
    }),
    give: () => deed(() => { office.recovery = { ...arranged(), teams: arranged().teams.map((team) => ({ ...team, given: true })) } }),
    myShare: () => deed(() => {
      const index = arranged().holders.findIndex(({ signKey }) => signKey === me.signKey) + 1
      return { index, generation: arranged().generation, words: [...FIXTURE_WORDS, ...FIXTURE_WORDS, ...FIXTURE_WORDS].slice(0, 28), text: fixtureShare(index) }
    }),
    holdersOf,
    drill: (typed) => deed(() => {
      enough(typed)
      office.recovery = { ...arranged(), drill: { day: office.today, holders: holdersOf(typed).map(({ signKey }) => signKey) } }
    }),
    open: (typed) => deed(() => {
      enough(typed)
      const [, , maren] = office.members
      const waiting = maren === undefined ? [] : [{ team: 'intake', signKey: maren.signKey, name: maren.name, fingerprint: maren.fingerprint }]
      return {
        teams: ['intake'], lost: ['audit'], waiting,
        give: (confirmed) => deed(() => { office.given = confirmed.map(({ signKey }) => signKey) }),
        forget: () => { office.forgotten += 1 },
      }
    }),
  }
}
