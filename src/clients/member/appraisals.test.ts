// Goal: an outside expert opens exactly the items asked, with a key of their own, answers them and signs; the eighth stays shut, whatever bytes the expert
// gets hold of. Method: the real server in this process, a report of twenty exhibits, every key that the expert holds tried on everything else.
import assert from 'node:assert/strict'
import test from 'node:test'
import { addDays } from '#base/day.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { startAttaching } from '#clients/transport/attach.ts'
import type { Attachment } from '#domain/bodies.ts'
import { openLogWrap } from '#sealing/open/wrap.ts'
import { newLog, sealEntry, sealFirstEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, teamReader } from '#sealing/sealed/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import { encodeLogPage } from '#wire/log.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, framesAnswer, join, jsonLie, logInAgain, openOffice, pageLie, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { wholeData } from '#test/support/whole-data.ts'
import { sendReady } from './append.ts'
import { acceptAppraisal, closeAppraisal, declineAppraisal, giveOpinion, listAppraisals, readAppraisal, reviewOpinion, surveyAppraisals, writeWord, type AppraisalLine, type AppraisalOrder, type AppraisalView, type FindingOrder } from './appraisals.ts'
import { askAppraisal } from './ask-appraisal.ts'
import { lookAtAudit } from './audit-pages.ts'
import { eraseReport } from './erase.ts'
import { registerExhibit } from './exhibits.ts'
import { inviteMember } from './invite.ts'
import { openLogFile, sendLogFile } from './log-file.ts'
import { fetchLog } from './office-log.ts'
import { changeRoles } from './people.ts'
import { listQueue } from './queue.ts'
import { openFetched } from './report-logs.ts'
import { changeState, missingToConclude } from './change-state.ts'
import { grantAccess, leaveOut, openReportAsHandler } from './report.ts'
import type { Session } from './session.ts'
import { admit } from './teams.ts'

const data = wholeData()
const open = await openOffice(data.open)
const { api, session: lin, world } = open
const wei = await join(open, { name: 'Wei' })
const outsider = await join(open, { name: 'Noor', roles: ['investigator'], teams: [] })
const expert = await join(open, { name: '秦专家', roles: ['expert'], teams: [] })
const second = await join(open, { name: 'Dr Vogel', roles: ['expert'], teams: [] })
for (const each of [lin, wei, outsider, expert]) await each.refresh()

const LIN = { member: lin.me.signKey }
const DUE = addDays(lin.today(), 21)
const SEVEN = [1, 2, 3, 4, 5, 6, 8]
const finding = (number: number): FindingOrder => ({ number, finding: '支持同一说', scale: '强支持', method: '频谱比对', reasons: '基频与共振峰一致' })
const order = (more: Partial<AppraisalOrder> = {}): AppraisalOrder => ({ exhibits: SEVEN, expert: expert.me.signKey, questions: '录音是否经过剪辑？', due: DUE, ...more })

async function filed(files: readonly Attachment[] = []): Promise<string> {
  const draft = { channel: 'web', answers: { what: '标底泄露' }, language: 'zh', provenance: 'in-browser', ...(files.length === 0 ? {} : { files }) } as const
  return (await fileReport(api, await loadOffice(api, lin.id), { keys: await quickReporter(), draft })).report
}

function recording(number: number): Promise<Attachment> {
  const words = new TextEncoder().encode(`canary of recording ${number}`)
  const source = { sizeBytes: words.length, read: async (from: number, to: number) => words.slice(from, to) }
  return sendLogFile(lin, startAttaching({ source, name: `录音${number}.wav`, cleaning: 'kept-as-it-was' }), {})
}

/** A report with as many exhibits, each third of them a thing. */
async function withExhibits(count: number): Promise<string> {
  const id = await filed()
  for (let number = 1; number <= count; number++) {
    const content = number % 3 === 0 ? {} : { files: [await recording(number)] }
    await registerExhibit(lin, id, { description: `证物${number}`, at: '2026-11-25T02:05Z', place: '', seal: '', copy: false, collector: LIN, holder: LIN, ...content })
  }
  return id
}

