// Goal: a member's client reads and writes through an honest server, and believes nothing that nobody entitled signed. Method: the real
// server in this process, then the same server lying in every way that it could, alone or with a member.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import type { Role } from '#domain/roles.ts'
import { commitmentOf, newLogSecret, type LogKey } from '#sealing/plain/log-key.ts'
import type { SigningKey } from '#sealing/plain/signing-key.ts'
import { sealCard } from '#sealing/seal/card.ts'
import { newLog, sealEntry, sealFirstEntry, writeClearEntry, type ReadyEntry } from '#sealing/seal/entry.ts'
import { sealReport } from '#sealing/seal/report.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { encodeHeader, parseHeader } from '#sealing/sealed/header.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, framesAnswer, join, openOffice, pageLie, pageOf, refusing } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { decodeAppend } from '#wire/append.ts'
import { decodeQueuePage, encodeLogPage, encodeQueuePage, type LogPage, type QueueRow } from '#wire/log.ts'
import { appendToOffice } from './append.ts'
import { freshKeys } from './new-member.ts'
import { listQueue } from './queue.ts'
import type { HeldLog } from './held-log.ts'
import { openDeskLog, openReportLog } from './report-logs.ts'
import { changeState } from './change-state.ts'
import { openReportAsHandler, reply, setTitle, writeNote } from './report.ts'
import { Session } from './session.ts'

const open = await openOffice()
const { api, session, world } = open
const wei = await join(open, { name: 'Wei' })
/** A handler of the office who has no team's key. */
const outsider = await join(open, { name: 'Outsider', roles: ['investigator'], teams: [] })
await session.refresh()
const auditor = await signedIn('auditor')

interface Signer { readonly signing: SigningKey; readonly recipient: string }
const signerOf = (who: Session): Signer => ({ signing: who.unlocked().signing, recipient: who.me.recipient })

/** A member by the office log alone: with keys, and without an account. */
async function signedIn(role: Role): Promise<Signer> {
  const { signing, recipient } = await freshKeys()
  await appendToOffice(session, async () => ({ content: { kind: 'member', body: { signKey: signing.publicId, recipient, roles: [role], active: true, sealedName: '' } } }))
  return { signing, recipient }
}

async function report(what = '标底泄露'): Promise<string> {
  const office = await loadOffice(api, session.id)
  return (await fileReport(api, office, { keys: await quickReporter(), draft: { channel: 'web', answers: { what }, language: 'zh', provenance: 'in-browser' } })).report
}

test('two members read, answer and note, and neither loses a word', async () => {
  const id = await report()
  await openReportAsHandler(session, id)
  await Promise.all([reply(session, id, { text: 'one', language: 'en' }), reply(wei, id, { text: 'two', language: 'en' }), writeNote(wei, id, { text: 'note one' }), writeNote(session, id, { text: 'note two' })])
  await setTitle(wei, id, 'A tender')
  const view = await openReportAsHandler(session, id)
  assert.deepEqual(view.conversation.turns.map(({ text }) => text).toSorted(), ['one', 'two', '标底泄露'])
  assert.deepEqual(view.desk.notes.map(({ text }) => text).toSorted(), ['note one', 'note two'])
  assert.deepEqual([view.title, view.conversation.docket.state, view.conversation.docket.entries], ['A tender', 'acknowledged', 3])
})

test('a change of state asks the person again when something came in between', async () => {
  const id = await report()
  await reply(session, id, { text: 'hello', language: 'en' })
  assert.equal(await refusalOf(() => changeState(wei, id, { state: 'accepted', reason: 'r', language: 'en', expectedLength: 1 })), 'stale-head')
  assert.equal(await refusalOf(() => changeState(wei, id, { state: 'received', reason: 'r', language: 'en' })), 'transition-not-allowed')
  assert.equal((await changeState(wei, id, { state: 'accepted', reason: 'r', language: 'en', expectedLength: 2 })).conversation.docket.state, 'accepted')
})

