// Goal: three reports and five allegations in two cases, nothing copied, and no key for anybody with a conflict of interest. Method: the real server in this process, members and reporters.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { allegationsOf, reportsOf } from '#domain/cases/case.ts'
import { quickReporter } from '#test/support/client.ts'
import { join, openOffice } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { agree, allege, changeAllegation, dispose, excuse, giveCase, leadCase, leaveOutOfCase, moveCase, noteInCase, objectTo, planCase, readCase, titleCase } from './case-deeds.ts'
import { beginCase, joinReport, leaveCase, mergeCases, splitCase } from './case-moves.ts'
import { listCases } from './cases.ts'
import { mayErase } from './erase.ts'
import { removeMember } from './people.ts'
import { rekeyLogs } from './rekey-logs.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, recuse, reply } from './report.ts'
import { setRetention } from './retention.ts'
import { triageReport } from './triage.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
const chen = await join(open, { name: 'Chen', teams: [] })
await lin.refresh()
await wei.refresh()
const key = ({ me }: { readonly me: { readonly signKey: string } }): string => me.signKey

async function report(what = '标底泄露'): Promise<string> {
  const office = await loadOffice(api, lin.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report
}

async function answered(id: string): Promise<void> {
  await reply(lin, id, { text: '收到', language: 'zh' })
  await changeState(lin, id, { state: 'not-accepted', reason: '不属实', language: 'zh' })
}

const ALLEGED = { category: 'procurement', text: '评标前标底外泄', period: '2026-03' } as const

test('three reports and five allegations stand in two cases, one report in both, and nothing of any is copied', async () => {
  const [one, two, three] = [await report('一'), await report('二'), await report('三')]
  const first = await beginCase(lin, { title: '采购案', members: [key(wei)] }, { report: one, giveKeys: false })
  const second = await beginCase(wei, { title: '工资案', members: [key(lin)] }, { report: three, giveKeys: false })
  await Promise.all([joinReport(lin, first.id, { report: two, giveKeys: false }), joinReport(wei, second.id, { report: two, giveKeys: false })])
  for (const text of ['甲', '乙', '丙']) await allege(lin, first.id, { ...ALLEGED, text })
  await Promise.all([allege(wei, second.id, { ...ALLEGED, text: '丁' }), allege(lin, second.id, { ...ALLEGED, text: '戊' })])
  const views = [await readCase(wei, first.id), await readCase(lin, second.id)]
  assert.deepEqual(views.map(({ now }) => [reportsOf(now).map(({ report: id }) => id), allegationsOf(now).length]), [[[one, two], 3], [[three, two], 2]])
  assert.deepEqual(new Set((await openReportAsHandler(lin, two)).desk.cases), new Set([first.id, second.id]))
  assert.deepEqual((await listCases(wei)).map(({ id }) => id).toSorted(), [first.id, second.id].toSorted())
  assert.deepEqual(views[0]?.around.get(one)?.title, '一', 'what a report is called is read out of the report')
})

test('a case’s team is its own: it reads no report by it unless whoever joins it gives the keys, and others find no case', async () => {
  const id = await report()
  const { id: kase } = await beginCase(lin, { title: '专案', members: [key(chen)], lead: key(chen) }, { report: id, giveKeys: false })
  assert.deepEqual([(await readCase(chen, kase)).around.get(id), await refusalOf(() => openReportAsHandler(chen, id))], [null, 'no-such-log'])
  assert.deepEqual([await refusalOf(() => readCase(wei, kase)), (await listCases(wei)).some((line) => line.id === kase)], ['no-such-log', false])
  await joinReport(lin, kase, { report: id, giveKeys: true })
  assert.equal((await openReportAsHandler(chen, id)).id, id)
  await giveCase(chen, kase, key(wei))
  assert.equal((await readCase(wei, kase)).now.lead, key(chen))
  await leaveOutOfCase(chen, kase, key(wei))
  assert.equal(await refusalOf(() => readCase(wei, kase)), 'no-such-log')
  assert.equal(await refusalOf(() => leadCase(chen, kase, key(wei))), 'not-a-reader')
  assert.equal((await leadCase(chen, kase, key(lin))).now.lead, key(lin))
})

test('whoever declared a conflict of interest in a report is given the key of no case that it is in, and of no report by one', async () => {
  const [mine, other] = [await report(), await report()]
  await triageReport(lin, mine, { severity: 'low' })
  await recuse(wei, mine, '当事人是亲属')
  const chosen = await beginCase(lin, { title: '一', members: [key(wei)] }, { report: mine, giveKeys: true })
  assert.deepEqual([chosen.members, await refusalOf(() => readCase(wei, chosen.id))], [[key(lin)], 'no-such-log'])
  const late = await report()
  const { id: shared } = await beginCase(lin, { title: '零', members: [key(wei)] }, { report: late, giveKeys: false })
  await recuse(wei, late, '当事人是亲属')
  assert.deepEqual([(await readCase(lin, shared)).members, await refusalOf(() => readCase(wei, shared))], [[key(lin)], 'no-such-log'], 'a colleague who looks at it leaves them out')
  const before = await beginCase(lin, { title: '二', members: [key(wei)] }, { report: other, giveKeys: false })
  assert.equal((await readCase(wei, before.id)).id, before.id)
  const after = await joinReport(lin, before.id, { report: mine, giveKeys: true })
  assert.deepEqual([after.members, await refusalOf(() => readCase(wei, before.id)), await refusalOf(() => openReportAsHandler(wei, mine))], [[key(lin)], 'no-such-log', 'no-such-log'])
  assert.deepEqual((await giveCase(lin, before.id, key(wei))).members, [key(lin)])
  const third = await beginCase(lin, { title: '三', members: [key(wei)] }, { report: other, giveKeys: false })
  assert.deepEqual((await mergeCases(lin, before.id, third.id)).members, [key(lin)], 'merging gives nobody what they may not read')
})

test('a case closes when nothing is missing and a second person agrees, and holds its reports until then', async () => {
  const id = await report()
  const { id: kase } = await beginCase(lin, { title: '结案', members: [key(wei)] }, { report: id, giveKeys: false })
  const { now } = await allege(lin, kase, ALLEGED)
  const allegation = allegationsOf(now)[0]?.id ?? assert.fail('none')
  await triageReport(lin, id, { hold: true })
  const missing = async (): Promise<readonly string[]> => (await readCase(lin, kase)).steps.find(({ state }) => state === 'closed')?.missing.map(({ what }) => what) ?? []
  assert.deepEqual(await missing(), ['disposition', 'answer', 'hold', 'retention'])
  const close = { state: 'closed', reason: '查无实据' } as const
  assert.equal(await refusalOf(() => moveCase(lin, kase, close)), 'case-incomplete')
  await answered(id)
  await excuse(lin, kase, { report: id, excuse: 'stays-on-hold', reason: '法院要求' })
  await setRetention(lin, { outsideRemitDays: null, settledDays: 1096 })
  await changeAllegation(wei, kase, { allegation, ...ALLEGED, category: 'bribery', period: '2026-03/2026-04' })
  await dispose(wei, kase, { allegation, disposition: 'abusive', reason: '明知不实' })
  assert.deepEqual(await missing(), ['agreement'])
  const waits = (await readCase(lin, kase)).now.waiting[0]?.hash ?? assert.fail('nothing waits')
  assert.equal(await refusalOf(() => agree(wei, kase, waits)), 'second-person')
  await objectTo(lin, kase, { deed: waits, reason: '属善意误报' })
  await dispose(lin, kase, { allegation, disposition: 'unsubstantiated', reason: '查无实据' })
  await triageReport(lin, id, { hold: false })
  assert.equal(await refusalOf(() => mayErase(lin, id)), 'in-open-case')
  const asked = (await moveCase(lin, kase, close)).now.waiting[0]?.hash ?? assert.fail('nothing waits')
  assert.equal(await refusalOf(() => agree(lin, kase, asked)), 'second-person')
  const closed = await agree(wei, kase, asked)
  assert.deepEqual([closed.now.state, closed.steps.map(({ state }) => state), (await openReportAsHandler(lin, id)).desk.cases], ['closed', ['reopened'], []])
  assert.ok((await mayErase(lin, id)).length > 0)
  assert.equal(await refusalOf(() => planCase(lin, kase, 'x')), 'transition-not-allowed')
  await moveCase(wei, kase, { state: 'reopened', reason: '新证人' })
  assert.equal(await refusalOf(() => mayErase(lin, id)), 'in-open-case')
})

test('merging leaves a pointer, splitting begins a case, and both say where each part came from', async () => {
  const [one, two] = [await report(), await report()]
  const a = await beginCase(lin, { title: '甲案', members: [] }, { report: one, giveKeys: false })
  const b = await beginCase(wei, { title: '乙案', members: [key(lin)] }, { report: two, giveKeys: false })
  await allege(wei, b.id, ALLEGED)
  const merged = await mergeCases(lin, b.id, a.id)
  assert.deepEqual(reportsOf(merged.now).map(({ report: id, from }) => [id, from]), [[one, null], [two, b.id]])
  assert.deepEqual([allegationsOf(merged.now).map(({ words, from }) => [words?.text, from]), merged.titles.get(b.id)], [[[ALLEGED.text, b.id]], '乙案'])
  const pointer = await readCase(wei, b.id)
  assert.deepEqual([pointer.now.mergedInto, pointer.steps, (await openReportAsHandler(lin, two)).desk.cases], [a.id, [], [a.id]])
  assert.equal(await refusalOf(() => mergeCases(lin, b.id, a.id)), 'transition-not-allowed')
  assert.equal(await refusalOf(() => readCase(wei, a.id)), 'no-such-log', 'who read the one does not read the other by it')
  const allegation = allegationsOf(merged.now)[0]?.id ?? assert.fail('none')
  await dispose(lin, a.id, { allegation, disposition: 'partly', reason: '部分属实' })
  const split = await splitCase(lin, a.id, { title: '丙案', members: [key(chen)], reports: [two], allegations: [allegation] })
  assert.deepEqual([split.now.from, reportsOf(split.now).map(({ from }) => from), allegationsOf(split.now).map(({ words, disposed }) => [words?.text, disposed?.disposition])], [a.id, [a.id], [[ALLEGED.text, 'partly']]])
  assert.deepEqual([reportsOf((await readCase(lin, a.id)).now).map(({ report: id }) => id), (await openReportAsHandler(lin, two)).desk.cases], [[one], [split.id]])
  assert.deepEqual(allegationsOf((await readCase(chen, split.id)).now).map(({ words }) => words), [null], 'words stay with the readers of the case in which they were written')
  assert.equal(await refusalOf(() => splitCase(lin, a.id, { title: '丁案', members: [], reports: [two], allegations: [] })), 'no-such-log')
})

test('who left the office is in no key of a case after a run of new keys, and a stranger to a case finds nothing of it', async () => {
  const gone = await join(open, { name: 'Gone', teams: [] })
  await lin.refresh()
  const { id: kase } = await beginCase(lin, { title: '换人', members: [key(gone)] })
  assert.equal((await readCase(gone, kase)).now.title, '换人')
  await removeMember(lin, key(gone))
  const { rekeyed } = await rekeyLogs(lin, () => {})
  assert.ok(rekeyed >= 1)
  assert.deepEqual([(await readCase(lin, kase)).members, (await rekeyLogs(lin, () => {})).rekeyed], [[key(lin)], 0])
  assert.equal(await refusalOf(() => noteInCase(chen, kase, 'x')), 'no-such-log')
})

test('what two people write at once is all there, and a report that left a case is held by it no more', async () => {
  const id = await report()
  const { id: kase } = await beginCase(lin, { title: '并行', members: [key(wei)] }, { report: id, giveKeys: false })
  await Promise.all([noteInCase(lin, kase, '林记'), noteInCase(wei, kase, '魏记'), titleCase(lin, kase, '改名'), planCase(wei, kase, '查账')])
  const { now } = await readCase(lin, kase)
  assert.deepEqual([now.title, now.plan, now.lines.flatMap(({ deed }) => (deed?.act === 'note' ? [deed.text] : [])).toSorted()], ['改名', '查账', ['林记', '魏记'].toSorted()])
  await leaveCase(wei, kase, { report: id, reason: '无关' })
  assert.deepEqual([reportsOf((await readCase(lin, kase)).now), (await openReportAsHandler(lin, id)).desk.cases], [[], []])
  assert.equal(await refusalOf(() => leaveCase(wei, kase, { report: id, reason: '无关' })), 'no-such-log')
  assert.equal(await refusalOf(() => allege(lin, kase, { ...ALLEGED, period: 'spring' })), 'malformed')
})
