// Goal: a question to an expert is read by those who read its report now, and by that expert, whoever comes and goes; never by another expert, and after
// its end it is only given on. Method: members of a real office in this process come, are named, left out and removed; the keys that each holds are tried.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { sealGrant, sealRekey, type To } from '#sealing/seal/rekey.ts'
import { memberReader } from '#sealing/sealed/entry.ts'
import { encodeLogPage } from '#wire/log.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, framesAnswer, join, openOffice, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { wholeData } from '#test/support/whole-data.ts'
import { sendReady } from './append.ts'
import { acceptAppraisal, closeAppraisal, giveOpinion, listAppraisals, openAppraisals, readAppraisal, settleAppraisal, writeWord } from './appraisals.ts'
import { askAppraisal } from './ask-appraisal.ts'
import { registerExhibit } from './exhibits.ts'
import { fetchLog } from './office-log.ts'
import { removeMember } from './people.ts'
import { rekeyLogs } from './rekey-logs.ts'
import { grantAccess, leaveOut } from './report.ts'
import type { Session } from './session.ts'

const data = wholeData()
const open = await openOffice(data.open)
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
const mo = await join(open, { name: 'Mo', roles: ['investigator'], teams: [] })
const qin = await join(open, { name: '秦专家', roles: ['expert'], teams: [] })
const vogel = await join(open, { name: 'Dr Vogel', roles: ['expert'], teams: [] })
for (const each of [lin, wei, mo, qin, vogel]) await each.refresh()

const readerOf = ({ me }: Session): string => memberReader(me.signKey)
const finding = { number: 1, finding: '未见剪辑', scale: '强支持', method: 'ENF', reasons: '连续' }

async function asked(expert = qin): Promise<{ readonly report: string; readonly id: string }> {
  const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await fileReport(api, await loadOffice(api, lin.id), { keys: await quickReporter(), draft })
  const who = { member: lin.me.signKey }
  await registerExhibit(lin, report, { description: '证物', at: '2026-11-25T02:05Z', place: '', seal: '', copy: false, collector: who, holder: who })
  const { id } = await askAppraisal(lin, report, { exhibits: [1], expert: expert.me.signKey, questions: '是否经过剪辑？', due: addDays(lin.today(), 9) })
  return { report, id }
}

async function kindsOf(session: Session, report: string): Promise<readonly (readonly string[])[]> {
  return (await openAppraisals(session, report)).map(({ held }) => held.log.entries.map(({ header }) => header.kind))
}

async function readersOf(session: Session, report: string): Promise<readonly string[]> {
  return (await openAppraisals(session, report))[0]?.held.readers ?? []
}

/** What the server holds for a reader is what `verify --data` finds right. */
async function broken(): Promise<readonly string[]> {
  return (await data.broken()).filter((each) => !each.endsWith(' bytes'))
}

test('who is named to a report later sees what was asked about it, also what is over; and is left out with a new key', async () => {
  const { report, id } = await asked()
  const { id: over } = await askAppraisal(lin, report, { exhibits: [1], expert: vogel.me.signKey, questions: '？', due: addDays(lin.today(), 9) })
  await closeAppraisal(lin, over)
  assert.deepEqual(await listAppraisals(mo), [])
  await grantAccess(lin, report, readerOf(mo))
  assert.deepEqual((await listAppraisals(mo, report)).map((view) => [view.id, view.state, view.asked?.questions]), [[over, 'closed', '？'], [id, 'asked', '是否经过剪辑？']])
  assert.deepEqual(await kindsOf(mo, report), [['appraisal', 'appraisal-closed', 'grant'], ['appraisal', 'grant']])
  await writeWord(mo, id, '请尽快')
  await grantAccess(lin, report, readerOf(mo))
  assert.deepEqual((await kindsOf(mo, report))[1], ['appraisal', 'grant', 'appraisal-word'], 'what is done is not done again')
  await leaveOut(lin, report, readerOf(mo))
  assert.deepEqual([await refusalOf(() => readAppraisal(mo, id)), await listAppraisals(mo)], ['no-such-log', []])
  assert.deepEqual(await kindsOf(wei, report), [['appraisal', 'appraisal-closed', 'grant'], ['appraisal', 'grant', 'appraisal-word', 'rekey']], 'nothing is said after an end that a new key would keep from anybody')
  assert.deepEqual([...(await openAppraisals(wei, report))[1]?.held.readers ?? []].sort(), [readerOf(qin), 'team:intake:0'].sort())
  // The expert goes on under the new key, and reads all of it.
  await acceptAppraisal(qin, id, '无')
  const given = await giveOpinion(qin, id, [finding])
  assert.deepEqual([given.state, given.asked?.words.map(({ text }) => text), given.asked?.opinions.length], ['given', ['请尽快'], 1])
  const [, held] = await openAppraisals(wei, report)
  assert.deepEqual(held?.held.log.entries.at(-1)?.header.generation, 1)
  assert.deepEqual(await broken(), [])
})