/** What `verify --data` finds. The bytes of this world's files lie elsewhere than its tables. */
async function broken(): Promise<readonly string[]> {
  return (await data.broken()).filter((each) => !each.endsWith(' bytes'))
}

async function wordsOf(session: Session, log: string, attachment: Attachment): Promise<string> {
  const file = await openLogFile(session, log, attachment)
  return new TextDecoder().decode(await file.read(0, attachment.sizeBytes, new AbortController().signal))
}

test('seven of twenty are asked, opened, answered item by item, and looked at', async () => {
  const report = await withExhibits(20)
  const asked = await askAppraisal(lin, report, order())
  assert.deepEqual([asked.state, asked.report, asked.asker, asked.asked?.items.map(({ number }) => number)], ['asked', report, lin.me.signKey, SEVEN])
  const seen = (await listAppraisals(expert)).find(({ id }) => id === asked.id)
  assert.deepEqual([seen?.part, seen?.asked?.due, seen?.asked?.questions], ['expert', DUE, '录音是否经过剪辑？'])
  assert.deepEqual(seen?.next, ['appraisal-accepted', 'appraisal-declined', 'appraisal-word'])
  const files = seen?.asked?.files ?? []
  assert.equal(files.length, 5)
  for (const attachment of files) assert.equal(await refusalOf(() => openLogFile(expert, asked.id, attachment)), 'files-not-released')
  await writeWord(expert, asked.id, '请提供原始设备的型号。')
  await writeWord(wei, asked.id, 'BWC-31')
  assert.equal(await refusalOf(() => giveOpinion(expert, asked.id, SEVEN.map(finding))), 'transition-not-allowed', 'before it is taken on')
  assert.equal(await refusalOf(() => acceptAppraisal(expert, asked.id, ' ')), 'empty-text')
  await acceptAppraisal(expert, asked.id, '本人与各方均无利害关系。')
  for (const attachment of files) assert.match(await wordsOf(expert, asked.id, attachment), /^canary of recording [1-8]$/)
  assert.equal(await refusalOf(() => giveOpinion(expert, asked.id, SEVEN.slice(1).map(finding))), 'opinion-incomplete')
  assert.equal(await refusalOf(() => giveOpinion(expert, asked.id, [...SEVEN, 7].map(finding))), 'no-such-exhibit')
  const given = await giveOpinion(expert, asked.id, SEVEN.map(finding))
  assert.deepEqual([given.state, given.asked?.opinions[0]?.author, given.asked?.opinions[0]?.breaks], ['given', expert.me.signKey, []])
  const objected = await reviewOpinion(wei, asked.id, { verdict: 'objected', reason: '第八件未说明采样率' })
  assert.equal(objected.asked?.opinions[0]?.reviews[0]?.verdict, 'objected')
  const added = await giveOpinion(expert, asked.id, [finding(8)])
  assert.deepEqual(added.asked?.opinions.map(({ supplements, findings }) => [supplements, findings.length]), [[false, 7], [true, 1]])
  await reviewOpinion(lin, asked.id, { verdict: 'accepted', reason: '' })
  const closed = await closeAppraisal(lin, asked.id)
  for (const attachment of files) assert.equal(await refusalOf(() => openLogFile(expert, asked.id, attachment)), 'files-not-released')
  assert.deepEqual([closed.state, closed.asked?.independence, closed.asked?.words.map(({ text }) => text)], ['closed', '本人与各方均无利害关系。', ['请提供原始设备的型号。', 'BWC-31']])
  for (const late of [() => writeWord(lin, asked.id, 'x'), () => writeWord(expert, asked.id, 'x'), () => giveOpinion(expert, asked.id, [finding(8)]), () => closeAppraisal(wei, asked.id)]) {
    assert.equal(await refusalOf(late), 'transition-not-allowed')
  }
  assert.deepEqual(await broken(), [])
})