test('a member without the team’s key opens nothing', async () => {
  const id = await report()
  assert.notEqual(await refusalOf(() => openReportAsHandler(outsider, id)), 'accepted')
})

async function pageFor(who: Session, log: string): Promise<LogPage> {
  return pageOf(who.api.call({ route: 'read-log', parameters: { log }, query: { from: 0 } }))
}

function firstOf(page: LogPage): SignedEntry {
  return page.entries[0] ?? assert.fail('an empty page')
}

async function forgedWraps(page: LogPage, key = newLogSecret()): Promise<WrapRow[]> {
  const { office, log } = parseHeader(firstOf(page).header)
  const [team] = session.officeLog().fold.teams.values()
  return [await wrapLogKey({ office, log, generation: 0, key }, { reader: 'team:intake:0', recipient: team?.recipient ?? '' })]
}

test('a wrap forged from public data is refused, and nothing is written under its key', async () => {
  const id = await report()
  const page = await pageFor(session, id)
  const { device, liar } = await deviceOf(session)
  const wraps = await forgedWraps(page)
  liar.lies['read-log'] = pageLie((honest) => (honest.log === id ? { ...honest, wraps } : honest))
  assert.equal(await refusalOf(() => reply(device, id, { text: 'secret', language: 'en' })), 'bad-commitment')
  assert.equal(await refusalOf(() => writeNote(device, id, { text: 'secret' })), 'bad-commitment')
  assert.deepEqual(liar.calls.filter(({ body }) => body !== undefined), [])
})

test('a forged entry 0 that commits to a forged key is refused, and the true key still opens', async () => {
  const id = await report()
  const page = await pageFor(session, id)
  const { device, liar } = await deviceOf(session)
  const key = newLogSecret()
  const wraps = await forgedWraps(page, key)
  const forged = { ...firstOf(page), header: encodeHeader({ ...parseHeader(firstOf(page).header), keyCommit: commitmentOf(key) }) }
  liar.lies['list-queue'] = async (honest) => {
    const queue = decodeQueuePage(new Uint8Array(await (await honest()).arrayBuffer()))
    return framesAnswer(encodeQueuePage({ ...queue, rows: queue.rows.map((row) => (row.log === id ? { ...row, first: forged, wraps } : row)) }))
  }
  assert.equal((await listQueue(device)).lines.find((line) => line.id === id)?.title, null)
  assert.equal((await openReportAsHandler(device, id)).title, '标底泄露')
})

test('rows and entries of two reports cannot be mixed', async () => {
  const [one, two] = [await report('one'), await report('two')]
  const other = await pageFor(session, two)
  for (const [code, change] of [
    ['bad-commitment', (page) => ({ ...page, wraps: other.wraps })], ['forged-history', () => other],
    ['bad-chain', (page) => ({ ...page, entries: [{ ...firstOf(page), body: firstOf(other).body }] })], ['foreign-key', (page) => ({ ...page, wraps: [] })],
    ['forged-history', (page) => ({ ...page, entries: [] })], ['forged-history', (page) => ({ ...page, from: 3 })],
  ] as readonly (readonly [string, (page: LogPage) => LogPage])[]) {
    const { device, liar } = await deviceOf(session)
    liar.lies['read-log'] = pageLie((page) => (page.log === one ? change(page) : page))
    assert.equal(await refusalOf(() => openReportAsHandler(device, one)), code)
  }
})

/** One more entry at the end of a log, by somebody who has the key and a server that helps. */
async function behind(held: HeldLog, by: Signer, seen: string): Promise<ReadyEntry> {
  const { log, key } = held
  const end = { office: session.id, log: log.log, generation: 0, length: log.length, head: log.head }
  const content = log.kind === 'desk' ? { kind: 'note', body: { text: 'x', reportHead: held.log.entries[0]?.kind === 'opened' ? held.log.entries[0].body.reportHead : '' } } as const : { kind: 'message', body: { text: 'x', language: 'en' } } as const
  return sealEntry(end, key, { authored: { author: by.signing, day: session.today(), seen }, content })
}

