// Goal: every present reader of a report reads all of it, and whoever was left out reads nothing that came after; whatever the order in which
// honest clients give, leave out, re-key and write. Then the hostile: keys and rows that a server or a handler makes up. Method: the real
// server in this process, several members, and devices whose server lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import * as fc from 'fast-check'
import { base64url } from '#base/bytes.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { Refusal } from '#base/refusal.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { openLog } from '#sealing/open/log.ts'
import { recipientOf } from '#sealing/plain/age-identity.ts'
import { newLogSecret, type LogKey } from '#sealing/plain/log-key.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { newLog, sealEntry, sealFirstEntry, type Authored, type LogEnd, type ReadyEntry } from '#sealing/seal/entry.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealGrant, sealRekey, type To } from '#sealing/seal/rekey.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, join, openOffice, pageLie } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { encodeFileReport } from '#wire/append.ts'
import { sendReady } from './append.ts'
import type { HeldLog } from './held-log.ts'
import { removeMember } from './people.ts'
import { listQueue } from './queue.ts'
import { rekeyLogs, type RekeyProgress } from './rekey-logs.ts'
import { openReportLog } from './report-logs.ts'
import { changeState } from './change-state.ts'
import { grantAccess, leaveOut, openReportAsHandler, reply, setTitle, writeNote } from './report.ts'
import { createTeam, foundTeams, renewTeams } from './teams.ts'
import type { Session } from './session.ts'

const open = await openOffice()
const { api, session: lin } = open
const wei = await join(open, { name: 'Wei' })
/** A handler who is in no team. */
const mo = await join(open, { name: 'Mo', roles: ['investigator'], teams: [] })
await lin.refresh()
await wei.refresh()

const keyOf = (session: Session): string => session.unlocked().signing.publicId
const readerOf = (session: Session): string => memberReader(keyOf(session))
const names = new Map([[readerOf(lin), 'lin'], [readerOf(wei), 'wei'], [readerOf(mo), 'mo']])

