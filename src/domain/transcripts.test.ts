// Goal: what became of a transcript is what both sides signed, no version goes, and nobody agrees to words that were not before them.
// Method: the vectors of spec/transcripts.md, then properties over any sequence of turns.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import * as fc from 'fast-check'
import * as v from 'valibot'
import { asDay } from '#base/day.ts'
import { BODIES, type Entered } from './bodies.ts'
import { transcriptsOf } from './transcripts.ts'

const DAY = asDay('2026-11-26')
const FILES = ['one', 'two']
const CALL: Entered = { arrival: 'phone-live', member: 'm', signature: 's', answerable: false, consent: true }

type Said = Parameters<typeof transcriptsOf>[1][number]

const told = JSON.parse(readFileSync(new URL('../../spec/vectors/transcripts.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly { readonly name: string; readonly answerable: boolean; readonly entries: readonly (Omit<Said, 'files' | 'seq' | 'day'> & { readonly files?: readonly string[] })[]; readonly transcripts: unknown }[]
  readonly good: readonly { readonly name: string; readonly body: unknown }[]
  readonly malformed: readonly { readonly name: string; readonly body: unknown }[]
}

test('every case of the format is read as it says', () => {
  for (const { name, answerable, entries, transcripts } of told.cases) {
    const turns = entries.map(({ files, ...entry }, seq): Said => ({ ...entry, seq, day: DAY, ...(files === undefined ? {} : { files: files.map((file) => ({ file })) }) }))
    const read = transcriptsOf(answerable ? null : CALL, turns).map(({ versions, ...rest }) => ({ ...rest, versions: versions.map(({ seq, from }) => ({ seq, from })) }))
    assert.deepEqual(read, transcripts, name)
  }
})

test('bodies that say too much, too little or nothing at all are refused', () => {
  for (const { name, body } of told.good) assert.equal(v.safeParse(BODIES.message, body).success, true, name)
  for (const { name, body } of told.malformed) assert.equal(v.safeParse(BODIES.message, body).success, false, name)
})

const side = fc.constantFrom('office', 'reporter')
const turn = fc.record({
  from: side, text: fc.constantFrom('', 'words'),
  files: fc.option(fc.constantFrom(...FILES).map((file) => [{ file }]), { nil: undefined }),
  transcript: fc.option(fc.record({ file: fc.constantFrom(...FILES, 'strange'), is: fc.constantFrom('offered', 'unchecked') }), { nil: undefined }),
  minutes: fc.option(fc.constantFrom('agreed', 'rectified'), { nil: undefined }),
  of: fc.option(fc.nat(12), { nil: undefined }),
}, { requiredKeys: ['from', 'text'] })
const turns = fc.array(turn, { maxLength: 12 }).map((each) => [{ from: 'reporter', text: '', files: [{ file: 'one' }] }, ...each].map((said, seq) => ({ ...said, seq, day: DAY }) as Said))

test('versions are only ever added, counted from one, and every one is a turn that said so', () => {
  fc.assert(fc.property(turns, (all) => {
    let before = transcriptsOf(null, all.slice(0, 1))
    for (let length = 2; length <= all.length; length++) {
      const after = transcriptsOf(null, all.slice(0, length))
      for (const { file, versions } of before) {
        const now = after.find((each) => each.file === file)
        assert.deepEqual(now?.versions.slice(0, versions.length), versions)
        assert.ok((now?.versions.length ?? 0) <= versions.length + 1)
      }
      for (const { versions } of after) assert.deepEqual(versions.map(({ version }) => version), versions.map((_, at) => at + 1))
      before = after
    }
    for (const { versions } of before) {
      for (const { seq, from } of versions) assert.ok(from === 'office' ? all[seq]?.transcript?.is === 'offered' : all[seq]?.minutes === 'rectified' && all[seq].files === undefined)
    }
  }), { numRuns: 2000 })
})

test('agreed is what the reporter said last of the newest words, and nothing that the office says makes it so', () => {
  fc.assert(fc.property(turns, (all) => {
    for (const { standing, versions, spoken, reason } of transcriptsOf(null, all)) {
      const newest = versions.at(-1)
      assert.equal(versions[0]?.from, 'office')
      if (standing === 'agreed') assert.ok(all.some(({ from, minutes, of, seq }) => from === 'reporter' && minutes === 'agreed' && of === newest?.seq && seq > (newest?.seq ?? 0)))
      if (spoken !== null) assert.ok(standing !== 'agreed' && standing !== 'offered' && (all[spoken]?.files?.length ?? 0) > 0)
      if (reason !== null) assert.equal(standing, 'unchecked')
    }
    const silent = all.map((said) => (said.from === 'reporter' ? { ...said, minutes: undefined } : said)) as readonly Said[]
    for (const { standing, versions } of transcriptsOf(null, silent)) assert.ok(standing !== 'agreed' && standing !== 'rectified' && versions.every(({ from }) => from === 'office'))
  }), { numRuns: 2000 })
})

test('where nobody has the code a transcript is offered to nobody', () => {
  fc.assert(fc.property(turns, (all) => {
    assert.ok(transcriptsOf(CALL, all).every(({ standing }) => standing !== 'offered'))
  }))
})
