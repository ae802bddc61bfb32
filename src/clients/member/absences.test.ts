// Goal: who is away is known to members and to no server, by their own word or an administrator's, and whoever covers gets no key by it. Method: the real server in this
// process, three handlers, an auditor, and everything that the server keeps of it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays, asDay } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { awayOn, coveredBy, foldAbsences, type AbsenceBody, type AbsenceEntry, type Away } from '#domain/absences.ts'
import { Secret } from '#sealing/plain/secret.ts'
import { absenceScheme } from '#sealing/plain/schemes.ts'
import { base64url } from '#base/bytes.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { bytesIn, refusalOf, vectors } from '#test/support/vectors.ts'
import { endAbsence, listAbsences, openAbsence, planAbsence } from './absences.ts'
import { appendToOffice } from './append.ts'
import { fetchLog } from './office-log.ts'
import { wantedBy } from './queue-filter.ts'
import { listQueue } from './queue.ts'
import { leaveOut, openReportAsHandler } from './report.ts'
import type { Session } from './session.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session } = open
const wei = await join(open, { name: 'Wei' })
const zhou = await join(open, { name: 'Zhou' })
const auditor = await join(open, { name: 'Auditor', roles: ['auditor'], teams: [] })
for (const each of [session, wei, zhou]) await each.refresh()
const keyOf = (member: Session): string => member.me.signKey
const today = session.today()
const WEEK = { of: keyOf(wei), from: today, until: addDays(today, 6), covers: [keyOf(zhou)] }

async function coveredByZhou(): Promise<readonly string[]> {
  await zhou.refresh()
  return [...coveredBy(await listAbsences(zhou), keyOf(zhou), today)]
}

test('a handler says who covers, every member reads it, it ends early, and the server keeps nothing that it could read', async () => {
  await planAbsence(wei, WEEK)
  assert.deepEqual(await coveredByZhou(), [keyOf(wei)])
  assert.deepEqual(awayOn(await listAbsences(zhou), keyOf(wei), today), { until: WEEK.until, covers: WEEK.covers })
  const { length } = wei.officeLog()
  await planAbsence(wei, WEEK)
  assert.equal(wei.officeLog().length, length, 'what is so already is not said again')
  await planAbsence(wei, { ...WEEK, until: addDays(today, 9), covers: [keyOf(session), keyOf(zhou)] })
  assert.equal((await listAbsences(wei)).length, 1, 'days that overlap change the one that is there')
  await endAbsence(wei, keyOf(wei))
  assert.deepEqual(await coveredByZhou(), [])
  await endAbsence(wei, keyOf(wei))
  const { entries } = await fetchLog(session.api, session.id)
  const bodies = entries.map(({ body }) => Buffer.from(body).toString())
  const sealed = bodies.filter((body) => body.startsWith('{"sealed"'))
  assert.equal(new Set(sealed.map((body) => body.length)).size, 1, 'a beginning and an end weigh the same')
  assert.equal(sealed.length, 3)
  for (const word of [WEEK.until, addDays(today, 9)]) assert.ok(bodies.every((body) => !body.includes(word)), word)
})

test('an administrator says so for somebody who is ill, and nobody else for a colleague, whatever they seal', async () => {
  await planAbsence(session, WEEK)
  assert.deepEqual(await coveredByZhou(), [keyOf(wei)])
  await endAbsence(session, keyOf(wei))
  assert.equal(await refusalOf(() => planAbsence(zhou, WEEK)), 'not-allowed')
  assert.equal(await refusalOf(() => endAbsence(zhou, keyOf(wei))), 'not-allowed')
  // A client that does not ask: the entry is kept, for the server cannot tell, and nobody believes it.
  const body = { ...WEEK, id: 'A'.repeat(22), ended: null }
  await appendToOffice(zhou, async () => ({ content: { kind: 'absence', body: { sealed: base64url(await sealJson(absenceScheme(zhou.officeLog().key), body)) } } }))
  await appendToOffice(zhou, async () => ({ content: { kind: 'absence', body: { sealed: 'AAAA' } } }))
  assert.deepEqual(await coveredByZhou(), [])
  // Who handles nothing has nothing to be covered, and writes none.
  assert.equal(await refusalOf(() => appendToOffice(auditor, async () => ({ content: { kind: 'absence', body: { sealed: 'AAAA' } } }))), 'not-allowed')
})

test('an absence that is over, of nobody who handles reports, covered by such, or too far ahead is refused', async () => {
  await session.refresh()
  for (const wrong of [{ from: addDays(today, -3), until: addDays(today, -1) }, { covers: [keyOf(auditor)] }, { of: keyOf(auditor) }, { covers: [keyOf(wei)] }, { covers: [] }, { from: addDays(today, 400), until: addDays(today, 401) }]) {
    assert.equal(await refusalOf(() => planAbsence(session, { ...WEEK, ...wrong })), 'malformed', JSON.stringify(wrong))
  }
})

test('whoever covers finds the absent’s reports among their own and gets no key: what they cannot read they do not see', async () => {
  const office = await loadOffice(api, session.id)
  const filed = async (what: string): Promise<string> => (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'en', provenance: 'in-browser' } })).report
  const [shared, kept] = [await filed('The harbour master takes money.'), await filed('Zhou takes money.')]
  for (const each of [shared, kept]) {
    await openReportAsHandler(wei, each)
    await triageReport(wei, each, { assigned: keyOf(wei) })
  }
  await leaveOut(wei, kept, `member:${keyOf(zhou)}`)
  const seen = async (view: 'mine' | 'covering'): Promise<readonly string[]> => {
    await zhou.refresh()
    return (await listQueue(zhou)).lines.filter(wantedBy({ view }, { me: keyOf(zhou), today, covered: coveredBy(await listAbsences(zhou), keyOf(zhou), today) })).map(({ id }) => id)
  }
  assert.deepEqual([await seen('mine'), await seen('covering')], [[], []])
  await planAbsence(wei, WEEK)
  assert.deepEqual([await seen('mine'), await seen('covering')], [[shared], [shared]])
  assert.equal(await refusalOf(() => openReportAsHandler(zhou, kept)), 'no-such-log')
  await endAbsence(wei, keyOf(wei))
  assert.deepEqual([await seen('mine'), await seen('covering')], [[], []])
})

interface Vectors {
  readonly office: string
  readonly key: string
  readonly sealed: string
  readonly opensTo: AbsenceBody
  readonly sayNothing: readonly { readonly name: string; readonly sealed: string }[]
  readonly folds: readonly { readonly name: string; readonly of: string; readonly entries: readonly AbsenceEntry[]; readonly away: Readonly<Record<string, Away | null>> }[]
}

test('absences are as the vectors have them', async () => {
  const told = vectors<Vectors>('absences')
  const key = { office: told.office, log: told.office, generation: 0, key: new Secret('log-key', bytesIn(told.key)) }
  assert.deepEqual(await openAbsence(key, told.sealed), told.opensTo)
  for (const { name, sealed } of told.sayNothing) assert.equal(await openAbsence(key, sealed), null, name)
  for (const { name, of, entries, away } of told.folds) for (const [day, expected] of Object.entries(away)) assert.deepEqual(awayOn(foldAbsences(entries), of, asDay(day)), expected, `${name}, ${day}`)
})