test('the other thirteen do not open: no row, no key of a file, no byte from the server, and with every byte of it no word', async () => {
  const report = await withExhibits(10)
  const { id } = await askAppraisal(lin, report, order())
  const view = await openReportAsHandler(lin, report)
  await acceptAppraisal(expert, id, '本人与各方均无利害关系。')
  const held = await openFetched(expert, await fetchLog(expert.api, id))
  const files = (await readAppraisal(expert, id)).asked?.files ?? assert.fail()
  const others = view.exhibits.filter(({ number }) => !SEVEN.includes(number)).flatMap((exhibit) => exhibit.files)
  assert.equal(others.length, 2)
  // Nothing of the other exhibits is in what the expert opens.
  const opened = JSON.stringify(held.log.entries)
  for (const { description, hash } of view.exhibits.filter(({ number }) => !SEVEN.includes(number))) assert.ok(!opened.includes(`${description}"`) && !opened.includes(hash))
  for (const other of others) for (const told of [other.file, other.key, other.nonce, other.sha256]) assert.ok(!opened.includes(told))
  for (const other of others) for (const log of [id, report, view.deskLog]) {
    assert.equal(await refusalOf(() => openLogFile(expert, log, other)), log === id ? 'no-such-file' : 'no-such-log', 'even with its id and its key')
  }
  // With every byte that the server has: the file's, through a handler's session, under every key that the expert holds.
  for (const other of others) {
    assert.match(await wordsOf(lin, view.deskLog, other), /canary/, 'the control')
    for (const { key, nonce } of files) assert.equal(await refusalOf(() => wordsOf(lin, view.deskLog, { ...other, key, nonce })), 'foreign-key')
  }
  for (const log of [report, view.deskLog]) {
    const { wraps, entries } = await fetchLog(lin.api, log)
    assert.ok(entries.length > 0 && wraps.length > 0)
    for (const wrap of await world.store.read.allWraps(log)) {
      assert.notEqual(wrap.reader, memberReader(expert.me.signKey))
      assert.equal(await refusalOf(() => openLogWrap(expert.unlocked().secrets.identity, wrap.bytes, { office: lin.id, log, generation: 0, keyCommit: held.log.generations[0]?.keyCommit ?? '' })), 'foreign-key')
    }
  }
  assert.equal(expert.officeLog().teams.size, 0, 'no team’s key')
})

test('an expert has no queue, no report and no desk, and a handler without the report asks nothing about it', async () => {
  const report = await withExhibits(1)
  const { id } = await askAppraisal(lin, report, order({ exhibits: [1] }))
  assert.equal((await listQueue(expert)).total, 0)
  assert.equal(await refusalOf(() => openReportAsHandler(expert, report)), 'no-such-log')
  assert.equal(await refusalOf(() => askAppraisal(outsider, report, order({ exhibits: [1] }))), 'no-such-log')
  assert.equal(await refusalOf(() => askAppraisal(expert, report, order({ exhibits: [1] }))), 'no-such-log')
  for (const who of [outsider, second]) assert.deepEqual([await refusalOf(() => readAppraisal(who, id)), await listAppraisals(who)], ['no-such-log', []])
  assert.ok((await listAppraisals(wei, report)).every((view) => view.report === report))
})

test('what cannot be asked', async () => {
  const report = await withExhibits(3)
  const refused = (more: Partial<AppraisalOrder>) => refusalOf(() => askAppraisal(lin, report, order({ exhibits: [1], ...more })))
  assert.equal(await refused({ exhibits: [1, 4] }), 'no-such-exhibit')
  assert.equal(await refused({ exhibits: [] }), 'no-such-exhibit')
  assert.equal(await refused({ expert: wei.me.signKey }), 'not-allowed')
  assert.equal(await refused({ questions: '' }), 'empty-text')
  assert.equal(await refused({ due: addDays(lin.today(), -1) }), 'malformed')
  assert.equal(await refused({ again: report }), 'no-such-log')
  const thing = await askAppraisal(lin, report, order({ exhibits: [3] }))
  assert.deepEqual([thing.asked?.files, thing.asked?.items[0]?.kind], [[], 'physical'])
})