async function report(what = '标底泄露'): Promise<{ readonly id: string; readonly keys: ReporterKeys }> {
  const keys = await quickReporter()
  const office = await loadOffice(api, lin.id)
  return { keys, id: (await fileReport(api, office, { keys, draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report }
}

async function texts(session: Session, id: string): Promise<readonly string[]> {
  const { conversation, desk } = await openReportAsHandler(session, id)
  return [...conversation.turns, ...desk.notes].map(({ text }) => text).filter((text) => text !== '')
}

async function reporterTexts(keys: ReporterKeys): Promise<readonly string[]> {
  return (await openReport(api, await loadOffice(api, lin.id), keys)).turns.map(({ text }) => text).filter((text) => text !== '')
}

test('access is given from the beginning on, by name, to both logs; and ends with a new key', async () => {
  const { id, keys } = await report()
  await writeNote(lin, id, { text: 'before' })
  assert.equal(await refusalOf(() => openReportLog(mo, id)), 'no-such-log')
  const given = await grantAccess(lin, id, readerOf(mo))
  assert.deepEqual(given.readers, ['team:intake:0', 'reporter', readerOf(mo)])
  assert.deepEqual(await texts(mo, id), ['标底泄露', 'before'])
  await reply(mo, id, { text: 'from mo', language: 'en' })
  const after = await leaveOut(lin, id, readerOf(mo))
  assert.deepEqual(after.readers.toSorted(), ['reporter', 'team:intake:0'])
  assert.equal(await refusalOf(() => openReportLog(mo, id)), 'no-such-log')
  await setTitle(wei, id, 'A tender')
  assert.deepEqual(await texts(wei, id), ['标底泄露', 'from mo', 'before'])
  const line = (await listQueue(wei)).lines.find((each) => each.id === id)
  assert.deepEqual([line?.title, line?.stale], ['A tender', false])
  assert.deepEqual(await reporterTexts(keys), ['标底泄露', 'from mo'])
  await grantAccess(wei, id, readerOf(mo))
  assert.deepEqual(await texts(mo, id), ['标底泄露', 'from mo', 'before'])
})

test('access is given to a whole team, and not where anybody was left out', async () => {
  const team = await createTeam(lin, { name: 'Second', founder: lin.me.signKey })
  await foundTeams(lin)
  const reader = `team:${team}:0`
  const { id } = await report()
  assert.ok((await grantAccess(lin, id, reader)).readers.includes(reader))
  const { id: other } = await report()
  await leaveOut(lin, other, readerOf(wei))
  for (const each of [reader, 'team:intake:0']) assert.equal(await refusalOf(() => grantAccess(lin, other, each)), 'somebody-left-out')
  await mo.refresh()
  assert.ok((await grantAccess(lin, other, readerOf(mo))).readers.includes(readerOf(mo)), 'people by name')
})

test('one of a team is left out: the others are named in its place, and nobody can leave out themselves or everybody', async () => {
  const { id } = await report()
  const view = await leaveOut(lin, id, readerOf(wei))
  assert.deepEqual(view.readers.toSorted(), [readerOf(lin), 'reporter'].toSorted())
  assert.equal(await refusalOf(() => openReportAsHandler(wei, id)), 'no-such-log')
  assert.equal((await listQueue(wei)).lines.some((line) => line.id === id), false)
  assert.equal(await refusalOf(() => leaveOut(lin, id, readerOf(lin))), 'not-allowed')
  assert.equal(await refusalOf(async () => leaveOut(lin, (await report()).id, 'team:intake')), 'not-allowed')
  await reply(lin, id, { text: 'among us', language: 'en' })
  assert.deepEqual(await texts(lin, id), ['标底泄露', 'among us'])
})

interface Step {
  readonly by: number
  readonly deed: 'message' | 'note' | 'give' | 'leave' | 'reporter'
  readonly whom: number
}

const step: fc.Arbitrary<Step> = fc.record({ by: fc.nat(2), deed: fc.constantFrom('message', 'note', 'give', 'leave', 'reporter'), whom: fc.nat(2) })

/** What somebody can read with every key that their device ever held, whatever the server would give. */
async function readableBy(session: Session, { log, entries }: HeldLog): Promise<readonly number[]> {
  const held = [...session.unlocked().logKeys.values()].filter((key) => key.log === log.log).toSorted((a, b) => a.generation - b.generation)
  const newest = held.at(-1)
  if (newest === undefined) return []
  return (await openLog(entries, newest, held.slice(0, -1))).entries.filter(({ kind }) => kind !== 'unreadable').map(({ seq }) => seq)
}

test('whatever honest clients do in whatever order: present readers read all, and those who were left out nothing that came after', async () => {
  const people = [lin, wei, mo]
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 7 }), async (steps: readonly Step[]) => {
    const { id, keys } = await report('w')
    const office = await loadOffice(api, lin.id)
    const said = ['w']
    for (const [index, { by, deed, whom }] of steps.entries()) {
      const [who, other] = [people[by] ?? lin, people[whom] ?? wei]
      const text = `${index}`
      if (deed === 'reporter') await replyToReport(api, office, { keys, text, language: 'en', provenance: 'in-browser' })
      const result = deed === 'reporter' ? 'accepted' : await refusalOf(async () => {
        if (deed === 'message') await reply(who, id, { text, language: 'en' })
        if (deed === 'note') await writeNote(who, id, { text })
        if (deed === 'give') await grantAccess(who, id, readerOf(other))
        if (deed === 'leave') await leaveOut(who, id, readerOf(other))
      })
      assert.ok(['accepted', 'no-such-log', 'not-allowed'].includes(result), result)
      if (result === 'accepted' && (deed === 'message' || deed === 'note' || deed === 'reporter')) said.push(text)
    }
    const inside = (await Promise.all(people.map(async (each) => ({ each, code: await refusalOf(() => openReportLog(each, id)) })))).filter(({ code }) => code === 'accepted')
    const [reader] = inside
    assert.ok(reader !== undefined, 'somebody always reads')
    for (const { each } of inside) assert.deepEqual((await texts(each, id)).toSorted(), said.toSorted(), names.get(readerOf(each)) ?? '')
    const whole = await openReportLog(reader.each, id)
    const lastOut = whole.log.generations.at(-1)?.from ?? 0
    for (const outside of people.filter((each) => !inside.some((one) => one.each === each))) {
      assert.ok((await readableBy(outside, whole)).every((seq) => seq < lastOut), `${names.get(readerOf(outside)) ?? ''} reads on`)
    }
  }), { numRuns: 12 })
})

