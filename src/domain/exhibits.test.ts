// Goal: every reader sees the same exhibits and every gap in their custody. Method: one small office's day, each way to break it, and any
// sequence of links.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { asDay } from '#base/day.ts'
import { BODIES, CUSTODY_ACTIONS, CUSTODY_ANSWERS, type Attachment, type Bodies, type Custodian } from './bodies.ts'
import type { DeskEntry, ReportEntry } from './conversation.ts'
import { foldExhibits, isOnlyUncertain, lastLink, sameCustodian, shownExhibit, toAnswer, unconfirmed, unreadableExhibits, type CustodyLink, type WithheldEntry } from './exhibits.ts'

const DAY = asDay('2026-11-25')
const id = (seed: string): string => `${seed.padEnd(42, '0')}A`
const [LIN, WEI] = [{ member: id('lin') }, { member: id('wei') }]
const LAB: Custodian = { name: '省质检院声学实验室' }
const FILE: Attachment = { file: id('file'), name: '录像\u202e4pm.exe', type: 'video/mp4', sizeBytes: 9, sha256: id('hash'), key: `${'A'.repeat(21)}A`, nonce: `${'A'.repeat(21)}A`, cleaning: 'kept-as-it-was' }
const REPORT: readonly ReportEntry[] = [{
  kind: 'report', seq: 0, hash: id('r0'), author: id('reporter'), day: DAY, docket: { state: 'received', channel: 'web', team: 'intake' },
  body: { answers: { what: 'a' }, language: 'zh', provenance: 'in-browser', directory: id('d'), recipient: 'age1pq1', files: [FILE] },
}]

type Body<K extends 'exhibit' | 'custody'> = Partial<Bodies[K]>

function exhibit(name: string, body: Body<'exhibit'> = {}): DeskEntry {
  const plain = { reportHead: id('r0'), description: '四号厂房值班手机', at: '2026-11-25T02:05Z', place: '四号厂房', collector: LIN, seal: 'A-0017', copy: false, holder: LIN }
  return { kind: 'exhibit', seq: 1, hash: id(name), author: LIN.member, day: DAY, docket: null, body: { ...plain, ...body } }
}

function link(name: string, of: string, body: Body<'custody'> = {}): DeskEntry {
  const plain = { reportHead: id('r0'), exhibit: id(of), previous: id(of), action: 'transfer', at: '2026-11-25T03:00Z', from: LIN, to: WEI, reason: '送检', place: '', seal: 'A-0017', found: null } as const
  return { kind: 'custody', seq: 2, hash: id(name), author: LIN.member, day: DAY, docket: null, body: { ...plain, ...body } }
}

const breaksOf = (...entries: readonly DeskEntry[]) => foldExhibits(entries, REPORT).map(({ links }) => links.flatMap(({ breaks }) => breaks))

test('an exhibit goes from hand to hand, and the last one has it', () => {
  const [phone, copy] = foldExhibits([
    exhibit('phone'), link('one', 'phone'), link('two', 'phone', { previous: id('one'), action: 'analyse', from: WEI, to: LAB, at: '2026-11-25T04:00Z' }),
    exhibit('copy', { copy: true, files: [FILE], parent: { exhibit: id('phone'), transform: 'copy', tool: 'dd', version: '9.1' } }),
    link('three', 'phone', { previous: id('two'), action: 'return', from: LAB, to: { name: '车主' }, at: '2026-11-26T04:00Z' }),
  ], REPORT)
  assert.ok(phone !== undefined && copy !== undefined)
  assert.deepEqual([phone.number, phone.kind, phone.isWhole, phone.ended, phone.links.map(({ action }) => action)], [1, 'physical', true, 'return', ['register', 'transfer', 'analyse', 'return']])
  assert.deepEqual([copy.number, copy.kind, copy.log, copy.parent?.number, copy.isWhole], [2, 'file', 'desk', 1, true])
  assert.ok(sameCustodian(phone.holder, { name: '车主' }))
  assert.equal(lastLink(phone), id('three'))
})

