// Goal: a reporter learns where a report was referred and until when they may object, objects once, and is answered; nothing is referred without a name and a look, and a
// server is sent no objection behind its day. Method: the real server in this process, a handler, a reporter, and an office by the petition rules.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { objectToReferral } from '#clients/reporter/object.ts'
import { openReport, openReportLog as openAsReporter, reporterHeaders } from '#clients/reporter/open-report.ts'
import { sendEntry } from '#clients/transport/send.ts'
import { dayAt } from '#base/day.ts'
import { objectionEnding } from '#domain/clocks/objections.ts'
import { NO_OWN_PACKS } from '#domain/clocks/next.ts'
import { packsNamed } from '#domain/clocks/packs.ts'
import { openObjection } from '#domain/objection.ts'
import { sealEntry } from '#sealing/seal/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import { quickReporter } from '#test/support/client.ts'
import { openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { putChannel } from './channels.ts'
import { eraseReport } from './erase.ts'
import { upholdReferral } from './objection-deeds.ts'
import { listQueue } from './queue.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply } from './report.ts'

const { api, session, world } = await openOffice()
const web = session.office().channels[0] ?? assert.fail()
const REFERRAL = { to: '市场监督管理局', notConcerned: true } as const
const WHY = { text: '该局副局长就是我举报的人。', language: 'zh', provenance: 'in-browser' } as const
const DAY_MS = 86_400_000

/** A report that was referred, in a channel that runs by these packs. */
async function referred(packs: readonly string[] = ['cn-petition@1']) {
  await putChannel(session, { channel: 'web', names: web.names, team: web.team, packs })
  const office = await loadOffice(api, session.id)
  const keys = await quickReporter()
  const { report: id } = await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what: '吃回扣' }, language: 'zh', provenance: 'in-browser' } })
  await changeState(session, id, { state: 'referred', reason: '属其职权。', language: 'zh', referral: REFERRAL })
  return { office, keys, id }
}

test('a reporter is told where it went and until when, objects once, and reads the answer', async () => {
  const { office, keys, id } = await referred()
  const read = await openReport(api, office, keys)
  const { until } = objectionEnding(packsNamed(['cn-petition@1'], NO_OWN_PACKS), dayAt(Date.now(), office.timeZone)) ?? assert.fail()
  assert.deepEqual([read.turns.at(-1)?.referredTo, read.objection], [REFERRAL.to, { until, bar: null, objection: null }])
  assert.equal(await refusalOf(() => objectToReferral(api, office, { keys, ...WHY, text: ' ' })), 'empty-text')

  const told = await objectToReferral(api, office, { keys, ...WHY })
  assert.deepEqual([told.docket.state, told.next?.reason, told.objection?.bar], ['referred', 'objection', 'objected'])
  assert.equal(await refusalOf(() => objectToReferral(api, office, { keys, ...WHY })), 'cannot-object')
  const [line] = (await listQueue(session)).lines.filter((each) => each.id === id)
  assert.deepEqual([line?.next, openObjection(line?.docket.events ?? [])?.closed], [told.next, null])
  assert.equal((await world.store.read.docket(id))?.dueDay, told.next?.day)

  assert.equal(await refusalOf(() => changeState(session, id, { state: 'concluded', reason: 'x', language: 'zh' })), 'objection-open')
  await reply(session, id, { text: '收到您的异议。', language: 'zh' })
  assert.equal(await refusalOf(() => eraseReport(session, id)), 'objection-open')
  assert.equal(await refusalOf(() => upholdReferral(session, id, { reason: '已核实', language: 'zh', expectedLength: 1 })), 'stale-head')
  const upheld = await upholdReferral(session, id, { reason: '已核实，被举报人不在该局任职。', language: 'zh' })
  assert.deepEqual([upheld.conversation.docket.state, upheld.next], ['referred', null])
  assert.equal(await refusalOf(() => upholdReferral(session, id, { reason: '又', language: 'zh' })), 'no-open-objection')
  const answered = await openReport(api, office, keys)
  assert.deepEqual([answered.turns.at(-1)?.kind, answered.turns.at(-1)?.text, answered.objection?.objection?.end], ['objection-answered', '已核实，被举报人不在该局任职。', 'upheld'])
})

