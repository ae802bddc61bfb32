// Goal: a reporter believes the directory that the genesis leads to, and no other. Method: spec/vectors/office-log.json, made by a second hand.
import assert from 'node:assert/strict'
import test from 'node:test'
import { parseCanonical } from '#base/json.ts'
import { checkDirectory } from '#domain/directory.ts'
import { foldOffice, isAdministrator, mayHandle, type Office, type OfficeEvent } from '#domain/office.ts'
import { entriesIn, entryIn, refusalOf, vectors, type ToldEntry } from '#test/support/vectors.ts'
import { openDirectory } from './directory.ts'
import { openLog } from './log.ts'

type Listed = readonly (number | ToldEntry)[]
interface Vectors {
  readonly office: string
  readonly entries: readonly ToldEntry[]
  readonly foldsTo: {
    readonly administrators: readonly string[]; readonly handlers: readonly string[]; readonly directory: string
    readonly teams: Readonly<Record<string, { readonly recipient: string; readonly members: readonly string[] }>>
  }
  readonly refused: readonly { readonly name: string; readonly seventh: ToldEntry; readonly refusal: string }[]
  readonly directoryProofs: {
    readonly believed: readonly { readonly name: string; readonly entries: Listed; readonly directory: string }[]
    readonly refused: readonly { readonly name: string; readonly entries: Listed }[]
  }
}
const told = vectors<Vectors>('office-log')

for (const { name, entries, directory } of told.directoryProofs.believed) {
  test(`a directory is believed from ${name}`, async () => {
    const listed = entriesIn(told.entries, entries)
    const trusted = await openDirectory(told.office, listed)
    assert.equal(trusted.hash, directory)
    assert.deepEqual(trusted.body, parseCanonical(listed.at(entries.indexOf(5))?.body ?? new Uint8Array(0)) ?? trusted.body)
  })
}

for (const { name, entries } of told.directoryProofs.refused) {
  test(`a directory is refused: ${name}`, async () => {
    assert.equal(await refusalOf(() => openDirectory(told.office, entriesIn(told.entries, entries))), 'forged-history')
  })
}

test('another office’s directory is refused', async () => {
  const [believed] = told.directoryProofs.believed
  assert.equal(await refusalOf(() => openDirectory('A'.repeat(43), entriesIn(told.entries, believed?.entries ?? []))), 'forged-history')
})

async function fold(entries: readonly ToldEntry[]): Promise<Office> {
  const log = await openLog(entries.map((entry) => entryIn(entry)), null)
  const office = log.entries.reduce<Office | null>((before, entry) => {
    const after = foldOffice(before, entry as OfficeEvent)
    if (entry.kind === 'directory') checkDirectory(after)
    return after
  }, null)
  return office ?? assert.fail()
}

test('the office log of the vectors folds to what they say', async () => {
  const office = await fold(told.entries)
  const keys = [...office.members.keys()]
  assert.deepEqual(keys.filter((key) => isAdministrator(office, key)), told.foldsTo.administrators)
  assert.deepEqual(keys.filter((key) => mayHandle(office, key)), told.foldsTo.handlers)
  assert.deepEqual([...office.teams].map(([name, { recipient, members }]) => [name, { recipient, members }]), Object.entries(told.foldsTo.teams))
})

for (const { name, seventh, refusal } of told.refused) {
  test(`an office log is refused: ${name}`, async () => { assert.equal(await refusalOf(() => fold([...told.entries, seventh])), refusal) })
}