test('whoever leaves the office is left out of a report before the next word in it, without anybody asking', async () => {
  const ken = await join(open, { name: 'Ken' })
  for (const each of [lin, wei]) await each.refresh()
  const [{ id, keys }, unopened] = [await report(), await report('nobody opened it')]
  await reply(ken, id, { text: 'one', language: 'en' })
  const before = await openReportLog(lin, id)
  await removeMember(lin, keyOf(ken))
  await lin.refresh()
  await renewTeams(lin)
  assert.equal((await openReportLog(lin, id)).log.length, before.log.length, 'reading changes nothing')
  await reply(lin, id, { text: 'two', language: 'en' })
  const after = await openReportLog(lin, id)
  assert.deepEqual([after.log.entries.map(({ kind }) => kind), after.readers.toSorted()], [['report', 'message', 'rekey', 'message'], ['reporter', 'team:intake:1']])
  assert.ok((await readableBy(ken, after)).every((seq) => seq < 2))
  assert.deepEqual(await texts(wei, id), ['标底泄露', 'one', 'two'])
  assert.deepEqual(await reporterTexts(keys), ['标底泄露', 'one', 'two'])
  assert.deepEqual((await openReportLog(lin, unopened.id)).readers, ['team:intake:0', 'reporter'], 'a report that nobody wrote in waits')
})

test('a run over all reports gives each a new key that needs one, is stopped and goes on, and begins no desk', async () => {
  const seen: RekeyProgress[] = []
  const pause = new AbortController()
  const stopped = await rekeyLogs(lin, (progress) => { seen.push(progress); if (progress.rekeyed === 2) pause.abort() }, pause.signal)
  assert.deepEqual([stopped.rekeyed, stopped.looked < stopped.total], [2, true])
  const rest = await rekeyLogs(wei, () => {})
  assert.ok(rest.rekeyed > 0)
  assert.deepEqual([rest.looked, rest.failed], [rest.total, 0])
  assert.equal((await rekeyLogs(lin, () => {})).rekeyed, 0, 'nothing is left to do')
  const { lines } = await listQueue(lin, { limit: 200 })
  assert.equal(lines.find(({ unopened }) => unopened)?.title, 'nobody opened it')
  assert.ok(lines.every(({ title }) => title !== null))
  assert.deepEqual(seen.map(({ looked }) => looked), seen.map((_, index) => index + 1))
})

/** A handler's own client, which does as it likes. */
async function hostile(session: Session, held: HeldLog): Promise<{ readonly end: LogEnd; readonly authored: Authored; readonly to: readonly To[] }> {
  const { log, key } = held
  const end = { office: session.id, log: log.log, generation: key.generation, length: log.length, head: log.head }
  const [team] = [...session.officeLog().fold.teams.values()].slice(-1)
  const to = [{ reader: `team:${team?.team ?? ''}:${team?.epoch ?? 0}`, recipient: team?.recipient ?? '' }, { reader: 'reporter', recipient: lin.me.recipient }]
  return { end, authored: session.authored(), to }
}