test('an expert stays apart: no other role, no team, no row of a report', async () => {
  const granting = await deviceOf(lin)
  const report = await filed()
  assert.equal(await refusalOf(() => grantAccess(granting.device, report, memberReader(expert.me.signKey))), 'expert-apart')
  assert.ok(!granting.liar.calls.some(({ route }) => route === 'append-entry'), 'nothing was sealed to the expert and sent')
  assert.equal(await refusalOf(() => changeRoles(lin, second.me.signKey, ['expert', 'intake'])), 'expert-apart')
  assert.equal(await refusalOf(() => changeRoles(lin, wei.me.signKey, ['expert'])), 'expert-apart')
  assert.equal(await refusalOf(() => admit(lin, { team: 'intake', signKey: second.me.signKey, admitted: true })), 'expert-apart')
})

async function answered(report: string, by = expert): Promise<AppraisalView> {
  const { id } = await askAppraisal(lin, report, order({ exhibits: [1], expert: by.me.signKey, questions: `${by.me.name}?` }))
  await acceptAppraisal(by, id, '无')
  return giveOpinion(by, id, [finding(1)])
}

test('once again by another expert, and not a third time', async () => {
  const report = await withExhibits(1)
  const first = await answered(report)
  const again = (expertKey: string, of = first.id, questions = '重新鉴定') => askAppraisal(lin, report, order({ exhibits: [1], expert: expertKey, again: of, questions }))
  assert.equal(await refusalOf(() => again(expert.me.signKey)), 'not-allowed', 'the same expert')
  const declined = await again(second.me.signKey)
  await declineAppraisal(second, declined.id, '无暇')
  const other = await again(second.me.signKey)
  assert.notEqual(other.id, declined.id, 'one that was declined was none')
  assert.equal(await refusalOf(() => again(second.me.signKey, first.id, '再次')), 'already-appraised-again')
  await acceptAppraisal(second, other.id, '无')
  await giveOpinion(second, other.id, [finding(1)])
  assert.equal(await refusalOf(() => again(expert.me.signKey, other.id)), 'already-appraised-again')
  assert.ok(!JSON.stringify((await openFetched(second, await fetchLog(second.api, other.id))).log.entries).includes(expert.me.signKey), 'who was first, the second is not told')
})

test('a lost answer asks nothing twice, and says nothing twice', async () => {
  const report = await withExhibits(1)
  const { device, liar } = await deviceOf(lin)
  liar.lies['open-log'] = async (honest) => { await honest(); throw new TypeError('gone') }
  await assert.rejects(askAppraisal(device, report, order({ exhibits: [1] })))
  liar.lies['open-log'] = undefined as never
  const { id } = await askAppraisal(device, report, order({ exhibits: [1] }))
  assert.deepEqual((await listAppraisals(lin, report)).map((view) => view.id), [id])
  const mine = await deviceOf(expert)
  let stale = true
  mine.liar.lies['append-entry'] = (honest) => {
    if (!stale) return honest()
    stale = false
    return refusing('stale-head')(honest, undefined as never)
  }
  assert.equal((await acceptAppraisal(mine.device, id, '无')).state, 'accepted')
})

test('a list that shows what nobody asked is refused, and one bad question hides no other', async () => {
  const report = await withExhibits(1)
  const { id } = await askAppraisal(lin, report, order({ exhibits: [1] }))
  const { device, liar } = await deviceOf(lin)
  liar.lies['list-appraisals'] = jsonLie((page: { readonly logs: readonly string[] }) => ({ ...page, logs: [report] }))
  assert.equal(await refusalOf(() => listAppraisals(device)), 'forged-history')
  // A colleague's own program asks in the name of another expert than the one who gets the key.
  const body = { ...(await bodyOf(id)), expert: second.me.signKey }
  const made = newLog(lin.id, wei.unlocked().signing)
  await wei.refresh()
  const to = [{ reader: teamReader('intake', 0), recipient: wei.officeLog().fold.teams.get('intake:0')?.recipient ?? '' }, { reader: memberReader(expert.me.signKey), recipient: expert.me.recipient }]
  const ready = await sealFirstEntry(made, wei.authored(), { content: { kind: 'appraisal', body }, wraps: await Promise.all(to.map((each) => wrapLogKey(made.key, each))), about: report })
  await wei.api.call({ route: 'open-log', parameters: { office: lin.id }, body: encodeAppend(ready) })
  assert.deepEqual((await listAppraisals(lin, report)).map((view) => [view.id === id, view.asked === null, view.next.length > 0]), [[false, true, false], [true, false, true]])
  assert.equal(await refusalOf(() => acceptAppraisal(expert, made.log, '无')), 'malformed')
})

