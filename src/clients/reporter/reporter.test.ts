// Goal: a reporter's client files, reads and answers through an honest server, and believes nothing that nobody signed. Method: the
// real server in this process, then the same server lying in every way that it could.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, fromBase64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { asDay } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler, reply } from '#clients/member/report.ts'
import type { Answers } from '#domain/questionnaire.ts'
import { openDirectory } from '#sealing/open/directory.ts'
import { recipientOf } from '#sealing/plain/age-identity.ts'
import { newLogSecret } from '#sealing/plain/log-key.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { signAcknowledgement, type Kept } from '#sealing/proof/acknowledgement.ts'
import { importServerKey } from '#sealing/proof/sign.ts'
import { sealTo } from '#sealing/seal/age.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { quickReporter } from '#test/support/client.ts'
import { newAuthor, signHeader } from '#test/support/entries.ts'
import { jsonLie, liarOver, openOffice, pageLie, pageOf, refusing, join, type Lie } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import type { LogPage } from '#wire/log.ts'
import { fileReport, prepareReport } from './file-report.ts'
import { loadOffice } from './load-office.ts'
import { openReport, reporterHeaders } from './open-report.ts'
import { replyToReport } from './reply.ts'
import type { Draft, Filed, OpenedReport } from './reporter.ts'

const open = await openOffice()
const { api, session } = open
const office = await loadOffice(api, session.id)

function draft(answers: Answers): Draft {
  return { channel: 'web', answers, language: 'zh', provenance: 'in-browser' }
}

async function filed(what = '他收了钱'): Promise<{ readonly keys: ReporterKeys; readonly filed: Filed }> {
  const keys = await quickReporter()
  return { keys, filed: await fileReport(api, office, { draft: draft({ what, danger: 'no' }), keys }) }
}

/** A report with an answer and a reply: three entries. */
async function talked(): Promise<{ readonly keys: ReporterKeys; readonly report: string }> {
  const { keys, filed: { report } } = await filed()
  await reply(session, report, { text: 'Who else knows?', language: 'en' })
  await replyToReport(api, office, { keys, text: '没有人', language: 'zh', provenance: 'in-browser' })
  return { keys, report }
}

function texts({ turns }: OpenedReport): string[] {
  return turns.map(({ text }) => text)
}

test('danger to life wakes somebody unless the reporter says no, nothing else does, and the answer stands in no sealed body', async () => {
  const urgency = async (answers: Answers, wake?: boolean): Promise<boolean | undefined> => {
    const { report } = await fileReport(api, office, { draft: { ...draft(answers), ...(wake === undefined ? {} : { wake }) }, keys: await quickReporter() })
    const { conversation } = await openReportAsHandler(session, report)
    assert.deepEqual(conversation.answers, answers)
    assert.equal((await open.world.store.read.docket(report))?.urgent, conversation.docket.urgent)
    return conversation.docket.urgent
  }
  const told: (boolean | undefined)[] = []
  for (const wake of [undefined, true, false]) told.push(await urgency({ what: 'x', danger: 'yes' }, wake))
  assert.deepEqual(told, [true, true, false])
  for (const danger of ['no', 'unsure']) assert.equal(await urgency({ what: 'x', danger }, true), false)
  assert.equal(await urgency({ what: 'x' }, true), false)
})

test('a report is filed, read, answered and answered again', async () => {
  const { keys, report } = await talked()
  await changeState(session, report, { state: 'accepted', reason: '我们会调查', language: 'zh' })
  const view = await openReport(api, office, keys)
  assert.deepEqual(texts(view), ['他收了钱', 'Who else knows?', '没有人', '我们会调查'])
  assert.deepEqual([view.report, view.docket.state, view.docket.entries, view.turns[3]?.state], [report, 'accepted', 4, 'accepted'])
})

test('sending a prepared report again files it once', async () => {
  const keys = await quickReporter()
  const prepared = await prepareReport(office, { draft: draft({ what: 'a' }), keys })
  assert.deepEqual(await prepared.send(api), await prepared.send(api))
})

for (const [why, given, code] of [
  ['nothing', {}, 'empty-text'], ['a control character', { what: 'a\u0000' }, 'bad-text'], ['an unknown question', { what: 'a', religion: 'x' }, 'malformed'],
] as const) {
  test(`a draft with ${why} is refused before anything is sent`, async () => {
    const liar = liarOver(api)
    assert.equal(await refusalOf(async () => fileReport(liar, office, { draft: draft(given), keys: await quickReporter() })), code)
    assert.deepEqual(liar.calls, [])
  })
}

test('a reply with a lost answer is said once when it is sent again', async () => {
  const { keys } = await filed()
  const liar = liarOver(api, { 'reply-to-report': async (honest) => { await honest(); throw new Refusal('unreachable') } })
  const said = { keys, text: 'once', language: 'en', provenance: 'in-browser', tried: new Set<string>() } as const
  assert.equal(await refusalOf(() => replyToReport(liar, office, said)), 'unreachable')
  assert.deepEqual(texts(await replyToReport(api, office, said)), ['他收了钱', 'once'])
})

