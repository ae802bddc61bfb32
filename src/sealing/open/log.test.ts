// Goal: a reader opens the true log and refuses every other. Method: spec/vectors/entries.json, made by a second hand; what our own
// `seal` makes, over any words; then the types.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { randomBytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { foldAppraisal, readAppraisal, type AppraisalEntry } from '#domain/appraisal.ts'
import type { Bodies } from '#domain/bodies.ts'
import { bytesIn, entriesIn, entryIn, refusalOf, refusedWith, vectors, type ToldEntry } from '#test/support/vectors.ts'
import type { LogKey } from '../plain/log-key.ts'
import { Secret } from '../plain/secret.ts'
import { signingKeyFrom, type SigningKey } from '../plain/signing-key.ts'
import { logIdOf } from '../proof/chain.ts'
import { newLog, sealEntry, sealFirstEntry, type LogEnd, type NewLog, type ReadyEntry } from '../seal/entry.ts'
import { parseHeader } from '../sealed/header.ts'
import { openLog, type OpenLog } from './log.ts'

interface Vectors {
  readonly office: string
  readonly log: string
  readonly nonce: string
  readonly key: string
  readonly keyCommit: string
  readonly entries: readonly (ToldEntry & { readonly hash: string; readonly opensTo: unknown })[]
  readonly wrongKey: { readonly key: string; readonly refusal: string }
  readonly refused: readonly Refused[]
  readonly unreadable: readonly { readonly name: string; readonly entries: readonly (number | ToldEntry)[] }[]
  readonly generations: {
    readonly keys: readonly { readonly generation: number; readonly key: string; readonly keyCommit: string }[]
    readonly entries: readonly (ToldEntry & { readonly opensTo: unknown })[]
    readonly refused: readonly Refused[]
    readonly wrongPrevious: { readonly opensTo: readonly unknown[]; readonly entries: readonly (number | ToldEntry)[] }
  }
}
interface Refused {
  readonly name: string
  readonly refusal: string
  readonly seq: number
  readonly entries: readonly (number | ToldEntry)[]
}
const told = vectors<Vectors>('entries')
const keyOf = (key: string, generation = 0): LogKey => ({ office: told.office, log: told.log, generation, key: new Secret('log-key', bytesIn(key)) })

const bodiesOf = ({ entries }: OpenLog): unknown[] => entries.map((entry) => (entry.kind === 'unreadable' ? null : entry.body))

test('the log of the vectors opens to its words', async () => {
  const entries = told.entries.map((entry) => entryIn(entry))
  const log = await openLog(entries, keyOf(told.key))
  assert.deepEqual(bodiesOf(log), told.entries.map(({ opensTo }) => opensTo))
  assert.deepEqual(log.entries.map(({ hash }) => hash), told.entries.map(({ hash }) => hash))
  assert.deepEqual([log.log, log.kind, log.length, log.head], [told.log, 'report', 3, told.entries[2]?.hash])
  const first = parseHeader(entries[0]?.header ?? new Uint8Array(0))
  assert.equal(logIdOf(first), told.log)
  assert.equal(first.keyCommit, told.keyCommit)
})

test('an appraisal of the vectors opens through its re-keying, and its opinions are judged as the second hand does', async () => {
  const { log: { office, log: id, key, entries } } = vectors<{ readonly log: { readonly office: string; readonly log: string; readonly key: string; readonly entries: readonly (ToldEntry & { readonly hash: string })[] } }>('appraisals')
  const log = await openLog(entries.map((entry) => entryIn(entry)), { office, log: id, generation: 1, key: new Secret('log-key', bytesIn(key)) })
  assert.deepEqual([log.kind, log.entries.map(({ hash }) => hash), log.generations.length], ['appraisal', entries.map(({ hash }) => hash), 2])
  assert.equal(foldAppraisal(log.entries.map(({ header }) => header)).state, 'closed')
  const { opinions, questions, independence } = readAppraisal(log.entries as readonly AppraisalEntry[])
  assert.deepEqual([questions, independence], ['录音是否经过剪辑？\nWhich device made it?', '与各方无利害关系'])
  assert.deepEqual(opinions.map(({ breaks, supplements, reviews }) => [breaks, supplements, reviews.map(({ verdict }) => verdict)]), [
    [['items-differ'], false, []], [[], false, ['objected', 'accepted']], [[], true, []], [['items-differ'], true, []], [['unreadable'], true, []],
  ])
})