test('a referral that is taken back answers the objection, and the next one may be objected to anew', async () => {
  const { office, keys, id } = await referred()
  await objectToReferral(api, office, { keys, ...WHY })
  const back = await changeState(session, id, { state: 'assessed', reason: '撤回移送。', language: 'zh' })
  assert.equal(openObjection(back.conversation.docket.events), null)
  assert.equal((await openReport(api, office, keys)).objection?.bar, 'not-referred')
  await changeState(session, id, { state: 'referred', reason: '改送。', language: 'zh', referral: { to: '监察委', notConcerned: true } })
  assert.equal((await openReport(api, office, keys)).objection?.bar, null)
  assert.equal((await objectToReferral(api, office, { keys, ...WHY })).objection?.bar, 'objected')
})

test('nothing is referred to nobody, or unlooked at; and no other decision says where it goes', async () => {
  const { id } = await referred()
  await changeState(session, id, { state: 'acknowledged', reason: '重新办理', language: 'zh' })
  for (const referral of [undefined, { to: ' ', notConcerned: true }, { to: '市监局', notConcerned: false }]) {
    assert.equal(await refusalOf(() => changeState(session, id, { state: 'referred', reason: 'x', language: 'zh', ...(referral === undefined ? {} : { referral }) })), 'referral-unclear')
  }
  assert.equal(await refusalOf(() => changeState(session, id, { state: 'referred', reason: 'x', language: 'zh', referral: { to: '市\n监局', notConcerned: true } })), 'bad-text')
  const other = await changeState(session, id, { state: 'assessed', reason: '', language: 'zh', referral: REFERRAL })
  assert.equal(other.conversation.turns.at(-1)?.referredTo, undefined)
})

test('where no rule gives time nobody objects, and a server refuses a client that does not ask', async () => {
  const { office, keys, id } = await referred(['eu-internal@1'])
  assert.equal((await openReport(api, office, keys)).objection?.bar, 'no-period')
  assert.equal(await refusalOf(() => objectToReferral(api, office, { keys, ...WHY })), 'cannot-object')
  const force = async (): Promise<unknown> => {
    const { log, key } = await openAsReporter(api, office, keys)
    const end = { office: office.office, log: log.log, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: { author: keys.signing, day: dayAt(Date.now(), office.timeZone), seen: office.directory }, content: { kind: 'objection', body: WHY, docket: { objection: 'raised' } } })
    return sendEntry(api, { route: 'reply-to-report', headers: reporterHeaders(keys), body: encodeAppend(ready) }, { ...ready, serverKey: office.serverKey })
  }
  const entries = async (): Promise<number> => (await openReportAsHandler(session, id)).conversation.turns.length
  const before = await entries()
  assert.equal(await refusalOf(force), 'cannot-object')
  assert.equal(await entries(), before)
})

test('a day behind the last one the server keeps no objection, also of a device whose day is the one before', async () => {
  const { office, keys } = await referred()
  const until = (await openReport(api, office, keys)).objection?.until ?? assert.fail()
  let days = 0
  while (dayAt(Date.now() + days * DAY_MS, office.timeZone) <= until) days++
  const force = async (): Promise<unknown> => {
    const { log, key } = await openAsReporter(api, office, keys)
    const end = { office: office.office, log: log.log, generation: key.generation, length: log.length, head: log.head }
    const ready = await sealEntry(end, key, { authored: { author: keys.signing, day: until, seen: office.directory }, content: { kind: 'objection', body: WHY, docket: { objection: 'raised' } } })
    return sendEntry(api, { route: 'reply-to-report', headers: reporterHeaders(keys), body: encodeAppend(ready) }, { ...ready, serverKey: office.serverKey })
  }
  world.nowMs += days * DAY_MS
  assert.equal(await refusalOf(force), 'cannot-object')
  const read = await openReport(api, office, keys)
  assert.deepEqual([read.docket.state, read.turns.some(({ kind }) => kind === 'objection')], ['referred', false])
})