test('a reply that somebody else was before is signed again behind it', async () => {
  const { keys, filed: { report } } = await filed()
  let late = false
  const liar = liarOver(api, {
    'reply-to-report': async (honest) => {
      if (!late) { late = true; await reply(session, report, { text: 'first', language: 'en' }) }
      return honest()
    },
  })
  assert.deepEqual(texts(await replyToReport(liar, office, { keys, text: 'second', language: 'en', provenance: 'in-browser' })), ['他收了钱', 'first', 'second'])
})

test('an answer by somebody who joined after the page was loaded is believed once the directory names them', async () => {
  const { keys, filed: { report } } = await filed()
  const late = await join(open, { name: 'Late Comer' })
  await reply(late, report, { text: 'from a new colleague', language: 'en' })
  assert.deepEqual(texts(await openReport(api, office, keys)), ['他收了钱', 'from a new colleague'])
  const liar = liarOver(api, { 'read-directory': pageLie((page) => ({ ...page, entries: page.entries.slice(0, -1) })) })
  assert.equal(await refusalOf(() => openReport(liar, office, keys)), 'forged-history')
})

const directory = await pageOf(api.call({ route: 'read-directory', parameters: { office: session.id } }))
const stranger = await newAuthor()

async function resigned(entry: SignedEntry, change: object = {}): Promise<SignedEntry> {
  const made = await signHeader(stranger, { header: { ...parseHeader(entry.header), author: stranger.publicId, ...change }, body: entry.body as Bytes, wraps: [] })
  return made.entry
}

const genesis = directory.entries[0] ?? assert.fail()
const last = directory.entries.at(-1) ?? assert.fail()
for (const [why, change] of [
  ['nothing', () => []], ['no genesis', (all) => all.slice(1)], ['another genesis', async (all) => [await resigned(genesis), ...all.slice(1)]],
  ['a directory by a stranger', async (all) => [...all.slice(0, -1), await resigned(last)]], ['a changed directory', (all) => [...all.slice(0, -1), { ...last, body: new Uint8Array([...last.body.slice(0, -1), 0x20, 0x7d]) }]],
  ['its entries in another order', (all) => all.toReversed()], ['no directory', (all) => all.slice(0, -1)],
] as readonly (readonly [string, (all: readonly SignedEntry[]) => readonly SignedEntry[] | Promise<readonly SignedEntry[]>])[]) {
  test(`an office with ${why} is not believed`, async () => {
    const entries = await change(directory.entries)
    assert.equal(await refusalOf(() => loadOffice(liarOver(api, { 'read-directory': pageLie((page) => ({ ...page, entries })) }), session.id)), 'forged-history')
  })
}

test('another office than the one asked for is not believed', async () => {
  assert.equal(await refusalOf(() => loadOffice(liarOver(api, { 'read-directory': () => api.call({ route: 'read-directory', parameters: { office: session.id } }) }), 'A'.repeat(43))), 'forged-history')
})

test('the salt of receipts and the server’s key are those that an administrator signed', async () => {
  const { body } = await openDirectory(session.id, directory.entries)
  assert.deepEqual([base64url(office.salt), office.serverKey], [body.salt, body.serverKey])
})

type Message = Kept & { readonly signature: string }
const server = await importServerKey((await open.world.store.read.installation()).serverKeyPkcs8)

/** The server's own signature, on something else than it was sent. */
function signedLie(change: Partial<Kept>): Lie {
  return async (honest) => {
    const { signature, ...kept } = await signAcknowledgement(server, { ...await (await honest()).json() as Message, ...change })
    return Response.json({ ...kept, signature: base64url(signature) })
  }
}

test('the server’s own word about the entry is believed', async () => {
  const keys = await quickReporter()
  assert.equal(await refusalOf(() => fileReport(liarOver(api, { 'file-report': signedLie({}) }), office, { draft: draft({ what: 'a' }), keys })), 'accepted')
})

for (const [why, lie] of [
  ['the server’s word about another entry', signedLie({ hash: base64url(randomBytes(32)) })], ['the server’s word about another place', signedLie({ seq: 1 })],
  ['the server’s word about another log', signedLie({ log: base64url(randomBytes(32)) })], ['the server’s word about a day long past', signedLie({ day: asDay('2020-01-01') })],
  ['another entry', jsonLie<Message>((kept) => ({ ...kept, hash: base64url(randomBytes(32)) }))],
  ['a signature of nobody', jsonLie<Message>((kept) => ({ ...kept, signature: base64url(randomBytes(64)) }))], ['no signature', jsonLie<Message>(({ signature: _, ...kept }) => kept)],
  ['a page of a proxy', () => new Response('<p>OK</p>')], ['nothing at all', () => new Response(null, { status: 204 })],
] as readonly (readonly [string, Lie])[]) {
  test(`a report is not taken for filed by ${why}`, async () => {
    const keys = await quickReporter()
    assert.equal(await refusalOf(() => fileReport(liarOver(api, { 'file-report': lie }), office, { draft: draft({ what: 'a' }), keys })), 'wrong-server')
  })
}

