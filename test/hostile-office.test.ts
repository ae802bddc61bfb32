// Goal: a server that lies about the office, about what it keeps, or to two people differently is refused in words by whoever meets the lie,
// and no typed word is lost by it. Method: one office behind a liar; each lie stands beside the honest walk.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { after, test } from 'node:test'
import { base64url, type Bytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { canonicalBytes } from '#base/json.ts'
import type { RefusalCode } from '#base/refusal.ts'
import { appendToOffice } from '#clients/member/append.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { removeMember } from '#clients/member/people.ts'
import { base32 } from '#clients/member/prepare.ts'
import { openReportAsHandler, reply, setTitle } from '#clients/member/report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { httpApi } from '#clients/transport/api.ts'
import type { Bodies } from '#domain/bodies.ts'
import { recipientOf } from '#sealing/plain/age-identity.ts'
import { newLogSecret } from '#sealing/plain/log-key.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'
import { signAcknowledgement, type Kept } from '#sealing/proof/acknowledgement.ts'
import { hash } from '#sealing/proof/hash.ts'
import { importServerKey, type ServerKey } from '#sealing/proof/sign.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import type { Header } from '#sealing/sealed/header.ts'
import { decodeAppend } from '#wire/append.ts'
import { decodeQueuePage, encodeQueuePage, type LogPage } from '#wire/log.ts'
import { newAuthor, signHeader } from './support/entries.ts'
import { hostileHouse, sentenceOf, type Lies } from './support/hostile.ts'
import { deviceOf, fragmentOf, framesAnswer, join, jsonLie, liarOver, pageLie, pageOf, personAt, type Lie } from './support/office.ts'
import { refusalOf } from './support/vectors.ts'

const house = await hostileHouse('cheap')
const api = httpApi(house.url)
const { session, member } = house
const office = await loadOffice(api, session.id)
const serverKey = await importServerKey((await house.world.store.read.installation()).serverKeyPkcs8)
const folder = mkdtempSync(joinPath(tmpdir(), 'postern-hostile-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  writeFileSync(joinPath(folder, name), text)
  return joinPath(folder, name)
}
const login = ['--to', house.url, '--member', member.name, '--passphrase-file', file('passphrase', member.passphrase), '--totp-secret-file', file('totp', base32(member.totpSecret))]
// Logs in before the server's clock is put ahead for others.
assert.equal((await house.command(['desk', 'members', ...login])).code, 0)
const chen = await join(house, { name: 'Chen Mo' })
const wei = await join(house, { name: 'Wei Xiulan' })
const stranger = await newAuthor()

interface Told { readonly id: string; readonly keys: ReporterKeys; readonly receipt: string }

async function filed(what: string): Promise<Told> {
  const receipt = newReceipt()
  const keys = await deriveReporter(receipt, office.salt)
  const draft = { channel: 'web', answers: { what }, language: 'en', provenance: 'by-command-line' } as const
  return { id: (await fileReport(api, office, { draft, keys })).report, keys, receipt }
}

const last = <T>(list: readonly T[]): T => list[list.length - 1] as T
const sentenceFor = async (deed: () => Promise<unknown>): Promise<string> => {
  const code = await refusalOf(deed)
  return code === 'accepted' ? code : sentenceOf(code as RefusalCode, 'en')
}

/** One more entry behind what the server shows of the office, by a key that no administrator signed in. */
function planted(kind: Header['kind'], body: object): (page: LogPage) => Promise<LogPage> {
  return async (page) => {
    const { length, head } = session.officeLog()
    const bytes = canonicalBytes(body)
    const header: Header = {
      v: 1, office: session.id, log: session.id, generation: 0, seq: length, prev: head, kind, author: stranger.publicId, day: session.today(),
      bodyHash: base64url(hash(bytes)), bodySize: bytes.length, seen: head, docket: null,
    }
    return { ...page, entries: [...page.entries, (await signHeader(stranger, { header, body: bytes as Bytes, wraps: [] })).entry] }
  }
}

const ofOffice = (change: (page: LogPage) => LogPage | Promise<LogPage>): Lie => pageLie((page) => (page.log === session.id ? change(page) : page))
const directory = session.officeLog().fold.directory ?? assert.fail()
const team = session.officeLog().fold.teams.get('intake:0') ?? assert.fail()
const mine = { signKey: stranger.publicId, recipient: team.recipient }

const FORGERIES: readonly (readonly [string, Header['kind'], object])[] = [
  ['a member', 'member', { ...mine, roles: ['administrator'], active: true, sealedName: '' }],
  ['an admission', 'admission', { team: 'intake', signKey: stranger.publicId, admitted: true }],
  ['a team’s key', 'team', { team: 'intake', epoch: 1, recipient: otherThan(team.recipient), members: team.members }],
  ['a recovery', 'recovery', { generation: 0, recipient: team.recipient, signKey: stranger.publicId, threshold: 2, shares: team.members.slice(0, 2).map((holder, at) => ({ holder, hash: base64url(new Uint8Array(32).fill(at)) })) }],
  ['a directory', 'directory', { ...directory, serverKey: stranger.publicId }],
]

for (const [what, kind, body] of FORGERIES) {
  test(`a server that forges ${what} is refused by a handler’s program and command`, async () => {
    const lies: Lies = { 'read-log': ofOffice(planted(kind, body)) }
    const { device, liar } = await deviceOf(session)
    assert.equal(await refusalOf(() => device.refresh()), 'accepted')
    Object.assign(liar.lies, lies)
    assert.equal(await refusalOf(() => device.refresh()), 'forged-history')
    const { code, text } = await house.lying(lies, () => house.command(['desk', 'members', ...login]))
    assert.deepEqual([code, text.includes(sentenceOf('forged-history', 'en'))], [3, true], text)
  })
}

const FALSE_OFFICES: readonly (readonly [string, (page: LogPage) => LogPage | Promise<LogPage>, RefusalCode])[] = [
  ['a directory of its own', planted('directory', directory), 'forged-history'],
  ['a handler of its own', planted('member', { ...mine, roles: ['administrator', 'intake'], active: true, sealedName: '' }), 'forged-history'],
  ['an office without its genesis', (page) => ({ ...page, entries: page.entries.slice(1) }), 'forged-history'],
  ['another key of the team', async (page) => {
    const { header, body, ...rest } = last(page.entries)
    const changed = JSON.parse(Buffer.from(body).toString('utf8')) as Bodies['directory']
    const channels = changed.channels.map((channel) => ({ ...channel, recipient: otherThan(channel.recipient) }))
    return { ...page, entries: [...page.entries.slice(0, -1), { ...rest, header, body: canonicalBytes({ ...changed, channels }) as Bytes }] }
  }, 'forged-history'],
]

for (const [what, change, code] of FALSE_OFFICES) {
  test(`a server that shows reporters ${what} gets no report, from a program or a command`, async () => {
    const lies: Lies = { 'read-directory': pageLie(change) }
    const before = house.calls.filter((route) => route === 'file-report').length
    assert.equal(await house.lying(lies, () => sentenceFor(() => loadOffice(api, session.id))), sentenceOf(code, 'en'))
    const told = await house.lying(lies, () => house.command(['report', 'file', '--to', house.url, '--text', 'Something happened.']))
    assert.deepEqual([told.code, told.text.includes(sentenceOf(code, 'en'))], [3, true], told.text)
    assert.equal(house.calls.filter((route) => route === 'file-report').length, before, 'nothing was sent')
  })
}

test('a server that offers an old questionnaire gets no answers to it', async () => {
  const old = { ...directory, channels: directory.channels.map((channel) => ({ ...channel, questionnaire: base64url(new Uint8Array(32)) })) }
  await appendToOffice(session, async () => ({ content: { kind: 'directory', body: old } }))
  const page = await pageOf(api.call({ route: 'read-directory', parameters: { office: session.id } }))
  await appendToOffice(session, async () => ({ content: { kind: 'directory', body: { ...session.officeLog().fold.directory ?? directory, channels: directory.channels } } }))
  assert.equal(await refusalOf(() => loadOffice(api, session.id)), 'accepted')
  const told = await house.lying({ 'read-directory': pageLie(() => page) }, () => house.command(['report', 'file', '--to', house.url, '--text', 'x', '--lang', 'zh']))
  assert.deepEqual([told.code, told.text.includes(sentenceOf('no-such-channel', 'zh'))], [3, true], told.text)
})

/** A server's word about an entry, given by this key and changed in this way. */
function acknowledging(key: ServerKey, change: Partial<Kept> = {}): Lie {
  return async (honest) => {
    const kept = await (await honest()).json() as Kept
    const { signature, ...said } = await signAcknowledgement(key, { log: kept.log, seq: kept.seq, hash: kept.hash, day: kept.day, ...change })
    return Response.json({ ...said, signature: base64url(signature) })
  }
}

const FALSE_WORDS: readonly (readonly [string, Lie])[] = [
  ['with a key of its own', acknowledging(stranger)],
  ['with another day', acknowledging(serverKey, { day: addDays(session.today(), -30) })],
  ['for another entry', acknowledging(serverKey, { hash: base64url(new Uint8Array(32)) })],
]

for (const [how, lie] of FALSE_WORDS) {
  test(`a server that acknowledges ${how} is not believed: what was typed is told to be unsure, and stays`, async () => {
    const wrong = sentenceOf('wrong-server', 'en')
    const told = await house.lying({ 'file-report': lie }, () => house.command(['report', 'file', '--to', house.url, '--text', 'By command.']))
    assert.deepEqual([told.code, told.text.includes(wrong)], [3, true], told.text)
    const body = new URLSearchParams({ office: office.office, lang: 'en', what: 'Typed without scripts.', danger: 'no' })
    const page = await house.lying({ 'file-report': lie }, async () => (await fetch(`${house.url}/nojs/report`, { method: 'POST', body })).text())
    assert.ok(page.includes(wrong) && page.includes('Typed without scripts.'), page.slice(0, 3000))
    const { id } = await filed('Answered by a handler')
    const { device, liar } = await deviceOf(session)
    liar.lies['append-entry'] = lie
    assert.equal(await sentenceFor(() => reply(device, id, { text: 'x', language: 'en' })), wrong)
  })
}

test('an answer that the server acknowledges and then hides is missed at once, by handler, reporter, command and form', async () => {
  const said = await filed('To be answered')
  const forged = sentenceOf('forged-history', 'en')
  const hiding = { 'read-report': pageLie((page) => ({ ...page, entries: page.entries.slice(0, 1) })), 'read-log': pageLie((page) => (page.log === said.id ? { ...page, entries: page.entries.slice(0, 1) } : page)) } satisfies Lies
  const { device, liar } = await deviceOf(session)
  Object.assign(liar.lies, hiding)
  assert.equal(await sentenceFor(() => reply(device, said.id, { text: 'From the office', language: 'en' })), forged)
  const other = await filed('To be replied to')
  assert.equal(await house.lying(hiding, () => sentenceFor(() => replyToReport(api, office, { keys: other.keys, text: 'More', language: 'en', provenance: 'by-command-line' }))), forged)
  const third = await filed('Replied to by command')
  const told = await house.lying(hiding, () => house.command(['report', 'reply', '--to', house.url, '--receipt', third.receipt, '--text', 'More']))
  assert.deepEqual([told.code, told.text.includes(forged)], [3, true], told.text)
  const fourth = await filed('Replied to by form')
  const body = new URLSearchParams({ office: office.office, code: fourth.receipt, once: 'A'.repeat(22), reply: 'Typed without scripts.', lang: 'en' })
  const page = await house.lying(hiding, async () => (await fetch(`${house.url}/nojs/reply`, { method: 'POST', body })).text())
  assert.ok(page.includes(forged) && page.includes('Typed without scripts.'), page.slice(0, 3000))
  // The control: the honest server shows each of them.
  for (const { keys } of [said, other, third, fourth]) assert.equal((await openReport(api, office, keys)).turns.length, 2)
})

test('nobody writes under a key that the server made from public data', async () => {
  const said = await filed('Under a forged key')
  const key = { office: office.office, log: said.id, generation: 0, key: newLogSecret() }
  const forTeam = await wrapLogKey(key, { reader: 'team:intake:0', recipient: team.recipient })
  const forReporter = await wrapLogKey(key, { reader: 'reporter', recipient: await recipientOf(said.keys.identity) })
  const { device, liar } = await deviceOf(session)
  liar.lies['read-log'] = pageLie((page) => (page.log === said.id ? { ...page, wraps: [forTeam] } : page))
  assert.equal(await refusalOf(() => reply(device, said.id, { text: 'x', language: 'en' })), 'bad-commitment')
  assert.ok(!liar.calls.some(({ route }) => route === 'append-entry' || route === 'open-log'))
  const sent = house.calls.filter((route) => route === 'reply-to-report').length
  const lies: Lies = { 'read-report': pageLie((page) => ({ ...page, wraps: [forReporter] })) }
  const told = await house.lying(lies, () => house.command(['report', 'reply', '--to', house.url, '--receipt', said.receipt, '--text', 'x']))
  assert.deepEqual([told.code, told.text.includes(sentenceOf('bad-commitment', 'en'))], [3, true], told.text)
  assert.equal(house.calls.filter((route) => route === 'reply-to-report').length, sent)
})

test('an invitee’s keys that were swapped are shown as forged, and not confirmed', async () => {
  const { link, view } = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
  await enrol(house.api, fragmentOf(link), personAt(house.world, 'Ning Shuo'))
  const swapping = jsonLie<{ invitations: { invitation: string; enrolment: object | null }[] }>(({ invitations }) => ({
    invitations: invitations.map((each) => (each.invitation === view.invitation && each.enrolment !== null ? { ...each, enrolment: { ...each.enrolment, signKey: stranger.publicId } } : each)),
  }))
  const listed = await house.lying({ 'list-invitations': swapping }, () => house.command(['desk', 'invitations', ...login]))
  assert.match(listed.text, /NOT MADE WITH THE LINK/)
  const told = await house.lying({ 'list-invitations': swapping }, () => house.command(['desk', 'confirm', view.invitation, ...login, '--fingerprint', 'a b c d e f', '--lang', 'zh']))
  assert.deepEqual([told.code, told.text.includes(sentenceOf('foreign-key', 'zh'))], [3, true], told.text)
  assert.doesNotMatch((await house.command(['desk', 'invitations', ...login])).text, /NOT MADE/)
  assert.equal(await refusalOf(() => confirmMember(session, view.invitation)), 'accepted')
})

test('a card that was rolled back is called stale in the list', async () => {
  const { id } = await filed('With a card')
  await setTitle(session, id, 'The old title')
  const queue = async () => decodeQueuePage(new Uint8Array(await (await session.api.call({ route: 'list-queue', parameters: { office: session.id } })).arrayBuffer()))
  const card = (await queue()).rows.find(({ log }) => log === id)?.desk?.card ?? assert.fail()
  await setTitle(session, id, 'The new title')
  const rolling: Lie = async (honest) => {
    const page = decodeQueuePage(new Uint8Array(await (await honest()).arrayBuffer()))
    return framesAnswer(encodeQueuePage({ ...page, rows: page.rows.map((row) => (row.log === id ? { ...row, desk: row.desk && { ...row.desk, card } } : row)) }))
  }
  const list = async (lies: Lies) => {
    const { text } = await house.lying(lies, () => house.command(['desk', 'list', ...login, '--json']))
    return (JSON.parse(text) as { reports: { id: string; title: string; stale: boolean }[] }).reports.find((each) => each.id === id)
  }
  const [honest, rolled] = [await list({}), await list({ 'list-queue': rolling })]
  assert.deepEqual([honest?.title, honest?.stale, rolled?.title, rolled?.stale], ['The new title', false, 'The old title', true])
})

test('two histories that were shown to two people cannot be joined again', async () => {
  const said = await filed('Two histories')
  const first = (await pageOf(session.api.call({ route: 'read-log', parameters: { log: said.id } }))).entries
  // The office is shown its answer; the reporter, who is shown none, replies behind the report.
  await reply(session, said.id, { text: 'The office’s answer', language: 'en' })
  let theirs: LogPage['entries'] = first
  const lies: Lies = {
    'read-report': pageLie((page) => ({ ...page, entries: theirs })),
    'reply-to-report': async (_, call) => {
      const { entry } = decodeAppend(call.body as Bytes)
      theirs = [...first, entry]
      const kept = { log: said.id, seq: 1, hash: base64url(hash(entry.header, entry.signature)), day: session.today() }
      const { signature } = await signAcknowledgement(serverKey, kept)
      return Response.json({ ...kept, signature: base64url(signature) })
    },
  }
  const forking = liarOver(api, lies)
  const view = await replyToReport(forking, office, { keys: said.keys, text: 'The reporter’s reply', language: 'en', provenance: 'by-command-line' })
  assert.equal(view.turns.length, 2, 'a reporter cannot notice this alone: THREATS.md says so')
  const { device, liar } = await deviceOf(session)
  await openReportAsHandler(device, said.id)
  for (const entries of [theirs, [...(await pageOf(session.api.call({ route: 'read-log', parameters: { log: said.id } }))).entries, last(theirs)]]) {
    liar.lies['read-log'] = pageLie((page) => (page.log === said.id ? { ...page, entries } : page))
    assert.ok(['forged-history', 'bad-chain'].includes(await refusalOf(() => openReportAsHandler(device, said.id))))
  }
})

test('a removal that is withheld comes to light with the first entry by somebody who knows of it', async () => {
  const { id } = await filed('After the removal')
  const before = session.officeLog().length
  const { device, liar } = await deviceOf(chen)
  await removeMember(session, wei.unlocked().signing.publicId)
  await reply(session, id, { text: 'Written by one who knows', language: 'en' })
  liar.lies['read-log'] = ofOffice((page) => ({ ...page, entries: page.entries.slice(0, before) }))
  assert.equal(await sentenceFor(() => openReportAsHandler(device, id)), sentenceOf('forged-history', 'en'))
  delete liar.lies['read-log']
  assert.equal((await openReportAsHandler(device, id)).title, 'After the removal')
})

test('an office that goes back behind what an earlier command saw is refused by the next one', async () => {
  const before = session.officeLog().length - 1
  const rolling: Lies = { 'read-log': ofOffice((page) => ({ ...page, entries: page.entries.slice(0, before) })) }
  assert.equal((await house.command(['desk', 'members', ...login])).code, 0)
  const told = await house.lying(rolling, () => house.command(['desk', 'members', ...login, '--lang', 'zh']))
  assert.deepEqual([told.code, told.text.includes(sentenceOf('rolled-back', 'zh'))], [3, true], told.text)
})

/** One key in 32 ends in the letter that a lie would put there, and the lie would be none. */
function otherThan(recipient: string): string {
  return recipient.replace(/.$/, (end) => (end === 'q' ? 'p' : 'q'))
}
