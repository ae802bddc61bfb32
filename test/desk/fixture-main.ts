// The desk over a fixture instead of keys and a server. Built in place of src/clients/desk/main.ts, by tests only.
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { startDesk } from '#clients/desk/start.ts'
import { fixtureDeeds } from './fixture-deeds.ts'
import { manyAppraisals } from './fixture-appraisals.ts'
import { someCases } from './fixture-cases.ts'
import { fixtureMember, FixtureOffice } from './fixture-office.ts'
import { LABELLED } from '#test/support/alike.ts'
import { fixtureHash } from './fixture-report.ts'

const COPIES = LABELLED.flatMap(({ page, text }, at) => (page !== null || at % 3 === 0 ? [text] : []))
const wished = new URLSearchParams(location.search)
const office = new FixtureOffice({ many: Number(wished.get('many') ?? 0), empty: wished.has('empty'), journalForged: wished.get('journal') === 'forged', ...(wished.has('packs') ? { packs: (wished.get('packs') ?? '').split(' ') } : {}) })
// The teams are chosen, and each reporter gave a name under lock.
if (wished.has('identities')) {
  office.identity = { approver: 'intake', custodian: 't-1' }
  for (const each of office.cases) each.giveIdentity()
}
// Copies of one page, of which one says more, among what others wrote.
if (wished.has('copies')) for (const [at, text] of COPIES.entries()) office.file({ daysAgo: 3 - (at % 4), language: at % 2 === 0 ? 'zh' : 'en', state: 'received', opened: at === 0, answers: { what: text } })
// An outside expert is a member, and may have been asked.
if (wished.has('expert')) office.members.push(fixtureMember('秦专家', ['expert'], []), fixtureMember('Dr Ines Vogel', ['expert'], []))
const expert = office.members.find(({ roles }) => roles.includes('expert'))
if (wished.get('expert') === 'asked' && expert !== undefined) manyAppraisals(office, expert)
if (wished.has('cases')) someCases(office)
const one = { office: fixtureHash('office'), names: office.names }
const two = { office: fixtureHash('other'), names: { en: 'Harbour Authority', zh: '港务局' } }

if (wished.has('invited')) {
  const waiting = office.invite({ roles: ['investigator'], teams: ['intake'] })
  office.changeInvitation(waiting.invitation, { state: 'enrolled', enrolled: { name: 'Ning Shuo', signKey: fixtureHash('ning'), fingerprint: ['acorn', 'bridge', 'candle', 'drift', 'ember', 'fabric'] } })
  office.changeInvitation(office.invite({ roles: ['auditor'], teams: [] }).invitation, { state: 'enrolled', forged: true })
  office.invite({ roles: ['intake'], teams: ['intake'] })
}

/** What a test does behind the desk's back. */
const world = {
  office,
  refuseNext: (code: RefusalCode) => { office.refuseNext = new Refusal(code) },
}
export type FixtureWorld = typeof world
Object.assign(globalThis, { world })
// The fixture's calendar stands still, so that pictures and words do not change with the days.
Date.now = () => Date.parse(`${office.today}T12:00:00Z`)

void startDesk(fixtureDeeds(office, wished.has('offices') ? [one, two] : [one]), {
  pollMs: Number(wished.get('poll') ?? 20_000), lockAfterMs: wished.has('lock') ? Number(wished.get('lock')) : null,
})
