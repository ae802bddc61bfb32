// Goal: everybody sees the same appraisal: taken on before it is answered, answered before it is looked at, by one expert, of the items asked. Method:
// each walk, every other next step at every point, any sequence of steps, and opinions of other items than those asked.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { vectors } from '#test/support/vectors.ts'
import { BASE, fold, member } from '#test/support/office-events.ts'
import { appraisalRole, foldAppraisal, isExhibit, mayFollow, readAppraisal, type AppraisalEntry, type AppraisalStep } from './appraisal.ts'
import { BODIES, type AppraisalItem, type Attachment, type Bodies } from './bodies.ts'
import { belongsTo, ENTRY_KINDS, ruleOf, type EntryKind } from './kinds.ts'

const DAY = asDay('2026-11-25')
const id = (seed: string): string => `${seed.padEnd(42, '0')}A`
const KINDS = (Object.keys(ENTRY_KINDS) as EntryKind[]).filter((kind) => belongsTo(kind, 'appraisal') && ruleOf(kind).opens !== true)
const step = (kind: EntryKind, author = 'expert'): AppraisalStep => ({ kind, author, day: DAY })
const asked = step('appraisal', 'asker')
const by = (kind: EntryKind): AppraisalStep => step(kind, (ruleOf(kind).authors as readonly string[]).includes('expert') ? 'expert' : 'asker')

function refused(steps: readonly AppraisalStep[]): string {
  try {
    foldAppraisal(steps)
  } catch (error) {
    return error instanceof Refusal ? error.code : String(error)
  }
  return 'allowed'
}

test('asked, taken on, answered, looked at, added to, closed', () => {
  const walk = [asked, by('appraisal-word'), by('appraisal-accepted'), by('opinion'), by('appraisal-review'), by('opinion'), by('appraisal-word'), by('appraisal-closed')]
  assert.deepEqual(walk.map((_, at) => foldAppraisal(walk.slice(0, at + 1)).state), ['asked', 'asked', 'accepted', 'given', 'reviewed', 'given', 'given', 'closed'])
  assert.deepEqual(foldAppraisal(walk), { state: 'closed', asker: 'asker', askedDay: DAY, expert: 'expert' })
})

test('no other order', () => {
  const allowed = (...walk: readonly EntryKind[]) => KINDS.filter((kind) => refused([asked, ...walk.map(by), by(kind)]) === 'allowed').join()
  assert.equal(allowed(), 'appraisal-accepted,appraisal-declined,appraisal-word,appraisal-closed,rekey,grant')
  assert.equal(allowed('appraisal-accepted'), 'appraisal-word,opinion,appraisal-closed,rekey,grant')
  assert.equal(allowed('appraisal-accepted', 'opinion'), 'appraisal-word,opinion,appraisal-review,appraisal-closed,rekey,grant')
  assert.equal(allowed('appraisal-declined'), 'grant')
  assert.equal(allowed('appraisal-closed'), 'grant')
  assert.equal(refused([by('opinion')]), 'malformed')
  assert.equal(refused([asked, asked]), 'transition-not-allowed')
})

test('another key and another reader change nothing that was said, and say nothing', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 9 }), (kinds) => {
    const kept = kinds.reduce<AppraisalStep[]>((steps, kind) => (mayFollow(foldAppraisal(steps), kind) ? [...steps, by(kind)] : steps), [asked])
    const said = kept.filter(({ kind }) => kind !== 'rekey' && kind !== 'grant')
    assert.deepEqual(foldAppraisal(kept), foldAppraisal(said))
  }))
  const keyed = { hash: id('9'), author: id('asker'), day: DAY }
  assert.deepEqual(log({ ...keyed, kind: 'rekey' }, opinion('1', ['a', 'b']), { ...keyed, kind: 'grant' }, { ...keyed, kind: 'unreadable', claimed: 'rekey' }), log(opinion('1', ['a', 'b'])))
})