async function withBehind(id: string, ready: ReadyEntry): Promise<string> {
  const { device, liar } = await deviceOf(session)
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, entries: [...page.entries, ready.entry] } : page))
  return refusalOf(() => openReportAsHandler(device, id))
}

test('an entry by somebody who is no handler is refused', async () => {
  const id = await report()
  const held = await openReportLog(session, id)
  const head = session.officeLog().head
  assert.equal(await withBehind(id, await behind(held, signerOf(session), head)), 'accepted')
  assert.equal(await withBehind(id, await behind(held, auditor, head)), 'forged-history')
  assert.equal(await withBehind(id, await behind(held, signerOf(session), base64url(randomBytes(32)))), 'forged-history')
  assert.equal(await withBehind(id, await behind(held, signerOf(session), session.id)), 'forged-history')
})

test('somebody who was removed cannot write behind an entry that knows of it, whatever they say they saw', async () => {
  const leaver = await signedIn('intake')
  const before = session.officeLog().head
  const body = { signKey: leaver.signing.publicId, recipient: leaver.recipient, roles: ['intake'] as const, active: false, sealedName: '' }
  await appendToOffice(session, async () => ({ content: { kind: 'member', body } }))
  const id = await report()
  await reply(session, id, { text: 'after the removal', language: 'en' })
  const held = await openReportLog(session, id)
  assert.equal(await withBehind(id, await behind(held, leaver, session.officeLog().head)), 'forged-history')
  assert.equal(await withBehind(id, await behind(held, leaver, before)), 'forged-history')
})

test('a report that cites an office log which nobody here knows is refused', async () => {
  const office = await loadOffice(api, session.id)
  const channel = office.channels[0] ?? assert.fail()
  const keys = await quickReporter()
  for (const [directory, code] of [[office.directory, 'accepted'], [base64url(randomBytes(32)), 'forged-history']] as const) {
    const body = { answers: { what: 'a' }, language: 'en', provenance: 'in-browser', directory } as const
    const { entry, wraps, report: log } = await sealReport({ ...channel, office: session.id, directory }, keys, { body, day: session.today(), urgent: false, identity: null })
    const { device, liar } = await deviceOf(session)
    liar.lies['read-log'] = (honest, { parameters }) => (parameters?.['log'] === log ? framesAnswer(encodeLogPage({ log, from: 0, more: false, entries: [entry], wraps })) : honest())
    assert.equal(await refusalOf(() => openReportLog(device, log)), code)
  }
})

test('a report that went back behind what this device saw is refused', async () => {
  const id = await report()
  await reply(session, id, { text: 'one', language: 'en' })
  const { device, liar } = await deviceOf(session)
  await openReportAsHandler(device, id)
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, entries: page.entries.slice(0, 1) } : page))
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'forged-history')
})

test('a server that acknowledges an answer and then hides it is caught', async () => {
  const id = await report()
  await openReportAsHandler(session, id)
  const { device, liar } = await deviceOf(session)
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, entries: page.entries.slice(0, 1) } : page))
  assert.equal(await refusalOf(() => reply(device, id, { text: 'hidden', language: 'en' })), 'forged-history')
})

test('a desk log is given to the team that the reporter named, whatever rows a server shows', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(session)
  const planted: WrapRow = { subject: 'log:0', reader: `member:${outsider.unlocked().signing.publicId}`, bytes: randomBytes(100) }
  liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, wraps: [...page.wraps, planted] } : page))
  await openReportAsHandler(device, id)
  const sent = liar.calls.find(({ route }) => route === 'open-log')?.body as Bytes
  assert.deepEqual(decodeAppend(sent).wraps.map(({ reader }) => reader), ['team:intake:0'])
})