test('somebody of the team left out by name: the others are named, the expert stays, and the next word is not theirs to read', async () => {
  const { report, id } = await asked()
  await leaveOut(lin, report, readerOf(wei))
  assert.deepEqual([...await readersOf(lin, report)].sort(), [readerOf(lin), readerOf(qin)].sort())
  assert.equal(await refusalOf(() => readAppraisal(wei, id)), 'no-such-log')
  await writeWord(qin, id, '收到')
  // With every byte that the server has, and every key that the one who was left out holds.
  const { entries, wraps } = await fetchLog(lin.api, id)
  const { device, liar } = await deviceOf(wei)
  liar.lies['read-log'] = (honest, { parameters }) => (parameters?.['log'] === id ? framesAnswer(encodeLogPage({ log: id, from: 0, more: false, entries, wraps })) : honest())
  assert.equal(await refusalOf(() => readAppraisal(device, id)), 'foreign-key')
})

test('who left the office is in no key after the next word, or after a run over all; a second run finds nothing to do', async () => {
  const [first, second] = [await asked(), await asked()]
  const ken = await join(open, { name: 'Ken' })
  await lin.refresh()
  await removeMember(lin, ken.me.signKey)
  await lin.refresh()
  await writeWord(lin, first.id, '补充材料')
  const [team] = (await readersOf(lin, first.report)).filter((reader) => reader.startsWith('team:'))
  assert.notEqual(team, 'team:intake:0')
  assert.deepEqual((await kindsOf(lin, first.report))[0]?.slice(-2), ['rekey', 'appraisal-word'])
  assert.deepEqual((await kindsOf(lin, second.report))[0], ['appraisal'], 'reading changes nothing')
  const told = await rekeyLogs(lin, () => {})
  assert.deepEqual([told.failed, told.looked], [0, told.total])
  assert.deepEqual((await kindsOf(lin, second.report))[0], ['appraisal', 'rekey'])
  assert.equal((await rekeyLogs(wei, () => {})).rekeyed, 0)
  assert.equal((await readAppraisal(qin, second.id)).next.includes('appraisal-accepted'), true, 'the expert reads on')
  assert.deepEqual(await broken(), [])
})

test('an expert who left is in no key that comes after; the office reads on, and closes', async () => {
  const [gone, kept] = [await join(open, { name: 'Gone', roles: ['expert'], teams: [] }), vogel]
  await lin.refresh()
  const { report, id } = await asked(gone)
  const other = await asked(kept)
  await acceptAppraisal(gone, id, '无')
  await removeMember(lin, gone.me.signKey)
  await lin.refresh()
  const told = await rekeyLogs(lin, () => {})
  assert.equal(told.failed, 0)
  assert.ok(!(await readersOf(lin, report)).includes(readerOf(gone)))
  assert.ok((await readersOf(lin, other.report)).includes(readerOf(kept)))
  const view = await readAppraisal(wei, id)
  assert.deepEqual([view.asked?.expert, view.asked?.independence, view.next], [gone.me.signKey, '无', ['appraisal-word', 'appraisal-closed']])
  assert.equal((await closeAppraisal(lin, id)).state, 'closed')
})

