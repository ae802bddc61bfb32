// Who is away, sealed under an office log's key; such as say nothing; and what follows from several.
import { absenceScheme } from '../second/absences.ts'
import { pad, sealJson } from '../second/age.ts'
import { b64, fixed, type Value } from '../second/primitives.ts'
import { drawn, handler, OFFICE, stranger } from './log.ts'

const KEY = fixed('office log key')
const [WEI, ZHOU, LIN] = [handler.publicId, stranger.publicId, b64(fixed('third sign key'))]
const ABSENCE = { id: b64(fixed('absence id', 16)), of: WEI, from: '2026-11-23', until: '2026-11-27', covers: [ZHOU, LIN], ended: null }

/** Bodies that say nothing: what is wrong, and what stands otherwise. */
const NOTHING: readonly (readonly [string, Value])[] = [
  ['covered by nobody', { ...ABSENCE, covers: [] }], ['covered by whoever is away', { ...ABSENCE, covers: [WEI] }], ['covered by one twice', { ...ABSENCE, covers: [ZHOU, ZHOU] }],
  ['covered by five', { ...ABSENCE, covers: [1, 2, 3, 4, 5].map((number) => b64(fixed(`cover ${number}`))) }], ['back before it begins', { ...ABSENCE, until: '2026-11-22' }],
  ['for 367 days', { ...ABSENCE, until: '2027-11-24' }], ['until no date', { ...ABSENCE, until: '2026-11-31' }], ['of nobody', { ...ABSENCE, of: '' }], ['with an id of another length', { ...ABSENCE, id: OFFICE }],
  ['with a reason', { ...ABSENCE, reason: 'ill' }], ['ended by a word', { ...ABSENCE, ended: true }],
]

const entry = (change: object): Value => ({ ...ABSENCE, author: WEI, isByAdministrator: false, ...change }) as Value
const OTHER = b64(fixed('other absence id', 16))

/** What is written in turn, by whom, and who is away on which days until when, and covered by whom. */
const FOLDS: readonly { readonly name: string; readonly entries: readonly Value[]; readonly away: Readonly<Record<string, Value>> }[] = [
  { name: 'both days count', entries: [entry({})], away: { '2026-11-22': null, '2026-11-23': { until: '2026-11-27', covers: [ZHOU, LIN] }, '2026-11-27': { until: '2026-11-27', covers: [ZHOU, LIN] }, '2026-11-28': null } },
  { name: 'the day of coming back does not', entries: [entry({}), entry({ ended: '2026-11-25' })], away: { '2026-11-24': { until: '2026-11-27', covers: [ZHOU, LIN] }, '2026-11-25': null } },
  { name: 'the last word of an id', entries: [entry({}), entry({ until: '2026-12-04', covers: [LIN] })], away: { '2026-11-23': { until: '2026-12-04', covers: [LIN] } } },
  { name: 'two that overlap are one', entries: [entry({ covers: [LIN] }), entry({ id: OTHER, from: '2026-11-26', until: '2026-12-01', covers: [ZHOU] })], away: { '2026-11-26': { until: '2026-12-01', covers: [LIN, ZHOU] } } },
  { name: 'by a colleague', entries: [entry({ author: ZHOU })], away: { '2026-11-23': null } },
  { name: 'by an administrator', entries: [entry({ author: ZHOU, isByAdministrator: true })], away: { '2026-11-23': { until: '2026-11-27', covers: [ZHOU, LIN] } } },
  { name: 'taken over for another', entries: [entry({}), entry({ author: ZHOU, isByAdministrator: true, of: ZHOU, covers: [LIN] })], away: { '2026-11-23': { until: '2026-11-27', covers: [ZHOU, LIN] } } },
]

export function absences(): Value {
  const under = absenceScheme(OFFICE, KEY)
  const seal = (name: string, value: Value, scheme = under): string => b64(sealJson(scheme, drawn(name), pad(value)))
  return {
    office: OFFICE, key: b64(KEY), sealed: seal('absence', ABSENCE), opensTo: ABSENCE,
    sayNothing: [
      ...NOTHING.map(([name, value]) => ({ name, sealed: seal(`absence ${name}`, value) })),
      { name: 'of another office', sealed: seal('absence of another office', ABSENCE, absenceScheme(b64(fixed('other office')), KEY)) },
      { name: 'under another key', sealed: seal('absence under another key', ABSENCE, absenceScheme(OFFICE, fixed('x'))) },
      { name: 'a prepared answer’s', sealed: seal('absence as a template', ABSENCE, { ...under, type: 'postern-template' }) },
      { name: 'nothing', sealed: '' },
    ],
    folds: FOLDS.map(({ name, entries, away }) => ({ name, of: WEI, entries, away })),
  }
}