test('a file that came with the report is the one that its sender named', () => {
  const source = { entry: id('r0'), file: FILE.file, sha256: FILE.sha256 }
  const [exhibited] = foldExhibits([exhibit('file', { source })], REPORT)
  assert.deepEqual([exhibited?.kind, exhibited?.log, exhibited?.files[0]?.file, exhibited?.isWhole], ['report-file', 'report', FILE.file, true])
  assert.ok(!exhibited?.files[0]?.name.includes('\u202e'))
  assert.deepEqual(breaksOf(exhibit('a', { source: { ...source, sha256: id('other') } })), [['source-differs']])
  assert.deepEqual(breaksOf(exhibit('a', { source: { ...source, file: id('other') } })), [['no-source']])
  assert.deepEqual(breaksOf(exhibit('a', { source: { ...source, entry: id('r9') } })), [['no-source']])
})

test('each gap in a chain is named, and the exhibit is not whole from then on', () => {
  const phone = exhibit('phone', { files: [FILE] })
  const two = (body: Body<'custody'>): DeskEntry[] => [phone, link('one', 'phone'), link('two', 'phone', { previous: id('one'), from: WEI, to: LAB, at: '2026-11-25T04:00Z', ...body })]
  assert.deepEqual(breaksOf(...two({})), [[]])
  assert.deepEqual(breaksOf(...two({ found: [FILE.sha256] })), [[]])
  assert.deepEqual(breaksOf(...two({ previous: id('phone') })), [['not-behind']])
  assert.deepEqual(breaksOf(...two({ from: LAB })), [['not-the-holder']])
  assert.deepEqual(breaksOf(...two({ at: '2026-11-25T01:00Z' })), [['earlier']])
  assert.deepEqual(breaksOf(...two({ found: [id('other')] })), [['bytes-differ']])
  assert.deepEqual(breaksOf(phone, link('one', 'phone', { action: 'destroy' }), link('two', 'phone', { previous: id('one'), from: WEI })), [['ended']])
  assert.deepEqual(breaksOf(exhibit('a', { parent: { exhibit: id('none'), transform: 'excerpt', tool: '', version: '' } })), [['no-parent']])
  const hidden: DeskEntry = { kind: 'unreadable', claimed: 'custody', seq: 3, hash: id('hidden'), author: LIN.member, day: DAY, docket: null }
  assert.deepEqual(breaksOf(phone, hidden), [['unreadable']])
  assert.deepEqual(foldExhibits([phone, hidden], REPORT).map(({ isWhole }) => isWhole), [false])
})

test('a minute that had not come when it was signed is told, and holds nobody up', () => {
  const slip = link('slip', 'phone', { at: '2062-11-25T03:00Z' })
  const after = link('after', 'phone', { previous: id('slip'), from: WEI, to: LAB, at: '2026-11-25T04:00Z' })
  assert.deepEqual(breaksOf(exhibit('phone'), slip, after), [['later']])
  assert.deepEqual(breaksOf(exhibit('phone', { at: '2062-11-25T03:00Z' }), link('one', 'phone')), [['later']])
})

test('of a thing nobody read the bytes', () => {
  const [phone] = foldExhibits([exhibit('phone'), link('one', 'phone', { found: [] })], REPORT)
  assert.deepEqual([phone?.isWhole, phone?.links[1]?.checked], [true, false])
})

test('an exhibit that does not open keeps its number', () => {
  const hidden: DeskEntry = { kind: 'unreadable', claimed: 'exhibit', seq: 1, hash: id('hidden'), author: LIN.member, day: DAY, docket: null }
  assert.deepEqual(foldExhibits([exhibit('a'), hidden, exhibit('b')], REPORT).map(({ number }) => number), [1, 3])
})