test('a device that stopped between the report and its appraisals: whoever writes next goes on', async () => {
  const { report, id } = await asked()
  const { device, liar } = await deviceOf(lin)
  liar.lies['list-appraisals'] = () => { throw new TypeError('gone') }
  await assert.rejects(grantAccess(device, report, readerOf(mo)))
  assert.deepEqual(await listAppraisals(mo, report), [])
  assert.equal(await refusalOf(() => readAppraisal(mo, id)), 'no-such-log')
  await writeWord(wei, id, '请说明')
  assert.deepEqual((await kindsOf(mo, report))[0], ['appraisal', 'grant', 'appraisal-word'])
})

test('two who come at once write one key', async () => {
  const { report, id } = await asked()
  await grantAccess(lin, report, readerOf(mo))
  const { device, liar } = await deviceOf(lin)
  liar.lies['list-appraisals'] = () => { throw new TypeError('gone') }
  await assert.rejects(leaveOut(device, report, readerOf(mo)))
  const both = await Promise.all([settleAppraisal(lin, id, 'left-out'), settleAppraisal(wei, id, 'left-out')])
  assert.equal(both.filter(Boolean).length, 1)
  assert.deepEqual((await kindsOf(lin, report))[0], ['appraisal', 'grant', 'rekey'])
  const mine = await deviceOf(wei)
  mine.liar.lies['append-entry'] = refusing('stale-head')
  assert.equal(await refusalOf(() => writeWord(mine.device, id, 'x')), 'stale-head', 'nobody waits for ever')
})

test('a colleague’s own program gives no second expert a key, and one that a lying server shows makes it nobody’s', async () => {
  const { report, id } = await asked()
  const [opened] = await openAppraisals(lin, report)
  const { held: { log, key, readers } } = opened ?? assert.fail()
  const end = { office: lin.id, log: id, generation: key.generation, length: log.length, head: log.head }
  const [team] = [...lin.officeLog().fold.teams.values()].slice(-1)
  const office: To = { reader: readers.find((each) => each.startsWith('team:')) ?? '', recipient: team?.recipient ?? '' }
  const experts = [qin, vogel].map((each): To => ({ reader: readerOf(each), recipient: each.me.recipient }))
  const authored = lin.authored()
  const forged = [
    await sealRekey(end, key, { authored, reason: 'left-out', readers: [office, ...experts] }), await sealRekey(end, key, { authored, reason: 'left-out', readers: [office] }),
    await sealGrant(end, key, { authored, readers: experts.slice(1) }),
  ]
  for (const ready of forged) assert.equal(await refusalOf(() => sendReady(lin, id, ready)), 'malformed')
  const { entries, wraps } = await fetchLog(lin.api, id)
  for (const [ready, isAsked] of [[forged[0], false], [forged[1], true], [forged[2], false]] as const) {
    assert.ok(ready !== undefined)
    const { device, liar } = await deviceOf(wei)
    liar.lies['read-log'] = (honest, { parameters }) => (parameters?.['log'] === id
      ? framesAnswer(encodeLogPage({ log: id, from: 0, more: false, entries: [...entries, ready.entry], wraps: [...wraps, ...ready.wraps] })) : honest())
    assert.equal((await readAppraisal(device, id)).asked !== null, isAsked)
  }
})

test('one that does not hold keeps no other from its readers', async () => {
  const { report, id } = await asked()
  const { device, liar } = await deviceOf(lin)
  const { id: other } = await askAppraisal(lin, report, { exhibits: [1], expert: vogel.me.signKey, questions: '？', due: addDays(lin.today(), 9) })
  liar.lies['read-log'] = (honest, { parameters }) => (parameters?.['log'] === other ? refusing('no-such-log')(honest, undefined as never) : honest())
  await grantAccess(device, report, readerOf(mo))
  assert.deepEqual((await listAppraisals(mo, report)).map((view) => view.id), [id])
})