test('a server that hides a reader, or shows a row under another name, is caught', async () => {
  const id = await report()
  const { device, liar } = await deviceOf(session)
  const changes: readonly ((wraps: readonly WrapRow[]) => readonly WrapRow[])[] = [
    (wraps) => wraps.filter(({ reader }) => reader !== 'reporter'),
    (wraps) => wraps.map((wrap) => (wrap.reader === 'reporter' ? { ...wrap, reader: 'recovery' } : wrap)),
    (wraps) => wraps.map((wrap) => (wrap.reader === 'reporter' ? { ...wrap, bytes: randomBytes(9) } : wrap)),
  ]
  for (const change of changes) {
    liar.lies['read-log'] = pageLie((page) => (page.log === id ? { ...page, wraps: change(page.wraps) } : page))
    assert.equal(await refusalOf(() => openReportLog(device, id)), 'forged-history')
  }
  delete liar.lies['read-log']
  assert.deepEqual((await openReportLog(device, id)).readers, ['team:intake:0', 'reporter'])
})

async function deskBy(by: Signer, about: string): Promise<{ readonly ready: ReadyEntry; readonly key: LogKey }> {
  const log = newLog(session.id, by.signing)
  const [team] = session.officeLog().fold.teams.values()
  const wraps = [await wrapLogKey(log.key, { reader: 'team:intake:0', recipient: team?.recipient ?? '' }), await wrapLogKey(log.key, { reader: memberReader(by.signing.publicId), recipient: by.recipient })]
  const reportHead = (await openReportLog(session, about)).log.head
  const authored = { author: by.signing, day: session.today(), seen: session.officeLog().head }
  return { ready: await sealFirstEntry(log, authored, { content: { kind: 'opened', body: { reportHead } }, wraps, about }), key: log.key }
}

test('a desk log begun by a handler without the team’s key is refused: its beginner chose the key', async () => {
  const [id, other] = [await report(), await report()]
  for (const [by, about, code] of [[signerOf(outsider), id, 'forged-history'], [auditor, id, 'forged-history'], [signerOf(wei), other, 'forged-history'], [signerOf(wei), id, 'accepted']] as const) {
    const { ready } = await deskBy(by, about)
    const { device, liar } = await deviceOf(session)
    const page: LogPage = { log: ready.header.log, from: 0, more: false, entries: [ready.entry], wraps: ready.wraps }
    liar.lies['read-desk'] = () => framesAnswer(encodeLogPage(page))
    const held = await openReportLog(device, id)
    assert.equal(await refusalOf(() => openDeskLog(device, held)), code)
    assert.deepEqual(liar.calls.filter(({ route }) => route === 'open-log'), [])
  }
})

test('a desk log that was there is not missing later, nor another one', async () => {
  const id = await report()
  await writeNote(session, id, { text: 'a' })
  const { device, liar } = await deviceOf(session)
  await openReportAsHandler(device, id)
  liar.lies['read-desk'] = refusing('no-such-log')
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'forged-history')
  const { ready } = await deskBy(signerOf(wei), id)
  liar.lies['read-desk'] = () => framesAnswer(encodeLogPage({ log: ready.header.log, from: 0, more: false, entries: [ready.entry], wraps: ready.wraps }))
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'forged-history')
})

async function lineWith(id: string, change: (row: QueueRow) => QueueRow | Promise<QueueRow>) {
  const { device, liar } = await deviceOf(session)
  liar.lies['list-queue'] = async (honest) => {
    const queue = decodeQueuePage(new Uint8Array(await (await honest()).arrayBuffer()))
    return framesAnswer(encodeQueuePage({ ...queue, rows: await Promise.all(queue.rows.map((row) => (row.log === id ? change(row) : row))) }))
  }
  return (await listQueue(device)).lines.find((line) => line.id === id) ?? assert.fail()
}