/** A link by Wei of what Lin handed over in `one`. */
const answer = (name: string, action: 'receive' | 'refuse', body: Body<'custody'> = {}): DeskEntry => ({
  ...link(name, 'phone', { action, handing: id('one'), previous: id('one'), from: WEI, to: action === 'receive' ? WEI : LIN, at: '2026-11-25T04:00Z', reason: action === 'receive' ? '' : '未见此物', ...body }), author: WEI.member,
} as DeskEntry)

test('what one hand gives waits for the other to sign, and until then nobody has it for sure', () => {
  const [phone] = foldExhibits([exhibit('phone'), link('one', 'phone')], REPORT)
  assert.ok(phone !== undefined)
  assert.deepEqual([phone.links.map(({ receipt }) => receipt), phone.isWhole, unconfirmed(phone)?.hash], [[null, 'open'], true, id('one')])
  assert.deepEqual([toAnswer(phone, WEI.member).length, toAnswer(phone, LIN.member).length], [1, 0])
  const [signed] = foldExhibits([exhibit('phone'), link('one', 'phone'), answer('two', 'receive')], REPORT)
  assert.deepEqual([signed?.links.map(({ receipt }) => receipt), signed?.isWhole, signed?.holder, signed === undefined ? 0 : unconfirmed(signed)], [[null, 'confirmed', null], true, WEI, null])
})

test('what is refused is with whoever gave it, who signs for that in turn', () => {
  const refused = [exhibit('phone'), link('one', 'phone'), answer('two', 'refuse')]
  const [phone] = foldExhibits(refused, REPORT)
  assert.deepEqual([phone?.links.map(({ receipt }) => receipt), phone?.holder, phone?.isWhole], [[null, 'refused', 'open'], LIN, true])
  const [back] = foldExhibits([...refused, { ...answer('three', 'receive', { handing: id('two'), previous: id('two'), from: LIN, to: LIN }), author: LIN.member }], REPORT)
  assert.deepEqual([back?.isWhole, back === undefined ? 0 : unconfirmed(back)], [true, null])
})

test('nobody signs for another, twice, or for what was not handed over', () => {
  const begun = [exhibit('phone'), link('one', 'phone')]
  const of = (...entries: readonly DeskEntry[]) => breaksOf(...begun, ...entries)[0]
  assert.deepEqual(of(answer('two', 'receive')), [])
  assert.deepEqual(of({ ...answer('two', 'receive'), author: LIN.member }), ['no-handing'])
  assert.deepEqual(of(answer('two', 'receive', { handing: id('phone') })), ['no-handing'])
  assert.deepEqual(of(answer('two', 'receive', { to: LAB })), ['no-handing'], 'who signs for it hands it to nobody with the same stroke')
  assert.deepEqual(of(answer('two', 'receive'), answer('three', 'receive', { previous: id('two') })), ['no-handing'])
  // Somebody outside signs nothing here, and whoever writes the link has signed it.
  const own = { ...link('one', 'phone'), author: WEI.member }
  assert.deepEqual(foldExhibits([exhibit('phone'), own], REPORT)[0]?.links.map(({ receipt }) => receipt), [null, null])
  assert.deepEqual(foldExhibits([exhibit('phone'), link('one', 'phone', { to: LAB })], REPORT)[0]?.links.map(({ receipt }) => receipt), [null, null])
})

test('who was skipped may still sign, and who never had it breaks the chain', () => {
  const passed = [exhibit('phone'), link('one', 'phone'), link('two', 'phone', { previous: id('one'), from: WEI, to: LAB, at: '2026-11-25T03:30Z' })]
  assert.deepEqual(breaksOf(...passed, answer('three', 'receive', { previous: id('two'), from: LAB, to: LAB })), [[]])
  assert.deepEqual(breaksOf(...passed, answer('three', 'refuse', { previous: id('two'), from: LAB, to: LAB })), [['denied']])
})