for (const { name, refusal, seq, entries } of told.refused) {
  test(`a log is refused for ${name}`, async () => {
    const error = await refusedWith(() => openLog(entriesIn(told.entries, entries), keyOf(told.key)))
    assert.equal(error?.code, refusal)
    assert.equal(error?.details['seq'], seq)
  })
}

for (const { name, entries } of told.unreadable) {
  test(`${name} locks nothing: it is shown as unreadable, with its author, and the rest is read`, async () => {
    const log = await openLog(entriesIn(told.entries, entries), keyOf(told.key))
    assert.deepEqual(bodiesOf(log), [told.entries[0]?.opensTo, told.entries[1]?.opensTo, null])
    const [, , last] = log.entries
    assert.ok(last?.kind === 'unreadable' && last.claimed === 'message' && last.author === last.header.author)
  })
}

const { generations } = told
const [oldest, newest] = generations.keys.map(({ key, generation }) => keyOf(key, generation)) as [LogKey, LogKey]

test('whoever has the newest key reads all of a log that was re-keyed', async () => {
  const log = await openLog(generations.entries.map((entry) => entryIn(entry)), newest)
  assert.deepEqual(bodiesOf(log), generations.entries.map(({ opensTo }) => opensTo))
  assert.deepEqual(log.generations.map(({ keyCommit }) => keyCommit), generations.keys.map(({ keyCommit }) => keyCommit))
})

test('whoever was left out by a re-keying reads what came before and nothing of what came after', async () => {
  const log = await openLog(generations.entries.map((entry) => entryIn(entry)), oldest)
  assert.deepEqual(bodiesOf(log), generations.entries.map(({ opensTo }, seq) => (seq < 4 ? opensTo : null)))
})

test('a re-keying that brings another key than the one before is not believed; a row of one’s own is', async () => {
  const entries = entriesIn(generations.entries, generations.wrongPrevious.entries)
  assert.deepEqual(bodiesOf(await openLog(entries, newest)), generations.wrongPrevious.opensTo)
  const helped = await openLog(entries, newest, [oldest])
  assert.deepEqual(bodiesOf(helped), generations.entries.map(({ opensTo }, seq) => (seq === 4 ? null : opensTo)))
  assert.equal(await refusalOf(() => openLog(entries, newest, [{ ...oldest, key: newest.key }])), 'bad-commitment')
})

for (const { name, refusal, seq, entries } of generations.refused) {
  test(`a log is refused for ${name}`, async () => {
    const error = await refusedWith(() => openLog(entriesIn(generations.entries, entries), newest))
    assert.deepEqual([error?.code, error?.details['seq']], [refusal, seq])
  })
}

test('a key that entry 0 does not commit to opens nothing', async () => {
  const entries = told.entries.map((entry) => entryIn(entry))
  assert.equal(await refusalOf(() => openLog(entries, keyOf(told.wrongKey.key))), told.wrongKey.refusal)
  assert.equal(await refusalOf(() => openLog(entries, null)), 'foreign-key')
})

test('a key that says it is for another log opens nothing', async () => {
  const entries = told.entries.map((entry) => entryIn(entry))
  const key = keyOf(told.key)
  assert.equal(await refusalOf(() => openLog(entries, { ...key, log: told.office })), 'foreign-key')
  assert.equal(await refusalOf(() => openLog(entries, { ...key, office: told.log })), 'foreign-key')
  assert.equal(await refusalOf(() => openLog(entries, { ...key, generation: 1 })), 'bad-chain')
})

async function author(): Promise<SigningKey> {
  return signingKeyFrom(new Secret('sign-seed', randomBytes(32)))
}

const DAY = asDay('2026-11-23')
const reporter = await author()
const handler = await author()

async function begin(what: string): Promise<{ readonly log: NewLog; readonly first: ReadyEntry; readonly end: LogEnd }> {
  const log = newLog(told.office, reporter)
  const body: Bodies['report'] = { answers: { what }, language: 'zh', provenance: 'in-browser', directory: told.office, recipient: 'age1pq1test' }
  const authored = { author: reporter, day: DAY, seen: told.office }
  const first = await sealFirstEntry(log, authored, { content: { kind: 'report', body, docket: { state: 'received', channel: 'web', team: 'intake' } }, wraps: [] })
  return { log, first, end: { office: log.office, log: log.log, generation: 0, length: 1, head: first.hash } }
}