test('a re-keying whose previous key is another one is shown as unreadable, and what came before is read by rows of one’s own', async () => {
  const { id } = await report()
  await reply(wei, id, { text: 'before', language: 'en' })
  const held = await openReportLog(wei, id)
  const { end, authored, to } = await hostile(wei, held)
  const wrong: LogKey = { ...held.key, key: newLogSecret() }
  const { key, ...ready } = await sealRekey(end, wrong, { authored, reason: 'left-out', readers: to })
  await sendReady(wei, id, ready)
  const opened = await openReportLog(lin, id)
  assert.deepEqual(opened.log.entries.map(({ kind }) => kind), ['report', 'message', 'unreadable'])
  assert.equal(base64url(opened.key.key.reveal()), base64url(key.key.reveal()))
  await reply(lin, id, { text: 'after', language: 'en' })
  assert.deepEqual(await texts(lin, id), ['标底泄露', 'before', 'after'])
  const view = await openReportAsHandler(lin, id)
  assert.deepEqual(view.chain.filter(({ log }) => log === 'report').map(({ kind }) => kind), ['report', 'message', 'unreadable', 'message'])
})

test('words that do not open lock nobody out: not a message, not a note, not a report', async () => {
  const { id } = await report()
  await writeNote(wei, id, { text: 'whole' })
  const held = await openReportLog(wei, id)
  const { end, authored } = await hostile(wei, held)
  const other: LogKey = { ...held.key, key: newLogSecret() }
  await sendReady(wei, id, await sealEntry(end, other, { authored, content: { kind: 'state', body: { state: 'accepted', reason: '', language: 'en' }, docket: { state: 'accepted' } } }))
  const view = await openReportAsHandler(lin, id)
  assert.deepEqual(view.conversation.turns.map(({ kind, state }) => [kind, state]), [['report', undefined], ['unreadable', 'accepted']])
  await reply(lin, id, { text: 'go on', language: 'en' })
  assert.deepEqual(await texts(lin, id), ['标底泄露', 'go on', 'whole'])
})

/** The log as a server would show it that keeps whatever a handler sends. */
async function shown(id: string, change: (held: HeldLog) => Promise<{ readonly entries: readonly SignedEntry[]; readonly wraps: readonly WrapRow[] }>): Promise<string> {
  const { device, liar } = await deviceOf(lin)
  const made = await change(await openReportLog(device, id))
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, ...made } : page))
  return refusalOf(() => openReportLog(device, id))
}

test('a re-keying that keeps the key, repeats or skips a generation, or comes from nobody who reads, refuses the whole log', async () => {
  const { id } = await report()
  const behind = ({ entries, wraps }: HeldLog, ready: ReadyEntry) => ({ entries: [...entries, ready.entry], wraps: [...wraps, ...ready.wraps] })
  assert.equal(await shown(id, async (held) => {
    const { end, authored, to } = await hostile(wei, held)
    const wraps = await Promise.all(to.map((each) => wrapLogKey({ ...held.key, generation: 1 }, each)))
    const content = { kind: 'rekey', body: { reason: 'left-out', previous: base64url(held.key.key.reveal()) } } as const
    return behind(held, await sealEntry({ ...end, generation: 1 }, { ...held.key, generation: 1 }, { authored, content, wraps }))
  }), 'bad-commitment')
  for (const [generation, code] of [[-1, 'bad-commitment'], [1, 'bad-chain']] as const) {
    assert.equal(await shown(id, async (held) => {
      const { end, authored, to } = await hostile(wei, held)
      return behind(held, await sealRekey(end, { ...held.key, generation: held.key.generation + generation }, { authored, reason: 'left-out', readers: to }))
    }), code)
  }
  for (const [by, code] of [[mo, 'forged-history'], [wei, 'accepted']] as const) {
    assert.equal(await shown(id, async (held) => {
      const { end, authored, to } = await hostile(by, held)
      return behind(held, await sealRekey(end, held.key, { authored, reason: 'left-out', readers: to }))
    }), code)
    assert.equal(await shown(id, async (held) => {
      const { end, authored } = await hostile(by, held)
      return behind(held, await sealGrant(end, held.key, { authored, readers: [{ reader: readerOf(mo), recipient: mo.me.recipient }] }))
    }), code)
  }
})