test('the queue shows cards of handlers, and calls a rolled-back one stale', async () => {
  const id = await report('first line')
  await setTitle(session, id, 'old title')
  const old = await lineWith(id, (row) => row)
  assert.deepEqual([old.title, old.stale, old.unopened], ['old title', false, false])
  const [before] = decodeQueuePage(new Uint8Array(await (await session.api.call({ route: 'list-queue', parameters: { office: session.id } })).arrayBuffer())).rows.filter(({ log }) => log === id)
  await setTitle(session, id, 'new title')
  const rolled = await lineWith(id, (row) => ({ ...row, desk: row.desk && { ...row.desk, card: before?.desk?.card ?? null } }))
  assert.deepEqual([rolled.title, rolled.stale], ['old title', true])
})

test('a card by nobody, of another desk or under another key is not shown', async () => {
  const [id, other] = [await report('first line'), await report('other line')]
  await setTitle(session, id, 'title')
  await setTitle(session, other, 'other title')
  const held = await openDeskLog(session, await openReportLog(session, id))
  const card = { log: held.log.log, head: held.log.head, seq: held.log.length - 1, title: 'planted', language: 'en', labels: [], severity: null, nextStep: '' } as const
  const byAuditor = await sealCard(held.key, auditor.signing, card)
  const byWei = await sealCard(held.key, wei.unlocked().signing, card)
  const strange = await sealCard({ ...held.key, key: newLogSecret() }, wei.unlocked().signing, card)
  const queue = decodeQueuePage(new Uint8Array(await (await session.api.call({ route: 'list-queue', parameters: { office: session.id } })).arrayBuffer()))
  const foreign = queue.rows.find(({ log }) => log === other)?.desk ?? assert.fail()
  for (const [bytes, title] of [[byWei, 'planted'], [byAuditor, 'first line'], [strange, null], [foreign.card, null]] as const) {
    assert.equal((await lineWith(id, (row) => ({ ...row, desk: row.desk && { ...row.desk, card: bytes } }))).title, title)
  }
  assert.equal((await lineWith(id, (row) => ({ ...row, desk: foreign }))).title, null)
})

test('a card in a desk log that its beginner might not begin is not shown', async () => {
  const id = await report('first line')
  await openReportAsHandler(session, id)
  const { epoch, members, recipient, team } = session.officeLog().fold.teams.get('intake:0') ?? assert.fail()
  await appendToOffice(session, async () => ({ content: { kind: 'admission', body: { team, signKey: auditor.signing.publicId, admitted: true } } }))
  await appendToOffice(session, async () => ({ content: { kind: 'team', body: { epoch, recipient, team, members: [...members, auditor.signing.publicId] } } }))
  // The outsider has no team's key, the auditor is in the team and no handler.
  for (const [by, title] of [[signerOf(wei), 'planted'], [signerOf(outsider), null], [auditor, null]] as const) {
    const { ready, key } = await deskBy(by, id)
    const { log } = ready.header
    const card = await sealCard({ office: session.id, log, generation: 0, key: key.key }, wei.unlocked().signing, { log, head: ready.hash, seq: 0, title: 'planted', language: 'en', labels: [], severity: null, nextStep: '' })
    const desk = { log, seq: 0, head: ready.hash, first: ready.entry, keyed: null, wraps: ready.wraps.slice(0, 1), card }
    assert.equal((await lineWith(id, (row) => ({ ...row, desk }))).title, title)
  }
})

test('a directory that leads elsewhere than to the office’s teams, or saw another office, comes to light', async () => {
  const { office, length, head, fold } = session.officeLog()
  const directory = fold.directory ?? assert.fail()
  const elsewhere = directory.channels.map((channel) => ({ ...channel, recipient: auditor.recipient }))
  const authored = session.authored()
  for (const [body, code, seen] of [
    [directory, 'accepted', head], [{ ...directory, channels: elsewhere }, 'forged-history', head], [{ ...directory, serverKey: auditor.signing.publicId }, 'forged-history', head],
    [directory, 'forged-history', base64url(randomBytes(32))],
  ] as const) {
    const { entry } = await writeClearEntry({ office, log: office, generation: 0, length, head }, { ...authored, seen }, { content: { kind: 'directory', body } })
    const { device, liar } = await deviceOf(session)
    liar.lies['read-log'] = pageLie((page) => ({ ...page, entries: [...page.entries, entry] }))
    assert.equal(await refusalOf(() => device.refresh()), code)
  }
})