test('an item is the exhibit that it names by its number, and by every file’s id and sum', () => {
  const registered = { hash: id('a'), number: 1, files: [{ file: FILE.file, sha256: FILE.sha256 }] }
  const is = (more: Partial<AppraisalItem>, sha256 = FILE.sha256) => isExhibit({ files: [{ ...FILE, sha256 }] }, { ...item('a', [FILE.file]), ...more }, registered)
  assert.equal(is({}), true)
  assert.deepEqual([is({ exhibit: id('b') }), is({ number: 2 }), is({ files: [] }), is({ files: [id('z')] }), is({ files: [FILE.file, FILE.file] }), is({}, id('z'))], [false, false, false, false, false, false])
})

test('one expert writes all of it, and nobody who asked', () => {
  assert.equal(refused([asked, step('appraisal-accepted'), step('opinion', 'another')]), 'not-allowed')
  assert.equal(refused([asked, step('appraisal-accepted', 'asker')]), 'not-allowed')
})

test('of any steps, none after an end, no opinion before it was taken on, no review before an opinion', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...KINDS), { maxLength: 9 }), (kinds) => {
    const kept: AppraisalStep[] = [asked]
    for (const kind of kinds) {
      const before = foldAppraisal(kept)
      assert.equal(refused([...kept, by(kind)]) === 'allowed', mayFollow(before, kind))
      if (mayFollow(before, kind)) kept.push(by(kind))
    }
    const told: readonly EntryKind[] = kept.map(({ kind }) => kind).filter((kind) => kind !== 'grant')
    const end = told.findIndex((kind) => kind === 'appraisal-closed' || kind === 'appraisal-declined')
    assert.ok(end < 0 || end === told.length - 1)
    const before = (later: EntryKind, earlier: EntryKind) => !told.includes(later) || (told.includes(earlier) && told.indexOf(earlier) < told.indexOf(later))
    assert.ok(before('opinion', 'appraisal-accepted') && before('appraisal-review', 'opinion'))
    assert.ok(told.filter((kind) => kind === 'appraisal-accepted').length <= 1)
  }))
})

test('an expert, a handler and anybody else', () => {
  const office = fold([...BASE, member('a', 'x', { roles: ['expert'] }), member('a', 'y', { roles: ['auditor'] })])
  assert.deepEqual(['a', 'b', 'x', 'y', 'z'].map((each) => appraisalRole(office, each)), ['handler', 'handler', 'expert', null, null])
  assert.equal(appraisalRole(fold([...BASE, member('a', 'x', { roles: ['expert'] }), member('a', 'x', { roles: ['expert'], active: false })]), 'x'), null)
})

const FILE: Attachment = { file: id('file'), name: 'a.mp4', type: 'video/mp4', sizeBytes: 9, sha256: id('hash'), key: `${'A'.repeat(21)}A`, nonce: `${'A'.repeat(21)}A`, cleaning: 'kept-as-it-was' }
const item = (name: string, files: readonly string[] = []) => ({ exhibit: id(name), number: 1, description: name, kind: 'physical' as const, files })
const question = (more: Partial<Bodies['appraisal']> = {}): Bodies['appraisal'] => ({ expert: id('expert'), items: [item('a'), item('b')], questions: '是否为同一人的声音', due: DAY, ...more })
const finding = (name: string) => ({ exhibit: id(name), finding: '支持', scale: '强', method: '频谱比对', reasons: '基频一致' })

function log(...rest: readonly AppraisalEntry[]) {
  const first = { kind: 'appraisal', hash: id('0'), author: id('asker'), day: DAY, body: question() } as const
  return readAppraisal([first, ...rest])
}

function opinion(hash: string, names: readonly string[], author = 'expert'): AppraisalEntry {
  return { kind: 'opinion', hash: id(hash), author: id(author), day: DAY, body: { findings: names.map(finding) } }
}

test('the first opinion answers every item, a later one adds, and none replaces another', () => {
  const { opinions } = log(opinion('1', ['a', 'b']), opinion('2', ['b']))
  assert.deepEqual(opinions.map(({ hash, supplements, breaks, findings }) => [hash, supplements, breaks, findings.length]), [[id('1'), false, [], 2], [id('2'), true, [], 1]])
})

