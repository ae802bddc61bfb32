// Goal: members come in once, by the steps that were meant, and log in with each code once; jobs are done by one at a time and lost by none.
import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomBytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { DAY, exampleEnrolment, exampleGenesis, exampleMember, exampleNext, exampleReport, exampleSession, randomId } from '#test/support/deeds.ts'
import { ENGINES, POSTGRES_ENGINE, type Context, type Engine } from '#test/support/stores.ts'
import type { InvitationRow, OutboxJob } from './store.ts'

type NewInvitation = Omit<InvitationRow, 'enrolment' | 'confirmed'>

function invitationTo(office: string): NewInvitation {
  return {
    invitation: randomId(), office, inviter: randomId(), sealedSecret: randomBytes(200), roles: ['intake', 'auditor'], teams: ['intake'],
    expires: addDays(DAY, 7),
  }
}

/** A store with one office, whose administrator is `member`. */
async function withOffice(engine: Engine, context: Context) {
  const place = await engine.newPlace(context)
  const store = await place.open()
  const genesis = exampleGenesis(randomId())
  const member = exampleMember(genesis.office, { signKey: genesis.author })
  assert.equal(await store.write.openOffice({ appends: [genesis], member, setupTokenHash: 'setup' }), true)
  return { place, ...store, genesis, member, office: genesis.office }
}

const job = (payload: string): OutboxJob => ({ kind: 'page-urgent', payload })
const payloads = (jobs: readonly OutboxJob[]): string[] => jobs.map((each) => each.payload)