test('whoever looks through a list sees one whose chain does not hold as such, and the others open; a line that is lost breaks none', async () => {
  const report = await withExhibits(1)
  const [first, later] = [await askAppraisal(lin, report, order({ exhibits: [1] })), await askAppraisal(lin, report, order({ exhibits: [1], questions: '再问' }))]
  const mine = (lines: readonly AppraisalLine[]) => lines.filter(({ id }) => id === first.id || id === later.id)
  const { device, liar } = await deviceOf(lin)
  assert.deepEqual(mine(await surveyAppraisals(device)).map(({ id, view }) => [id, view?.steps.map(({ kind }) => kind)]), [[later.id, ['appraisal']], [first.id, ['appraisal']]])
  liar.lies['read-log'] = pageLie((page) => (page.log === first.id ? { ...page, entries: page.entries.map((entry) => ({ ...entry, signature: entry.signature.map((byte) => byte ^ 1) })) } : page))
  assert.deepEqual(mine(await surveyAppraisals(device)).map((line) => (line.view === null ? line.broken : line.id)), [later.id, 'bad-signature'])
  assert.equal(await refusalOf(() => listAppraisals(device)), 'bad-signature', 'nothing is asked on top of it')
  liar.lies['read-log'] = refusing('unreachable')
  assert.equal(await refusalOf(() => surveyAppraisals(device)), 'unreachable')
})

test('an opinion that a device saw is not taken away from it', async () => {
  const report = await withExhibits(1)
  const { id } = await answered(report)
  const { device, liar } = await deviceOf(lin)
  assert.equal((await readAppraisal(device, id)).asked?.opinions.length, 1)
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, entries: page.entries.slice(0, 2) } : page))
  assert.equal(await refusalOf(() => readAppraisal(device, id)), 'forged-history')
  assert.equal(await refusalOf(() => closeAppraisal(device, id)), 'forged-history')
})

test('a second expert who would read in silence is seen, whatever the server keeps', async () => {
  const report = await withExhibits(1)
  const body = await bodyOf((await askAppraisal(lin, report, order({ exhibits: [1] }))).id)
  const made = newLog(lin.id, lin.unlocked().signing)
  const to = [{ reader: memberReader(lin.me.signKey), recipient: lin.me.recipient }, ...[expert, second].map(({ me }) => ({ reader: memberReader(me.signKey), recipient: me.recipient }))]
  const wraps = await Promise.all(to.map((each) => wrapLogKey(made.key, each)))
  const { entry } = await sealFirstEntry(made, lin.authored(), { content: { kind: 'appraisal', body }, wraps, about: report })
  const { device, liar } = await deviceOf(lin)
  liar.lies['read-log'] = (honest, { parameters }) => (parameters?.['log'] === made.log ? framesAnswer(encodeLogPage({ log: made.log, from: 0, more: false, entries: [entry], wraps })) : honest())
  assert.equal((await readAppraisal(device, made.log)).asked, null)
})

async function bodyOf(id: string) {
  const [first] = (await openFetched(lin, await fetchLog(lin.api, id))).log.entries
  return first?.kind === 'appraisal' ? first.body : assert.fail()
}