const hidden = (name: string, claimed: 'exhibit' | 'custody'): DeskEntry => ({ kind: 'unreadable', seq: 3, hash: id(name), author: WEI.member, day: DAY, docket: null, claimed })

test('a link that does not open stops those alone that it may be about, and is no place to go on from', () => {
  const entries = [exhibit('old'), link('gone', 'old', { action: 'destroy' }), exhibit('phone'), hidden('dark', 'custody'), exhibit('later'), link('one', 'phone')]
  const exhibits = foldExhibits(entries, REPORT)
  assert.deepEqual(exhibits.map(({ number, isWhole }) => [number, isWhole]), [[1, true], [2, false], [3, true]])
  const [, phone] = exhibits
  assert.ok(phone !== undefined)
  assert.ok(isOnlyUncertain(phone) && phone.links.at(-1)?.breaks.length === 0, 'the next link fits behind the last that opens')
  assert.deepEqual(unreadableExhibits(entries, exhibits).map(({ claimed, numbers, author }) => [claimed, numbers, author]), [['custody', [2], WEI.member]])
})

test('an exhibit that does not open keeps its number, is told, and breaks none that was made from it', () => {
  const entries = [hidden('dark', 'exhibit'), exhibit('copy', { copy: true, files: [FILE], parent: { exhibit: id('dark'), transform: 'redacted', tool: 'Postern', version: '1' } })]
  const exhibits = foldExhibits(entries, REPORT)
  assert.deepEqual(exhibits.map(({ number, parent, isWhole }) => [number, parent?.number, isWhole]), [[2, 1, true]])
  assert.deepEqual(unreadableExhibits(entries, exhibits).map(({ claimed, numbers }) => [claimed, numbers]), [['exhibit', [1]]])
})

test('what was kept back keeps its number, may be a parent, and says of its files what is known of them', () => {
  const kept = (hash: string, claimed: WithheldEntry['claimed'], files: WithheldEntry['files'] = []): WithheldEntry => ({ kind: 'withheld', claimed, hash: id(hash), files })
  const source = { entry: id('r0'), file: FILE.file, sha256: FILE.sha256 }
  const desk = [kept('o', 'opened'), kept('phone', 'exhibit'), kept('link', 'custody'), exhibit('copy', { source, parent: { exhibit: id('phone'), transform: 'excerpt', tool: '', version: '' } })]
  const [copy, ...others] = foldExhibits(desk, [kept('r0', 'report', [FILE])])
  assert.deepEqual([copy?.number, copy?.parent?.number, copy?.isWhole, others.length], [2, 1, true, 0])
  assert.ok(copy !== undefined && !('key' in (shownExhibit(copy).files[0] ?? {})))
  const breaks = (...files: WithheldEntry['files']) => foldExhibits(desk, [kept('r0', 'report', files)]).flatMap(({ links }) => links.flatMap((each) => each.breaks))
  assert.deepEqual(breaks(), ['no-source'])
  assert.deepEqual(breaks({ ...FILE, sha256: id('other') }), ['source-differs'])
})

test('a recording whose files do not follow each other is told', () => {
  const recording = (...segments: readonly (readonly [string, string])[]) => breaksOf(exhibit('worn', { files: segments.map(() => FILE), recording: {
    device: 'BWC-31', clockOffsetSeconds: -42, segments: segments.map(([from, to]) => ({ from: `2026-11-25T02:${from}Z`, to: `2026-11-25T02:${to}Z` })),
  } }))
  assert.deepEqual(recording(['00:00', '04:59'], ['05:00', '09:59']), [[]])
  assert.deepEqual(recording(['00:00', '04:59'], ['05:30', '09:59']), [['recording-gap']])
  assert.deepEqual(recording(['04:59', '00:00']), [['recording-gap']])
})