for (const engine of ENGINES) {
  const { name, skip } = engine

  test(`${name}: an invitation is made, used and confirmed once`, { skip }, async (context) => {
    const { read, write, office, genesis } = await withOffice(engine, context)
    const row = invitationTo(office)
    const { invitation } = row
    assert.equal(await read.invitation(invitation), null)
    assert.equal(await write.invite(row), true)
    assert.equal(await write.invite(row), false)
    assert.deepEqual(await read.invitation(invitation), { ...row, enrolment: null, confirmed: false })

    const enrolment = exampleEnrolment()
    assert.equal(await write.enrol({ invitation, enrolment }), true)
    assert.equal(await write.enrol({ invitation, enrolment }), true, 'the very same sent again')
    assert.equal(await write.enrol({ invitation, enrolment: exampleEnrolment() }), false)
    assert.deepEqual(await read.invitations(office), [{ ...row, enrolment, confirmed: false }])
    assert.deepEqual(await read.invitations(randomId()), [])
    assert.equal(await read.memberByKey(office, enrolment.signKey), null)

    const append = exampleNext(genesis, { standings: [{ office, signKey: enrolment.signKey, roles: ['intake'], active: true }] })
    assert.deepEqual(await write.confirmEnrolment({ invitation, append }), { outcome: 'kept', repeated: false, day: DAY })
    assert.deepEqual(await write.confirmEnrolment({ invitation, append }), { outcome: 'kept', repeated: true, day: DAY })
    const { recipient: _recipient, sealedName: _name, proof: _proof, ...account } = enrolment
    assert.deepEqual(await read.memberByLogin(office, enrolment.login), { office, ...account, totpStep: 0 })
    assert.deepEqual(await read.memberByKey(office, enrolment.signKey), { office, ...account, totpStep: 0 })
    assert.equal((await read.standing(office, enrolment.signKey))?.active, true)
    assert.equal((await read.invitation(invitation))?.confirmed, true)
    assert.equal(await write.enrol({ invitation, enrolment: exampleEnrolment() }), false)
  })

  test(`${name}: a confirmation that cannot be is refused, and its entry is not kept either`, { skip }, async (context) => {
    const { read, write, office, genesis, member } = await withOffice(engine, context)
    const append = exampleNext(genesis)
    await assert.rejects(write.confirmEnrolment({ invitation: randomId(), append }), { code: 'no-such-invitation' })
    const row = invitationTo(office)
    const { invitation } = row
    await write.invite(row)
    await assert.rejects(write.confirmEnrolment({ invitation, append }), { code: 'no-such-invitation' })
    await assert.rejects(write.enrol({ invitation: randomId(), enrolment: exampleEnrolment() }), { code: 'no-such-invitation' })
    const namesake = { ...exampleEnrolment(), login: member.login }
    await assert.rejects(write.enrol({ invitation, enrolment: namesake }), { code: 'already-member' })
    assert.equal((await read.log(office))?.length, 1)

    assert.equal(await write.enrol({ invitation, enrolment: exampleEnrolment() }), true)
    assert.equal((await write.confirmEnrolment({ invitation, append: exampleNext(append) })).outcome, 'stale')
    assert.equal((await write.confirmEnrolment({ invitation, append })).outcome, 'kept')
    await assert.rejects(write.confirmEnrolment({ invitation, append: exampleNext(append) }), { code: 'invitation-used' })
    assert.equal((await read.log(office))?.length, 2)
  })

  test(`${name}: of two invitees of one name the second to be confirmed is refused`, { skip }, async (context) => {
    const { read, write, office, genesis } = await withOffice(engine, context)
    const enrolments = [exampleEnrolment(), exampleEnrolment()].map((each) => ({ ...each, login: 'the same' }))
    const rows = enrolments.map(() => invitationTo(office))
    for (const row of rows) await write.invite(row)
    const [first, second] = rows.map((row, index) => ({ invitation: row.invitation, enrolment: enrolments[index] ?? exampleEnrolment() }))
    assert.ok(first !== undefined && second !== undefined)
    await write.enrol(first)
    await write.enrol(second)
    const append = exampleNext(genesis)
    await write.confirmEnrolment({ invitation: first.invitation, append })
    const late = write.confirmEnrolment({ invitation: second.invitation, append: exampleNext(append) })
    await assert.rejects(late, { code: 'already-member' })
    assert.equal((await read.log(office))?.length, 2)
  })

  test(`${name}: nobody enrols under a key that another invitee sent`, { skip }, async (context) => {
    const { read, write, office } = await withOffice(engine, context)
    const [first, second] = [invitationTo(office), invitationTo(office)]
    for (const row of [first, second]) await write.invite(row)
    const enrolment = exampleEnrolment()
    await write.enrol({ invitation: first.invitation, enrolment })
    const { signKey, recipient } = enrolment
    await assert.rejects(write.enrol({ invitation: second.invitation, enrolment: { ...exampleEnrolment(), signKey, recipient } }), { code: 'already-member' })
    assert.equal((await read.invitation(second.invitation))?.enrolment, null)
    assert.equal(await write.enrol({ invitation: second.invitation, enrolment: exampleEnrolment() }), true)
    assert.equal(await write.enrol({ invitation: first.invitation, enrolment }), true, 'the control: the same sent again')
  })

  test(`${name}: a one-time code starts one session, however often it is sent`, { skip }, async (context) => {
    const { read, write, office, member } = await withOffice(engine, context)
    const session = () => exampleSession(member)
    const rows = Array.from({ length: 8 }, session)
    const started = await Promise.all(rows.map((row) => write.startSession(row, { step: 7, outbox: [job(row.tokenHash)] })))
    assert.equal(started.filter(Boolean).length, 1)
    const row = rows[started.indexOf(true)] ?? session()
    assert.deepEqual(await read.session(row.tokenHash), row)
    assert.deepEqual(payloads(await write.leaseJobs(9, 60)), [row.tokenHash])
    assert.equal((await read.memberByKey(office, member.signKey))?.totpStep, 7)
    assert.equal(await write.startSession(session(), { step: 6 }), false)
    assert.equal(await write.startSession({ ...session(), signKey: randomId() }, { step: 9 }), false)
    assert.equal(await write.startSession(session(), { step: 8 }), true)
  })

  test(`${name}: a session is put off, ended, or runs out`, { skip }, async (context) => {
    const { read, write, member } = await withOffice(engine, context)
    const hours = [500, 501, 502]
    const rows = hours.map((expiresHour) => exampleSession(member, { expiresHour }))
    for (const [index, row] of rows.entries()) await write.startSession(row, { step: index + 1 })
    const [first, second, third] = rows.map((row) => row.tokenHash)
    assert.ok(first !== undefined && second !== undefined && third !== undefined)
    await write.touchSession(first, 512)
    await write.touchSession(first, 505)
    await write.touchSession(randomId(), 999)
    assert.equal((await read.session(first))?.expiresHour, 512)
    await write.endSession(third)
    assert.equal(await read.session(third), null)
    await write.endExpiredSessions(501)
    assert.equal((await read.session(second))?.expiresHour, 501)
    await write.endExpiredSessions(502)
    assert.equal(await read.session(second), null)
    assert.equal((await read.session(first))?.expiresHour, 512)
  })

  test(`${name}: a job is there if and only if its deed is`, { skip }, async (context) => {
    const { write, office } = await withOffice(engine, context)
    const report = exampleReport(office, { outbox: [job('kept')] })
    await write.append(report)
    await write.append(report)
    await write.append(exampleReport(office, { log: report.log, outbox: [job('stale')] }))
    await assert.rejects(write.append(exampleNext(report, { prev: randomId(), outbox: [job('refused')] })), { code: 'bad-chain' })
    await write.enqueue([job('alone'), job('together')])
    await write.enqueue([])
    assert.deepEqual(payloads(await write.leaseJobs(9, 60)), ['kept', 'alone', 'together'])
  })

  test(`${name}: a job is leased to one at a time, comes back after its time, and ends when finished`, { skip }, async (context) => {
    const { write } = await withOffice(engine, context)
    await write.enqueue(Array.from({ length: 30 }, (_, index) => job(String(index))))
    const batches = await Promise.all(Array.from({ length: 6 }, () => write.leaseJobs(5, 60)))
    assert.deepEqual(payloads(batches.flat()).sort(), Array.from({ length: 30 }, (_, index) => String(index)).sort())
    assert.deepEqual(await write.leaseJobs(5, 60), [])
    await write.finishJobs(batches.flat().slice(3).map((each) => each.id))
    await write.finishJobs([])
    assert.deepEqual(await write.leaseJobs(5, 60), [], 'those under way stay leased')
    await write.enqueue([job('late')])
    const [late] = await write.leaseJobs(5, 0.02)
    assert.equal(late?.payload, 'late')
    await sleep(40)
    assert.deepEqual(payloads(await write.leaseJobs(5, 60)), ['late'])
  })

  test(`${name}: jobs under way when a process ends are somebody else's at once`, { skip }, async (context) => {
    const { place, write, close } = await withOffice(engine, context)
    await write.enqueue([job('begun'), job('waiting')])
    assert.deepEqual(payloads(await write.leaseJobs(1, 3600)), ['begun'])
    await close()
    const next = await place.open()
    assert.deepEqual(payloads(await next.write.leaseJobs(9, 60)), ['begun', 'waiting'])
  })
}

const { name, skip } = POSTGRES_ENGINE
test(`${name}: two nodes never work on one job`, { skip }, async (context) => {
  const { place, write } = await withOffice(POSTGRES_ENGINE, context)
  const other = (await place.open()).write
  await write.enqueue(Array.from({ length: 40 }, (_, index) => job(String(index))))
  const leased = await Promise.all(Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? write : other).leaseJobs(5, 60)))
  const all = payloads(leased.flat())
  assert.equal(new Set(all).size, all.length)
  const rest = [...await write.leaseJobs(40, 60), ...await other.leaseJobs(40, 60)]
  assert.equal(all.length + rest.length, 40)
  const [done] = leased
  await write.finishJobs((done ?? []).map((each) => each.id))
  assert.deepEqual(await other.leaseJobs(40, 60), [])
})