/** A report of two other people, whose rows and entries a server could mix in. */
const other = await talked()
const otherPage = await pageOf(api.call({ route: 'read-report', headers: reporterHeaders(other.keys), query: { from: 0 } }))
const mine = await talked()

async function forgedWrap(keys: ReporterKeys, page: LogPage): Promise<LogPage> {
  const first = parseHeader((page.entries[0] ?? assert.fail()).header)
  const key = { office: first.office, log: first.log, generation: 0, key: newLogSecret() }
  return { ...page, wraps: [await wrapLogKey(key, { reader: 'reporter', recipient: await recipientOf(keys.identity) })] }
}

async function bySomebody(page: LogPage): Promise<LogPage> {
  const entries = [...page.entries]
  entries[1] = await resigned(entries[1] ?? assert.fail())
  return { ...page, entries: entries.slice(0, 2) }
}

function put(page: LogPage, at: number, change: Partial<SignedEntry>): LogPage {
  return { ...page, entries: page.entries.map((entry, index) => (index === at ? { ...entry, ...change } : entry)) }
}

for (const [why, code, change] of [
  ['no entries', 'forged-history', (page) => ({ ...page, entries: [] })], ['no key row', 'forged-history', (page) => ({ ...page, wraps: [] })],
  ['a wrap forged from public data', 'bad-commitment', (page) => forgedWrap(mine.keys, page)],
  ['another report’s wrap', 'foreign-key', (page) => ({ ...page, wraps: otherPage.wraps })],
  ['another report', 'forged-history', () => otherPage], ['an entry left out', 'bad-chain', (page) => ({ ...page, entries: page.entries.filter((_, index) => index !== 1) })],
  ['the beginning left out', 'forged-history', (page) => ({ ...page, entries: page.entries.slice(1) })],
  ['entries in another order', 'bad-chain', (page) => ({ ...page, entries: [page.entries[0], page.entries[2], page.entries[1]] as SignedEntry[] })],
  ['an entry twice', 'bad-chain', (page) => ({ ...page, entries: [...page.entries, page.entries[2]] as SignedEntry[] })],
  ['an answer of another report', 'bad-chain', (page) => ({ ...page, entries: [page.entries[0], otherPage.entries[1]] as SignedEntry[] })],
  ['another report’s answer under its own header', 'bad-chain', (page) => put(page, 1, { body: otherPage.entries[1]?.body as Bytes })],
  ['a changed signature', 'bad-signature', (page) => put(page, 1, { signature: randomBytes(64) })],
  ['an answer signed by somebody', 'forged-history', bySomebody], ['a page that was not asked for', 'forged-history', (page) => ({ ...page, from: 1 })],
] as readonly (readonly [string, string, (page: LogPage) => LogPage | Promise<LogPage>])[]) {
  test(`a conversation with ${why} is refused, and nothing is written to it`, async () => {
    const page = await change(await pageOf(api.call({ route: 'read-report', headers: reporterHeaders(mine.keys), query: { from: 0 } })))
    const liar = liarOver(api, { 'read-report': pageLie(() => page) })
    assert.equal(await refusalOf(() => openReport(liar, office, mine.keys)), code)
    assert.equal(await refusalOf(() => replyToReport(liar, office, { keys: mine.keys, text: 'secret', language: 'en', provenance: 'in-browser' })), code)
    assert.deepEqual(liar.calls.filter(({ route }) => route === 'reply-to-report'), [])
  })
}

test('a conversation cut at its end is an old one, which nobody can tell from a young one', async () => {
  const liar = liarOver(api, { 'read-report': pageLie((page) => ({ ...page, entries: page.entries.slice(0, 2) })) })
  assert.equal((await openReport(liar, office, mine.keys)).turns.length, 2)
})

test('a server that acknowledges a reply and then hides it is caught', async () => {
  const { keys } = await filed()
  const liar = liarOver(api, { 'read-report': pageLie((page) => ({ ...page, entries: page.entries.slice(0, 1) })) })
  assert.equal(await refusalOf(() => replyToReport(liar, office, { keys, text: 'hidden', language: 'en', provenance: 'in-browser' })), 'forged-history')
})

test('a wrong code, and what a server refuses, is a refusal', async () => {
  assert.equal(await refusalOf(async () => openReport(api, office, await quickReporter())), 'no-such-report')
  assert.equal(await refusalOf(() => openReport(liarOver(api, { 'read-report': refusing('busy') }), office, mine.keys)), 'busy')
})

test('a report of somebody else’s making is not taken for one’s own', async () => {
  const wrap = await sealTo(await recipientOf(mine.keys.identity), { anything: true })
  const liar = liarOver(api, { 'read-report': pageLie(() => ({ ...otherPage, wraps: [{ subject: 'log:0', reader: 'reporter', bytes: wrap }] })) })
  assert.equal(await refusalOf(() => openReport(liar, office, mine.keys)), 'forged-history')
})

test('what a handler sees is what the reporter wrote', async () => {
  const view = await openReportAsHandler(session, mine.report)
  assert.deepEqual(view.conversation.turns.map(({ text }) => text), ['他收了钱', 'Who else knows?', '没有人'])
  assert.ok(fromBase64url(view.id)?.length === 32)
})