test('an opinion of other items is shown and counts for nothing', () => {
  const broken = (...names: readonly string[]) => log(opinion('1', names)).opinions[0]?.breaks
  assert.deepEqual([broken('a'), broken('a', 'c'), broken('a', 'b', 'c'), broken('a', 'a')], Array.from({ length: 4 }, () => ['items-differ']))
  assert.deepEqual(log(opinion('1', ['a']), opinion('2', ['b'])).opinions.map(({ breaks }) => breaks), [['items-differ'], ['items-differ']])
  assert.deepEqual(log(opinion('1', ['a', 'b'], 'another')).opinions[0]?.breaks, ['another-expert'])
  const hidden = { kind: 'unreadable', claimed: 'opinion', hash: id('1'), author: id('expert'), day: DAY } as const
  assert.deepEqual(log(hidden, opinion('2', ['a', 'b'])).opinions.map(({ breaks, supplements }) => [breaks, supplements]), [[['unreadable'], false], [[], false]])
})

test('what the office says of an opinion stands beside it', () => {
  const review = (hash: string, verdict: 'accepted' | 'objected'): AppraisalEntry => ({ kind: 'appraisal-review', hash: id(hash), author: id('asker'), day: DAY, body: { opinion: id('1'), verdict, reason: 'r' } })
  assert.deepEqual(log(opinion('1', ['a', 'b']), review('2', 'objected'), review('3', 'accepted')).opinions[0]?.reviews.map(({ verdict }) => verdict), ['objected', 'accepted'])
})

test('a question has keys to the files of its items and to no other', () => {
  const fits = (more: Partial<Bodies['appraisal']>) => v.safeParse(BODIES['appraisal'], question(more)).success
  assert.equal(fits({ items: [item('a', [FILE.file]), item('b', [FILE.file])], files: [FILE] }), true)
  for (const wrong of [{ files: [FILE] }, { items: [item('a', [FILE.file])] }, { items: [item('a', [FILE.file])], files: [FILE, FILE] }, { items: [item('a'), item('a')] }, { items: [] }, { questions: '' }]) {
    assert.equal(fits(wrong), false, JSON.stringify(wrong))
  }
})

interface Vectors {
  readonly orders: readonly { readonly name: string; readonly steps: readonly AppraisalStep[]; readonly refusal?: string; readonly last?: EntryKind; readonly expert?: string | null }[]
  readonly bodies: readonly { readonly name: string; readonly kind: 'appraisal'; readonly body: unknown; readonly fits: boolean }[]
  readonly judgements: readonly { readonly name: string; readonly said: readonly { readonly hash: string; readonly kind: EntryKind; readonly author: string; readonly body: unknown }[]; readonly opinions: readonly Judged[] }[]
}

interface Judged { readonly opinion: string; readonly breaks: readonly string[]; readonly supplements: boolean; readonly verdicts: readonly string[] }

test('orders, bodies and opinions are what the second hand says', () => {
  const told = vectors<Vectors>('appraisals')
  const STATE: Partial<Record<EntryKind, string>> = { 'appraisal': 'asked', 'appraisal-accepted': 'accepted', 'appraisal-declined': 'declined', 'opinion': 'given', 'appraisal-review': 'reviewed', 'appraisal-closed': 'closed' }
  for (const { name, steps, refusal, last = 'appraisal', expert } of told.orders) {
    assert.equal(refused(steps), refusal ?? 'allowed', name)
    if (refusal === undefined) assert.deepEqual([foldAppraisal(steps).state, foldAppraisal(steps).expert], [STATE[last], expert], name)
  }
  for (const { name, kind, body, fits } of told.bodies) assert.equal(v.safeParse(BODIES[kind], body).success, fits, name)
  for (const { name, said, opinions } of told.judgements) {
    const entries = said.map(({ kind, body, ...placed }) => ({ ...placed, day: DAY, ...(body === null ? { kind: 'unreadable', claimed: kind } : { kind, body }) }) as AppraisalEntry)
    assert.deepEqual(readAppraisal(entries).opinions.map(({ hash, breaks, supplements, reviews }) => ({ opinion: hash, breaks, supplements, verdicts: reviews.map(({ verdict }) => verdict) })), opinions, name)
  }
})

test('one whose question does not open is no appraisal', () => {
  assert.throws(() => readAppraisal([{ kind: 'unreadable', claimed: 'appraisal', hash: id('0'), author: id('asker'), day: DAY }]), { code: 'malformed' })
})
