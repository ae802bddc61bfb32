import { addDays, asDay } from '#base/day.ts'
import type { AuditFindings } from '#clients/member/audit-check.ts'
import type { AuditDeeds } from '#clients/desk/audit/audit-deeds.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

type Deed = <T>(act: () => T) => Promise<T>

/** An audit that found everything whole and two dates late; broken where the address asks for it. */
export function fixtureAudit(office: FixtureOffice, deed: Deed): AuditDeeds {
  const day = asDay('2026-11-20')
  const date = (name: string, outcome: 'met' | 'late' | 'open') => ({ log: fixtureHash(name), due: asDay('2026-11-19'), done: outcome === 'open' ? null : day, outcome })
  const first = { clock: 'eu-internal/acknowledge', names: { en: 'First answer', zh: '首次答复' } }
  const outcome = { clock: 'eu-internal/feedback', names: { en: 'Outcome', zh: '处理结果' } }
  return {
    look: (onprogress) => deed(() => {
      onprogress({ pages: 3, entries: 120 })
      if (new URLSearchParams(location.search).has('broken')) return { broken: { where: fixtureHash('gone'), seq: 3, reason: 'bad-signature' } }
      return {
        office: office.view.office, day, logs: 41, entries: 214, days: 2, waiting: 4, erased: [fixtureHash('erased')],
        changes: [{ day, member: office.zhou.signKey, what: 'passkey-added' }],
        disclosures: [{ log: fixtureHash('request'), state: 'opened', requester: office.zhou.signKey, askedDay: day, expires: asDay('2026-12-20'), decisions: [{ kind: 'disclosure-approved', author: office.lin.signKey, day }] }],
        cases: [{ log: fixtureHash('case 0'), openedBy: office.lin.signKey, openedDay: addDays(office.today, -9), entries: 6 }],
        appraisals: [
          { log: fixtureHash('question'), about: fixtureHash('a'), state: 'reviewed', asker: office.lin.signKey, askedDay: asDay('2026-11-12'), expert: office.members[2]?.signKey ?? '' },
          { log: fixtureHash('later question'), about: fixtureHash('b'), state: 'asked', asker: office.zhou.signKey, askedDay: day, expert: null },
        ],
        dates: [...['a', 'b', 'c'].map((name) => ({ ...first, ...date(name, 'met') })), { ...first, ...date('d', 'late') }, { ...outcome, ...date('e', 'late') }, { ...outcome, ...date('f', 'open') }],
        access: office.members.map(({ signKey }, index) => ({ day, member: signKey, log: index === 0 ? office.view.office : fixtureHash(`log ${index}`) })),
        sessions: office.members.map(({ signKey }) => ({ day, member: signKey })),
        checkpoints: ['2026-11-18', '2026-11-19'].map((text, index) => ({ day: asDay(text), note: `postern/${office.view.office}\n${index + 1}\n${'A'.repeat(43)}=\n\n— postern/${office.view.office} ${'B'.repeat(90)}\n` })),
      } satisfies AuditFindings
    }),
  }
}