async function say(log: NewLog, end: LogEnd, { text, by = handler }: { readonly text: string; readonly by?: SigningKey }): Promise<ReadyEntry> {
  const authored = { author: by, day: DAY, seen: told.office }
  return sealEntry(end, log.key, { authored, content: { kind: 'message', body: { text, language: 'en' } } })
}

test('whatever was sealed is opened again: Chinese, characters of four bytes, quotes and spaces', async () => {
  const text = fc.string({ unit: fc.constantFrom('报', '𠮷', '👩‍👩‍👧', 'a', ' ', '"', '\\', '}', '\n', 'é'), maxLength: 3000 })
  await fc.assert(fc.asyncProperty(text, text, async (what, words) => {
    const { log, first, end } = await begin(what)
    const second = await say(log, end, { text: words })
    const opened = await openLog([first.entry, second.entry], log.key)
    assert.deepEqual(opened.entries.map((entry) => (entry.kind === 'report' ? entry.body.answers : entry.kind === 'message' && entry.body.text)), [{ what }, words])
    assert.equal(opened.head, second.hash)
  }), { numRuns: 25 })
})

test('200,000 characters are opened again', async () => {
  const what = '举'.repeat(199_998) + '𠮷'
  const { log, first } = await begin(what)
  const opened = await openLog([first.entry], log.key)
  const [report] = opened.entries
  assert.ok(report?.kind === 'report')
  assert.deepEqual(report.body.answers, { what })
})

test('what is too large for a body is refused before it is sealed', async () => {
  assert.equal(await refusalOf(async () => { const { log, end } = await begin('a'); await say(log, end, { text: '举'.repeat(400_000) }) }), 'too-large')
})

test('two sealings of the same words share nothing', async () => {
  const { log, end } = await begin('a')
  const [one, two] = [await say(log, end, { text: 'same' }), await say(log, end, { text: 'same' })]
  assert.notDeepEqual(one.entry.body, two.entry.body)
  assert.equal(one.entry.body.length, two.entry.body.length)
})

test('"yes" and a page of words are of one size', async () => {
  const { log, end } = await begin('a')
  const sizes = await Promise.all(['yes', 'x'.repeat(900)].map(async (text) => (await say(log, end, { text })).entry.body.length))
  assert.equal(sizes[0], sizes[1])
})

test('damaged anywhere, a log is refused, and never throws anything else', async () => {
  const { log, first, end } = await begin('a')
  const second = await say(log, end, { text: 'words' })
  const damage = fc.record({ which: fc.nat(1), name: fc.constantFrom('header', 'signature', 'body'), at: fc.nat(), change: fc.integer({ min: 1, max: 255 }) })
  await fc.assert(fc.asyncProperty(damage, async ({ which, name, at, change }) => {
    const entries = [first.entry, second.entry].map((entry, index) => {
      if (index !== which) return entry
      const bytes = entry[name].slice()
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ change
      return { ...entry, [name]: bytes }
    })
    assert.notEqual(await refusalOf(() => openLog(entries, log.key)), 'accepted')
  }), { numRuns: 200 })
})

test('the same entries in any other order, number or repetition are refused', async () => {
  const { log, first, end } = await begin('a')
  const second = await say(log, end, { text: 'one' })
  const third = await say(log, { ...end, length: 2, head: second.hash }, { text: 'two', by: reporter })
  const all = [first.entry, second.entry, third.entry]
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(2), { maxLength: 5 }), async (order) => {
    const prefix = order.every((which, index) => which === index) && order.length > 0
    const result = await refusalOf(() => openLog(order.map((which) => all[which] ?? first.entry), log.key))
    assert.equal(result === 'accepted', prefix)
  }), { numRuns: 100 })
})

test('a body is sealed or clear as its kind says', async () => {
  const { log, end } = await begin('a')
  const authored = { author: handler, day: DAY, seen: told.office }
  await assert.rejects(sealEntry(end, log.key, { authored, content: { kind: 'settings', body: { names: { en: 'a', zh: 'b' }, timeZone: 'UTC' } } }))
})

test('what an entry says is tied to its kind by its type', () => {
  const authored = { author: handler, day: DAY, seen: told.office }
  // @ts-expect-error a note is no message
  const wrong: Parameters<typeof sealEntry>[2] = { authored, content: { kind: 'message', body: { text: 'a', reportHead: told.office } } }
  // @ts-expect-error a log key is sealed under, not sent
  const sent: Uint8Array = new Secret('log-key', new Uint8Array(32))
  assert.ok(wrong !== undefined && sent !== undefined)
})