test('an opinion of other items, by the expert’s own hand, is shown and counts for nothing', async () => {
  const report = await withExhibits(2)
  const { id } = await askAppraisal(lin, report, order({ exhibits: [1, 2] }))
  await acceptAppraisal(expert, id, '无')
  const { log, key } = await openFetched(expert, await fetchLog(expert.api, id))
  const { number: _, ...words } = finding(1)
  const ready = await sealEntry({ office: lin.id, log: id, generation: 0, length: log.length, head: log.head }, key, { authored: expert.authored(), content: { kind: 'opinion', body: { findings: [{ exhibit: report, ...words }] } } })
  await sendReady(expert, id, ready)
  assert.deepEqual((await readAppraisal(lin, id)).asked?.opinions.map(({ breaks }) => breaks), [['items-differ']])
  assert.equal(await refusalOf(() => reviewOpinion(lin, id, { verdict: 'accepted', reason: '' })), 'transition-not-allowed')
})

test('a file of the report itself is asked about without sending it again; erased, it is gone for the expert too, and an audit holds', async () => {
  const sent = await recording(1)
  const report = await filed([sent])
  const { chain } = await openReportAsHandler(lin, report)
  const entry = chain.find(({ log, seq }) => log === 'report' && seq === 0)?.hash ?? assert.fail()
  for (const copy of [false, true]) await registerExhibit(lin, report, { description: `来件${copy}`, at: '2026-11-25T02:05Z', place: '', seal: '', copy, collector: LIN, holder: LIN, source: { entry, file: sent.file, sha256: sent.sha256 } })
  const { id, asked } = await askAppraisal(lin, report, order({ exhibits: [1, 2] }))
  const [file, ...more] = asked?.files ?? []
  assert.ok(file !== undefined && more.length === 0, 'two exhibits out of one file')
  await acceptAppraisal(expert, id, '本人与各方均无利害关系。')
  assert.equal(await wordsOf(expert, (await readAppraisal(expert, id)).id, file), 'canary of recording 1')
  await changeState(lin, report, { state: 'accepted', reason: '', language: 'en' })
  const done = { state: 'concluded', reason: 'done', language: 'en' } as const
  assert.equal(await refusalOf(() => changeState(lin, report, done)), 'report-incomplete', 'an expert still works on it')
  await changeState(lin, report, { ...done, despite: { lacks: (await missingToConclude(lin, report)).map(({ of }) => ({ what: 'appraisal' as const, of })), reason: 'The answer is not needed any more.' } })
  await eraseReport(lin, report)
  assert.deepEqual([await refusalOf(() => readAppraisal(expert, id)), await refusalOf(() => openLogFile(expert, id, file)), (await listAppraisals(expert)).some((view) => view.id === id)], ['no-such-log', 'no-such-log', false])
  assert.ok(![...expert.unlocked().logKeys.keys()].some((name) => name.startsWith(id)), 'the device keeps no key to it')
  assert.deepEqual(await broken(), [])
  await changeRoles(lin, lin.me.signKey, ['administrator', 'intake', 'auditor'])
  const later = await logInAgain(open)
  const found = await lookAtAudit(later, () => {})
  assert.ok(!('broken' in found), JSON.stringify(found))
  assert.deepEqual(found.appraisals.filter(({ log }) => log === id), [{ log: id, about: report, state: 'accepted', asker: lin.me.signKey, askedDay: found.appraisals[0]?.askedDay, expert: expert.me.signKey }])
  assert.ok(found.access.some(({ member, log }) => member === expert.me.signKey && log === id), 'an auditor sees that the expert got its key')
})

test('who is left out of the report is left out of its appraisals', async () => {
  const report = await withExhibits(1)
  const { id } = await askAppraisal(lin, report, order({ exhibits: [1] }))
  await leaveOut(lin, report, memberReader(wei.me.signKey))
  assert.equal(await refusalOf(() => readAppraisal(wei, id)), 'no-such-log')
  assert.equal((await readAppraisal(expert, id)).state, 'asked')
})

test('an invitation may be for an expert, and then for nothing else', async () => {
  for (const more of [{ roles: ['expert', 'auditor'], teams: [] }, { roles: ['expert'], teams: ['intake'] }] as const) assert.equal(await refusalOf(() => inviteMember(lin, more)), 'expert-apart')
  assert.deepEqual((await inviteMember(lin, { roles: ['expert'], teams: [] })).view.roles, ['expert'])
})