test('an office log that is another’s, cut, reordered or forged is refused', async () => {
  const page = await pageFor(session, session.id)
  const secrets = session.unlocked().secrets
  const cut = (entries: readonly SignedEntry[]) => async () => {
    const { device, liar } = await deviceOf(session)
    liar.lies['read-log'] = pageLie((honest) => ({ ...honest, entries }))
    await device.refresh()
  }
  assert.equal(await refusalOf(cut(page.entries)), 'accepted')
  assert.equal(await refusalOf(cut(page.entries.slice(0, -1))), 'forged-history')
  assert.equal(await refusalOf(cut(page.entries.slice(1))), 'bad-chain')
  assert.equal(await refusalOf(cut([...page.entries.slice(0, 2), ...page.entries.slice(2).toReversed()])), 'bad-chain')
  assert.equal(await refusalOf(() => Session.open(session.api, { ...secrets, office: base64url(randomBytes(32)) })), 'no-such-log')
  const { liar } = await deviceOf(session)
  liar.lies['read-log'] = () => framesAnswer(encodeLogPage(page))
  assert.equal(await refusalOf(() => Session.open(liar, { ...secrets, office: base64url(randomBytes(32)) })), 'forged-history')
})

test('the office’s key and a team’s secret are believed only as the log commits to them', async () => {
  const page = await pageFor(session, session.id)
  const mine = { reader: `member:${session.unlocked().signing.publicId}`, recipient: session.me.recipient }
  const forgedLog = await wrapLogKey({ office: session.id, log: session.id, generation: 0, key: newLogSecret() }, mine)
  const wrapsOf = (subject: string): WrapRow => page.wraps.find((row) => row.subject === subject) ?? assert.fail(subject)
  const opening = async (wraps: readonly WrapRow[]): Promise<Session> => {
    const { liar } = await deviceOf(session)
    liar.lies['read-log'] = pageLie((honest) => ({ ...honest, wraps }))
    return Session.open(liar, session.unlocked().secrets)
  }
  assert.equal(await refusalOf(() => opening([forgedLog, wrapsOf('team:intake:0')])), 'bad-commitment')
  assert.equal(await refusalOf(() => opening([wrapsOf('team:intake:0')])), 'foreign-key')
  // A false row gives no key. Whoever gave it, or a server that put it there, takes the true one's place by it no more than by silence.
  const [forged, other, mineOf] = [{ ...forgedLog, subject: 'team:intake:0' }, { ...wrapsOf('log:0'), subject: 'team:intake:0' }, wrapsOf('team:intake:0')]
  for (const [rows, held] of [[[forged], 0], [[other], 0], [[mineOf], 1], [[forged, other, mineOf], 1], [[mineOf, forged], 1]] as const) {
    assert.equal((await opening([wrapsOf('log:0'), ...rows])).officeLog().teams.size, held)
  }
})

test('a name that does not open locks nobody out', async () => {
  const self = session.officeLog().fold.members.get(outsider.unlocked().signing.publicId)
  await appendToOffice(session, async () => ({ content: { kind: 'member', body: { ...self, sealedName: 'AAAA' } as never } }))
  assert.equal(session.office().members.find(({ signKey }) => signKey === self?.signKey)?.name, '')
  assert.equal(session.me.name, 'Lin Yue')
})

test('after logging out the keys are gone', async () => {
  const { device } = await deviceOf(wei)
  const id = await report()
  await openReportAsHandler(device, id)
  const { secrets } = device.unlocked()
  const copy = { ...secrets }
  assert.ok(copy.identity.reveal().length === 32)
  // This ends the token that `wei` and this device share, and their keys with it: the last test of this file.
  await device.end()
  assert.throws(() => copy.identity.reveal())
  assert.equal(await refusalOf(() => openReportAsHandler(device, id)), 'session-ended')
  assert.deepEqual(world.defects, [])
})
