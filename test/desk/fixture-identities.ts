import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import type { IdentityDeeds } from '#clients/desk/identities/identity-deeds.ts'
import type { DisclosureLine, DisclosureView } from '#clients/member/disclosure.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

type Deed = <T>(act: () => T) => Promise<T>

const [DAY, EXPIRES] = [asDay('2026-11-20'), asDay('2026-12-20')]

/** Requests in memory: one that the member decides about, one that waits for a custodian, one opened for the member, one that is over. */
export function fixtureIdentities(office: FixtureOffice, deed: Deed): IdentityDeeds {
  const base = { requester: office.zhou.signKey, askedDay: DAY, expires: EXPIRES, decisions: [], report: fixtureHash('report 1'), days: 14, notice: { day: DAY }, refusal: null }
  const why = { reason: '需要与举报人核对三次付款的日期，书面往来无法厘清。', basis: 'Directive (EU) 2019/1937, Art. 16(2)' }
  const approved = { kind: 'disclosure-approved', author: fixtureHash('approver'), day: DAY } as const
  const opened = { kind: 'disclosure-opened', author: fixtureHash('custodian'), day: DAY } as const
  let all: readonly DisclosureView[] = [
    { ...base, ...why, id: fixtureHash('asked'), state: 'asked', part: 'approver', next: 'approve' },
    { ...base, ...why, id: fixtureHash('approved'), state: 'approved', part: 'custodian', next: 'open', decisions: [approved] },
    { ...base, ...why, id: fixtureHash('opened'), requester: office.lin.signKey, state: 'opened', part: 'requester', next: 'read', decisions: [approved, opened] },
    { ...base, ...why, id: fixtureHash('over'), state: 'over', part: 'approver', next: null, decisions: [approved, opened] },
  ]
  const found = (id: string): DisclosureView => {
    const one = all.find((each) => each.id === id)
    if (one === undefined) throw new Refusal('no-such-log')
    return one
  }
  const decide = (id: string, change: Partial<DisclosureView>, kind: DisclosureLine['decisions'][number]['kind']): DisclosureView => {
    const before = found(id)
    const after = { ...before, ...change, next: null, decisions: [...before.decisions, { kind, author: office.lin.signKey, day: DAY }] }
    all = all.map((each) => (each.id === id ? after : each))
    return after
  }
  return {
    ask: (report, { reason, basis, days }) => deed(() => {
      const id = fixtureHash(`asked ${all.length}`)
      all = [{ ...base, id, report, reason, basis, days, requester: office.lin.signKey, state: 'asked', part: 'requester', next: null }, ...all]
      return id
    }),
    list: () => deed(() => all),
    read: (id) => deed(() => found(id)),
    approve: (id) => deed(() => decide(id, { state: 'approved' }, 'disclosure-approved')),
    refuse: (id, refusal) => deed(() => decide(id, { state: 'refused', refusal }, 'disclosure-refused')),
    open: (id) => deed(() => decide(id, { state: 'opened' }, 'disclosure-opened')),
    reveal: () => deed(() => ({ name: '林晚晴', contact: 'lin@example.org' })),
    chooseTeams: (teams) => deed(() => { office.identity = teams }),
  }
}