test('a wrap for the new generation that anybody made from public data opens nothing, and nothing is written under it', async () => {
  const { id } = await report()
  await leaveOut(lin, id, readerOf(mo))
  await grantAccess(lin, id, readerOf(mo))
  await leaveOut(lin, id, readerOf(mo))
  const { device, liar } = await deviceOf(lin)
  const forged: LogKey = { office: lin.id, log: id, generation: 1, key: newLogSecret() }
  const wraps = await Promise.all((await openReportLog(lin, id)).wraps.map(async (wrap) => (wrap.reader.startsWith('team:') && wrap.subject === 'log:1'
    ? wrapLogKey(forged, { reader: wrap.reader, recipient: lin.officeLog().fold.teams.get(wrap.reader.slice('team:'.length))?.recipient ?? '' }) : wrap)))
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, wraps } : page))
  assert.equal(await refusalOf(() => reply(device, id, { text: 'secret', language: 'en' })), 'bad-commitment')
  assert.deepEqual(liar.calls.filter(({ route }) => route === 'append-entry'), [])
})

test('a reporter who names no key of theirs, or a false one, cannot keep the office from changing the log’s', async () => {
  const office = await loadOffice(api, lin.id)
  const channel = office.channels[0] ?? assert.fail()
  for (const recipient of ['age1pq1nonsense', null]) {
    const keys = await quickReporter()
    const log = newLog(lin.id, keys.signing)
    const readers = [{ reader: 'reporter', recipient: await recipientOf(keys.identity) }, { reader: `team:${channel.team}:${channel.epoch}`, recipient: channel.recipient }]
    const wraps = await Promise.all(readers.map((to) => wrapLogKey(log.key, to)))
    const body = { answers: { what: 'a' }, language: 'en', provenance: 'in-browser', directory: office.directory, recipient: recipient ?? '' } as const
    const docket = { state: 'received', channel: channel.channel, team: channel.team } as const
    const ready = await sealFirstEntry(log, { author: keys.signing, day: lin.today(), seen: office.directory }, { content: { kind: 'report', body, docket }, wraps })
    const access = { lookupHash: hash(keys.lookup), tokenHash: hash(keys.token) }
    await api.call({ route: 'file-report', parameters: { office: lin.id }, body: encodeFileReport({ ...ready, access }) })
    await grantAccess(lin, log.log, readerOf(mo))
    assert.deepEqual((await leaveOut(lin, log.log, readerOf(mo))).conversation.turns.map(({ kind }) => kind), [recipient === null ? 'unreadable' : 'report', 'grant', 'rekey'])
    assert.equal(await refusalOf(async () => openReport(api, office, keys)), 'foreign-key')
  }
})

test('what was kept and not acknowledged is said once, however often it is sent', async () => {
  const { id } = await report()
  const { device, liar } = await deviceOf(lin)
  const losing = async (say: () => Promise<unknown>): Promise<void> => {
    liar.lies['append-entry'] = async (honest) => { await honest(); throw new Refusal('unreachable') }
    assert.equal(await refusalOf(say), 'unreachable')
    delete liar.lies['append-entry']
    await say()
  }
  await losing(() => reply(device, id, { text: '收到，谢谢', language: 'zh' }))
  await losing(() => writeNote(device, id, { text: 'a note' }))
  await losing(() => changeState(device, id, { state: 'accepted', reason: '', language: 'zh' }))
  const { conversation, desk } = await openReportAsHandler(lin, id)
  assert.deepEqual(conversation.turns.map(({ kind }) => kind), ['report', 'message', 'state'])
  assert.equal(desk.notes.length, 1)
  await reply(device, id, { text: '收到，谢谢', language: 'zh' })
  assert.equal((await openReportAsHandler(lin, id)).conversation.turns.length, 4, 'the same words later are said again')
})