test('a body has a source or files, times that exist, and as many segments as files', () => {
  const good = exhibit('a', { files: [FILE] })
  assert.ok('body' in good)
  const takes = (change: object): boolean => v.safeParse(BODIES['exhibit'], { ...good.body, ...change }).success
  assert.ok(takes({}))
  assert.ok(!takes({ source: { entry: id('r0'), file: id('f'), sha256: id('h') } }))
  assert.ok(!takes({ at: '2026-13-25T02:05Z' }))
  assert.ok(!takes({ at: '2026-11-25 02:05' }))
  assert.ok(!takes({ description: '' }))
  assert.ok(!takes({ holder: { member: id('lin'), name: 'both' } }))
  assert.ok(!takes({ recording: { device: 'BWC', clockOffsetSeconds: 0, segments: [] } }))
})

test('an answer names what it answers, and everything but a signature has a reason', () => {
  const good = answer('a', 'receive')
  assert.ok('body' in good)
  const takes = (change: object): boolean => v.safeParse(BODIES['custody'], { ...good.body, ...change }).success
  assert.ok(takes({}))
  assert.ok(!takes({ handing: undefined }))
  assert.ok(!takes({ action: 'refuse', reason: '' }))
  assert.ok(!takes({ action: 'transfer', reason: 'r' }))
  assert.ok(takes({ action: 'transfer', reason: 'r', handing: undefined }))
})

test('whatever is written, no link is lost, a whole chain has no gap between hands, and nobody is signed for by another', () => {
  const person = fc.constantFrom<Custodian>(LIN, WEI, LAB)
  const step = fc.record({
    action: fc.constantFrom(...CUSTODY_ACTIONS, ...CUSTODY_ANSWERS, ...CUSTODY_ANSWERS), author: fc.constantFrom(LIN.member, WEI.member), from: person, to: person, isBehind: fc.boolean(), hour: fc.integer({ min: 0, max: 23 }),
    answers: fc.nat({ max: 11 }), isDark: fc.integer({ min: 0, max: 9 }),
  })
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const entries = [exhibit('phone'), ...steps.map(({ action, author, from, to, isBehind, hour, answers, isDark }, at): DeskEntry => (isDark === 0 ? hidden(`l${at}`, 'custody') : {
      ...link(`l${at}`, 'phone', {
        action, from, to, previous: isBehind ? id(at === 0 ? 'phone' : `l${at - 1}`) : id('elsewhere'), at: `2026-11-25T${String(hour).padStart(2, '0')}:30Z`,
        ...(action === 'receive' || action === 'refuse' ? { handing: id(`l${answers}`) } : {}),
      }), author,
    } as DeskEntry))]
    const [phone] = foldExhibits(entries, REPORT)
    assert.ok(phone !== undefined)
    const ends = phone.links.findIndex(({ action, breaks }) => (action === 'return' || action === 'destroy') && !breaks.includes('ended'))
    const lost = entries.slice(1).filter((entry, at) => entry.kind === 'unreadable' && ends >= 0 && at + 1 > ends)
    assert.equal(phone.links.length, entries.length - lost.length)
    for (const each of phone.links) {
      // Each signature is that member's own, further down, and of the only answer that counts.
      const answers: readonly CustodyLink[] = phone.links.filter(({ handing, breaks }) => handing === each.hash && !breaks.includes('no-handing'))
      assert.equal(answers.length, each.receipt === 'confirmed' || each.receipt === 'refused' ? 1 : 0)
      for (const { author } of answers) assert.ok('member' in each.to && each.to.member === author && author !== each.author)
    }
    if (!phone.isWhole) return
    for (const [at, each] of phone.links.slice(1).entries()) {
      const before: CustodyLink | undefined = phone.links[at]
      assert.ok(before !== undefined)
      assert.ok(sameCustodian(before.to, each.from) && before.at <= each.at)
      assert.ok(before.action !== 'return' && before.action !== 'destroy')
    }
  }), { numRuns: 1000 })
})
