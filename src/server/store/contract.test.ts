// Goal: a store keeps an entry once, tells whoever is behind, and changes nothing else. Method: the same deeds on both stores.
import assert from 'node:assert/strict'
import test from 'node:test'
import { randomBytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import {
  DAY, TEAM, exampleDesk, exampleDocket, exampleEntry, exampleGenesis, exampleMember, exampleNext, exampleReport, randomId, wrap,
} from '#test/support/deeds.ts'
import { ENGINES } from '#test/support/stores.ts'
import type { AppendDeed } from './store.ts'

const KEPT = { outcome: 'kept', repeated: false, day: DAY }
const REPEATED = { ...KEPT, repeated: true }

for (const { name, skip, newPlace } of ENGINES) {
  test(`${name}: a report is kept as it was sent`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    assert.deepEqual(await write.append(report), KEPT)
    assert.deepEqual(await read.log(report.log), {
      log: report.log, office: report.office, kind: 'report', length: 1, head: report.hash, author: report.author, about: null,
      generation: 0, keyCommit: report.keyCommit,
    })
    assert.deepEqual(await read.entries(report.log, 0, 10), [report.entry])
    assert.deepEqual(await read.docket(report.log), report.docket)
    assert.deepEqual(await read.wraps(report.log, [TEAM, 'reporter']), [report.wraps[0], report.wraps[1]])
    assert.deepEqual(await read.wraps(report.log, [TEAM]), [report.wraps[1]])
    assert.deepEqual(await read.wraps(report.log, []), [])
    assert.equal(await read.log(randomId()), null)
    assert.equal(await read.docket(randomId()), null)
    assert.deepEqual(await read.entries(randomId(), 0, 10), [])
  })

  test(`${name}: the same entry sent again is answered as the first time, on the first day`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    await write.append(report)
    const next = exampleNext(report)
    await write.append(next)
    const later = { day: asDay('2026-03-03') }
    assert.deepEqual(await write.append({ ...report, ...later }), REPEATED)
    assert.deepEqual(await write.append({ ...next, ...later }), REPEATED)
    assert.equal((await read.entries(report.log, 0, 10)).length, 2)
    assert.equal((await read.wraps(report.log, ['reporter'])).length, 1)
  })

  test(`${name}: another entry for the same place is stale and changes nothing`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    const next = exampleNext(report)
    await write.append(report)
    await write.append(next)
    const log = await read.log(report.log)
    const rivals = [exampleReport(report.office, { log: report.log }), exampleNext(report), exampleNext(exampleNext(next))]
    for (const rival of rivals) assert.deepEqual(await write.append(rival), { outcome: 'stale', log })
    assert.deepEqual(await read.entries(report.log, 0, 10), [report.entry, next.entry])
    assert.deepEqual(await read.log(report.log), log)
  })

  test(`${name}: an entry on a foreign head, or in a log that is not there, is refused`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    await write.append(report)
    await assert.rejects(write.append(exampleNext(report, { prev: randomId() })), { code: 'bad-chain' })
    await assert.rejects(write.append(exampleNext(report, { office: randomId() })), { code: 'no-such-log' })
    await assert.rejects(write.append(exampleNext(report, { log: randomId() })), { code: 'no-such-log' })
    assert.equal((await read.log(report.log))?.length, 1)
  })

  test(`${name}: entries are read from any place on, so many at a time`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const deeds: AppendDeed[] = [exampleReport(randomId())]
    for (let seq = 1; seq < 6; seq++) deeds.push(exampleNext(deeds[seq - 1] as AppendDeed))
    for (const deed of deeds) await write.append(deed)
    const log = deeds[0]?.log ?? ''
    assert.deepEqual(await read.entries(log, 2, 3), deeds.slice(2, 5).map((deed) => deed.entry))
    assert.deepEqual(await read.entries(log, 6, 3), [])
  })

  test(`${name}: a new generation's key comes after the old one, and a later entry leaves the commitment`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    const rekey = exampleNext(report, { generation: 1, keyCommit: randomId(), wraps: [{ ...wrap(TEAM), subject: 'log:1' }] })
    const message = exampleNext(rekey)
    for (const deed of [report, rekey, message]) await write.append(deed)
    const log = await read.log(report.log)
    assert.deepEqual([log?.generation, log?.keyCommit, log?.author, log?.length], [1, rekey.keyCommit, report.author, 3])
    assert.deepEqual((await read.wraps(report.log, [TEAM])).map((row) => row.subject), ['log:0', 'log:1'])
  })

  test(`${name}: a report has one desk, whoever comes second is shown the first`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    await write.append(report)
    assert.equal(await read.deskOf(report.log), null)
    const desk = exampleDesk(report.office, report.log)
    const rivals = [desk, ...Array.from({ length: 5 }, () => exampleDesk(report.office, report.log))]
    const outcomes = await Promise.all(rivals.map((rival) => write.append(rival)))
    assert.equal(outcomes.filter((outcome) => outcome.outcome === 'kept').length, 1)
    const kept = await read.deskOf(report.log)
    assert.equal(kept?.about, report.log)
    for (const outcome of outcomes) if (outcome.outcome === 'stale') assert.deepEqual(outcome.log, kept)
    const other = exampleReport(report.office)
    await write.append(other)
    assert.deepEqual(await write.append(exampleDesk(report.office, other.log)), KEPT)
  })

  test(`${name}: an office has one audit log`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const office = randomId()
    const audit = exampleEntry({ office, log: randomId(), kind: 'audit', seq: 0, prev: null })
    assert.equal(await read.auditLog(office), null)
    assert.deepEqual(await write.append(audit), KEPT)
    const rival = await write.append(exampleEntry({ office, log: randomId(), kind: 'audit', seq: 0, prev: null }))
    assert.deepEqual(rival, { outcome: 'stale', log: await read.auditLog(office) })
    assert.equal((await read.auditLog(office))?.log, audit.log)
    assert.deepEqual(await read.offices(), [])
  })

  test(`${name}: a report opens to the two hashes of its code together, and to nothing else`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const lookupHash = randomBytes(32)
    const tokenHash = randomBytes(32)
    const report = exampleReport(randomId(), { access: { lookupHash, tokenHash } })
    await write.append(report)
    await write.append(exampleReport(report.office))
    assert.equal(await read.reportByAccess(lookupHash, tokenHash), report.log)
    assert.equal(await read.reportByAccess(lookupHash, randomBytes(32)), null)
    assert.equal(await read.reportByAccess(randomBytes(32), tokenHash), null)
    assert.equal(await read.reportByAccess(randomBytes(32), new Uint8Array(32)), null)
  })

  test(`${name}: one code is never used for two reports`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const report = exampleReport(randomId())
    await write.append(report)
    const second = exampleReport(report.office, { access: { lookupHash: report.access.lookupHash, tokenHash: randomBytes(32) } })
    await assert.rejects(write.append(second), { code: 'not-allowed' })
    assert.equal(await read.log(second.log), null)
    assert.deepEqual(await write.append(report), REPEATED)
  })

  test(`${name}: an office opens once, with all of its first entries or none`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const genesis = exampleGenesis(randomId())
    const { office } = genesis
    const standings = [{ office, signKey: genesis.author, roles: ['administrator'], active: true }] as const
    const second = exampleNext(genesis, { author: genesis.author, standings })
    const member = exampleMember(office, { signKey: genesis.author })
    const broken = exampleNext(second, { prev: randomId() })
    await assert.rejects(write.openOffice({ appends: [genesis, second, broken], member, setupTokenHash: 'setup' }), { code: 'bad-chain' })
    const stale = exampleNext(genesis)
    assert.equal(await write.openOffice({ appends: [genesis, second, stale], member, setupTokenHash: 'setup' }), false)
    assert.equal(await write.openOffice({ appends: [genesis, second], member, setupTokenHash: 'guessed' }), false)
    assert.deepEqual(await read.offices(), [])
    assert.equal(await read.memberByKey(office, member.signKey), null)
    assert.equal((await read.installation()).setupTokenHash, 'setup')

    assert.equal(await write.openOffice({ appends: [genesis, second], member, setupTokenHash: 'setup' }), true)
    assert.deepEqual(await read.offices(), [office])
    assert.equal((await read.log(office))?.length, 2)
    assert.deepEqual(await read.memberByLogin(office, member.login), member)
    assert.deepEqual(await read.standing(office, member.signKey), standings[0])
    assert.equal((await read.installation()).setupTokenHash, null)
    const other = exampleGenesis(randomId())
    assert.equal(await write.openOffice({ appends: [other], member: exampleMember(other.office), setupTokenHash: 'setup' }), false)
  })

  test(`${name}: a standing is what the last entry said`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const genesis = exampleGenesis(randomId())
    const standing = { office: genesis.office, signKey: randomId(), roles: ['intake', 'auditor'], active: true } as const
    const left = { ...standing, roles: [], active: false }
    const joins = exampleNext(genesis, { standings: [left, standing] })
    for (const deed of [genesis, joins]) await write.append(deed)
    assert.deepEqual(await read.standing(genesis.office, standing.signKey), standing)
    await write.append(exampleNext(joins, { standings: [left] }))
    assert.deepEqual(await read.standing(genesis.office, standing.signKey), left)
    assert.equal(await read.standing(randomId(), standing.signKey), null)
  })

  test(`${name}: a card is replaced by a newer one only`, { skip }, async (context) => {
    const { read, write } = await (await newPlace(context)).open()
    const desk = exampleDesk(randomId(), randomId())
    await write.append(desk)
    const card = (seq: number) => ({ log: desk.log, office: desk.office, seq, bytes: randomBytes(2048) })
    const [first, second] = [card(1), card(4)]
    assert.equal(await read.card(desk.log), null)
    assert.equal(await write.putCard(first), true)
    assert.equal(await write.putCard(second), true)
    assert.equal(await write.putCard(card(4)), false)
    assert.equal(await write.putCard(card(3)), false)
    assert.deepEqual(await read.card(desk.log), { seq: 4, bytes: second.bytes })
    await assert.rejects(write.putCard({ ...card(9), office: randomId() }), { code: 'no-such-log' })
    await assert.rejects(write.putCard({ ...card(9), log: randomId() }), { code: 'no-such-log' })
  })

  test(`${name}: what was kept is there after the store was opened again`, { skip }, async (context) => {
    const place = await newPlace(context)
    const store = await place.open()
    const report = exampleReport(randomId())
    const docket = exampleDocket(report.office, report.log, { urgent: true, acknowledgedDay: DAY, dueDay: null, lastFrom: 'office' })
    await store.write.append({ ...report, docket })
    const installation = await store.read.installation()
    await store.close()
    const { read, write } = await place.open()
    assert.deepEqual(await read.docket(report.log), docket)
    assert.deepEqual(await read.installation(), installation)
    assert.deepEqual(await write.append(report), REPEATED)
  })
}
