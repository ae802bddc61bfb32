// Goal: an identity opens to its requester alone, after the reporter was told and two others of two teams decided; nobody opens it otherwise.
// Method: a whole office on the real server in this process, its people taking every part that is not theirs, and a server that lies.
import assert from 'node:assert/strict'
import test from 'node:test'
import { base64url, fromBase64url } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { identitySealer } from '#clients/reporter/identity.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import type { Bodies } from '#domain/bodies.ts'
import { openOuter, openPerson } from '#sealing/open/identity.ts'
import { newLog, sealEntry, sealFirstEntry } from '#sealing/seal/entry.ts'
import { sealPerson } from '#sealing/seal/identity.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import { memberReader, teamReader } from '#sealing/sealed/entry.ts'
import { encodeAppend } from '#wire/append.ts'
import { decodeDisclosures, encodeDisclosures } from '#wire/disclosures.ts'
import { quickReporter } from '#test/support/client.ts'
import { deviceOf, framesAnswer, join, logInAgain, openOffice, pageLie } from '#test/support/office.ts'
import { twoLocks } from '#test/support/two-locks.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { wholeData } from '#test/support/whole-data.ts'
import { sendReady } from './append.ts'
import { lookAtAudit } from './audit-pages.ts'
import { askIdentity } from './ask-identity.ts'
import { chooseIdentityTeams } from './channels.ts'
import { approveDisclosure, listDisclosures, openIdentity, readDisclosure, readIdentity, refuseDisclosure } from './disclosure.ts'
import { fetchLog } from './office-log.ts'
import { changeRoles } from './people.ts'
import { openFetched, openReportLog } from './report-logs.ts'
import type { Session } from './session.ts'
import { admit, giveKey, waitingHere } from './teams.ts'

const DAY_MS = 86_400_000
const PERSON = { name: '林晚晴', contact: 'lin@example.org' }
const ASKED = { reason: '需要核对付款日期', basis: 'Art. 16(2)', days: 7, notice: '我们申请启封您的姓名。', language: 'zh' } as const

const data = wholeData()
const opened = await openOffice(data.open)
const { api, world, session: lin } = opened
const [zhou, ada, ben, cleo] = await people(['Zhou', 'Ada', 'Ben', 'Cleo'])
const { custodian: custodians, approver: approvers } = await twoLocks(lin, { custodians: [ada], approvers: [ben, cleo] })
await everybodyKnows()

async function people(names: readonly string[]): Promise<readonly [Session, Session, Session, Session]> {
  const joined: Session[] = []
  for (const name of names) joined.push(await join(opened, { name, roles: name === 'Zhou' ? ['intake'] : ['custodian'], teams: name === 'Zhou' ? ['intake'] : [] }))
  const [first, second, third, fourth] = joined
  if (first === undefined || second === undefined || third === undefined || fourth === undefined) throw new Error('somebody is missing')
  return [first, second, third, fourth]
}

function keyOf(session: Session): string {
  return session.unlocked().signing.publicId
}

async function everybodyKnows(): Promise<void> {
  for (const each of [lin, zhou, ada, ben, cleo]) await each.refresh()
}

async function filed(identity: { readonly name: string; readonly contact: string } | null = PERSON) {
  const keys = await quickReporter()
  const office = await loadOffice(api, lin.id)
  const draft = { channel: 'web', answers: { what: '有人收了钱', danger: 'no' }, language: 'zh', provenance: 'in-browser', ...(identity === null ? {} : { identity: identitySealer(office, identity) }) } as const
  return { keys, office, id: (await fileReport(api, office, { draft, keys })).report }
}

test('asked, told, approved by one, opened by another: the requester reads the name, and nobody else does', async () => {
  const { id, keys, office } = await filed()
  const request = await askIdentity(lin, id, ASKED)
  assert.equal((await openReport(api, office, keys)).turns.at(-1)?.text, ASKED.notice, 'the reporter was told')
  assert.deepEqual((await listDisclosures(ben)).map(({ id: each, state, part, next }) => [each, state, part, next]), [[request, 'asked', 'approver', 'approve']])
  assert.equal((await listDisclosures(ada))[0]?.next, null)
  const seen = await readDisclosure(ben, request)
  assert.deepEqual([seen.reason, seen.basis, seen.days, seen.report, seen.requester], [ASKED.reason, ASKED.basis, 7, id, keyOf(lin)])
  assert.equal(await refusalOf(() => readIdentity(lin, request)), 'no-identity')
  assert.equal((await approveDisclosure(ben, request)).state, 'approved')
  assert.equal((await listDisclosures(ada))[0]?.next, 'open')
  const after = await openIdentity(ada, request)
  assert.deepEqual([after.state, after.expires, after.decisions.map(({ author }) => author)], ['opened', addDays(lin.today(), 7), [keyOf(ben), keyOf(ada)]])
  assert.deepEqual(await readIdentity(lin, request), PERSON)
  for (const other of [ben, cleo, ada]) assert.equal(await refusalOf(() => readIdentity(other, request)), 'foreign-key')
  assert.equal(await refusalOf(() => readDisclosure(zhou, request)), 'no-such-log', 'a handler who did not ask')
  assert.deepEqual(await listDisclosures(zhou), [])
})

test('a name that is given later is asked for, the latest of two, and a report without one is not', async () => {
  const { id, keys, office } = await filed(null)
  assert.equal(await refusalOf(() => askIdentity(lin, id, ASKED)), 'no-identity')
  for (const name of ['Wrong', 'Right']) await replyToReport(api, office, { keys, text: '', language: 'zh', provenance: 'in-browser', identity: identitySealer(office, { name, contact: '' }) })
  const request = await askIdentity(lin, id, ASKED)
  await approveDisclosure(ben, request)
  await openIdentity(ada, request)
  assert.deepEqual(await readIdentity(lin, request), { name: 'Right', contact: '' })
})

test('nobody takes a part that is not theirs, nor two', async () => {
  const { id } = await filed()
  const request = await askIdentity(zhou, id, ASKED)
  assert.equal(await refusalOf(() => approveDisclosure(zhou, request)), 'foreign-key', 'the requester has no key to it')
  assert.equal(await refusalOf(() => approveDisclosure(ada, request)), 'foreign-key')
  assert.equal(await refusalOf(() => openIdentity(ada, request)), 'not-allowed', 'before it is approved')
  assert.equal(await refusalOf(() => askIdentity(ben, id, ASKED)), 'no-such-log', 'who decides reads no report')
  await approveDisclosure(ben, request)
  assert.equal(await refusalOf(() => approveDisclosure(cleo, request)), 'transition-not-allowed')
  assert.equal((await refuseDisclosure(ada, request, 'Not needed: ask in writing')).refusal, 'Not needed: ask in writing')
  assert.equal(await refusalOf(() => openIdentity(ada, request)), 'transition-not-allowed')
})

test('with every handler’s key, every byte of the server and one team’s keys, an identity stays closed', async () => {
  const { id } = await filed()
  const place = { office: lin.id, report: id }
  const { log } = await openReportLog(lin, id)
  const [first] = log.entries
  const envelope = fromBase64url(first?.kind === 'report' ? first.body.identity?.envelope ?? '' : '') ?? assert.fail()
  for (const each of [lin, zhou, ada]) for (const key of [each.unlocked().secrets.identity, ...each.officeLog().teams.values()]) {
    assert.equal(await refusalOf(() => openOuter(key as never, envelope, place)), 'foreign-key')
  }
  const [approver] = ben.officeLog().teams.values()
  const inner = await openOuter(approver ?? assert.fail(), envelope, place)
  for (const each of [lin, zhou, ben, cleo]) for (const key of [each.unlocked().secrets.identity, ...each.officeLog().teams.values()]) {
    assert.equal(await refusalOf(() => openPerson(key, inner, place)), 'foreign-key')
  }
})

/** A request as a hand that does not use our client might send it. */
async function rawRequest(by: Session, body: Bodies['disclosure'], more: { readonly readers?: readonly string[]; readonly expires?: ReturnType<Session['today']> } = {}): Promise<string> {
  const { fold } = by.officeLog()
  const made = newLog(by.id, by.unlocked().signing)
  const readers = more.readers ?? [memberReader(keyOf(by)), teamReader(custodians, 0), teamReader(approvers, 0)]
  const recipient = (reader: string): string => fold.teams.get(reader.slice('team:'.length))?.recipient ?? fold.members.get(reader.slice('member:'.length))?.recipient ?? ''
  const wraps = await Promise.all(readers.map((reader) => wrapLogKey(made.key, { reader, recipient: recipient(reader) })))
  const ready = await sealFirstEntry(made, by.authored(), { content: { kind: 'disclosure', body }, wraps, expires: more.expires ?? by.today() })
  await by.api.call({ route: 'open-log', parameters: { office: by.id }, body: encodeAppend(ready) })
  return made.log
}

async function bodyOf(session: Session, request: string): Promise<Bodies['disclosure']> {
  const [first] = (await openFetched(session, await fetchLog(session.api, request))).log.entries
  return first?.kind === 'disclosure' ? first.body : assert.fail()
}

test('no request is shown of which the reporter was not told', async () => {
  const [one, two] = [await filed(), await filed()]
  const honest = await bodyOf(lin, await askIdentity(lin, one.id, ASKED))
  const others = await bodyOf(zhou, await askIdentity(zhou, two.id, ASKED))
  const spoilt: Readonly<Record<string, Bodies['disclosure']>> = {
    'a notice in another report': { ...honest, report: two.id }, 'somebody else’s notice': { ...honest, report: two.id, notice: others.notice },
    'another day of keeping': { ...honest, notice: { ...honest.notice, day: addDays(honest.notice.day, 1) } },
    'no acknowledgement': { ...honest, notice: { ...honest.notice, kept: base64url(new Uint8Array(64)) } },
    'no header': { ...honest, notice: { ...honest.notice, header: 'AAAA' } },
  }
  for (const [what, body] of Object.entries(spoilt)) {
    const request = await rawRequest(lin, body)
    assert.equal(await refusalOf(() => readDisclosure(ben, request)), 'bad-commitment', what)
    assert.equal(await refusalOf(() => approveDisclosure(ben, request)), 'bad-commitment', what)
  }
  // The envelope of another report under a good notice.
  const moved = await rawRequest(lin, { ...honest, envelope: others.envelope })
  assert.equal(await refusalOf(() => approveDisclosure(ben, moved)), 'bad-commitment')
})

test('a request goes to its three readers, by a handler of neither team, and ends in time', async () => {
  const { id } = await filed()
  const body = await bodyOf(lin, await askIdentity(lin, id, ASKED))
  const readers = [memberReader(keyOf(lin)), teamReader(custodians, 0), teamReader(approvers, 0)]
  for (const wrong of [readers.slice(1), readers.slice(0, 2), [...readers, memberReader(keyOf(zhou))], [...readers.slice(0, 2), teamReader('intake', 0)]]) {
    assert.equal(await refusalOf(() => rawRequest(lin, body, { readers: wrong })), 'malformed')
  }
  assert.equal(await refusalOf(() => rawRequest(lin, body, { expires: addDays(lin.today(), LIMITS.disclosureWaitDays + 1) })), 'malformed')
  assert.equal(await refusalOf(() => rawRequest(ben, body)), 'not-allowed')
})

test('a custodian who hands on another name is found out', async () => {
  const { id } = await filed()
  const request = await askIdentity(lin, id, ASKED)
  await approveDisclosure(ben, request)
  const { device, liar } = await deviceOf(ada)
  // The custodian's own hand: the same entry with another name inside.
  const { log, key } = await openFetched(device, await fetchLog(liar, request))
  const identity = base64url(await sealPerson(lin.me.recipient, { office: lin.id, report: id, name: 'Somebody Else', contact: '', salt: 'AAAAAAAAAAAAAAAAAAAAAA' }))
  const end = { office: lin.id, log: request, generation: 0, length: log.length, head: log.head }
  await sendReady(ada, request, await sealEntry(end, key, { authored: ada.authored(), content: { kind: 'disclosure-opened', body: { identity } }, expires: addDays(ada.today(), 1) }))
  assert.equal(await refusalOf(() => readIdentity(lin, request)), 'bad-commitment')
})

test('a lost answer tells the reporter nothing twice', async () => {
  const { id, keys, office } = await filed()
  const { device, liar } = await deviceOf(lin)
  liar.lies['open-log'] = () => { throw new TypeError('gone') }
  await assert.rejects(askIdentity(device, id, ASKED))
  liar.lies['open-log'] = undefined as never
  const request = await askIdentity(device, id, ASKED)
  assert.equal((await openReport(api, office, keys)).turns.filter(({ kind }) => kind === 'identity-notice').length, 1)
  assert.equal(await askIdentity(device, id, ASKED), request, 'what waits to be decided is not asked again')
  await refuseDisclosure(ben, request, 'no')
  assert.notEqual(await askIdentity(device, id, ASKED), request)
  assert.equal((await openReport(api, office, keys)).turns.filter(({ kind }) => kind === 'identity-notice').length, 2, 'another request is another notice')
})

test('a list that shows what nobody could have written is refused', async () => {
  const { device, liar } = await deviceOf(ben)
  const lie = (change: (page: ReturnType<typeof decodeDisclosures>) => ReturnType<typeof decodeDisclosures>) => {
    liar.lies['list-disclosures'] = async (honest) => framesAnswer(encodeDisclosures(change(decodeDisclosures(new Uint8Array(await (await honest()).arrayBuffer())))))
  }
  lie((page) => page)
  assert.ok((await listDisclosures(device)).length > 3)
  lie((page) => ({ ...page, requests: page.requests.map((entries) => entries.map(({ header }) => ({ header, signature: new Uint8Array(64) }))) }))
  assert.equal(await refusalOf(() => listDisclosures(device)), 'bad-signature')
  lie((page) => ({ ...page, requests: page.requests.map((entries) => entries.slice(1)).filter(({ length }) => length > 0) }))
  assert.equal(await refusalOf(() => listDisclosures(device)), 'bad-chain')
  liar.lies['read-log'] = pageLie((page) => ({ ...page, entries: page.entries.slice(0, 1) }))
  assert.equal((await readDisclosure(device, (await listDisclosures(ben))[0]?.id ?? '')).state, 'asked', 'a cut request is an earlier one, and its next step is refused')
})

test('nobody is let into both teams', async () => {
  await admit(lin, { team: approvers, signKey: keyOf(ada), admitted: true })
  await ben.refresh()
  const waiting = waitingHere(ben).find(({ signKey }) => signKey === keyOf(ada)) ?? assert.fail()
  assert.equal(await refusalOf(() => giveKey(ben, waiting, waiting.fingerprint)), 'teams-overlap')
  await admit(lin, { team: approvers, signKey: keyOf(ada), admitted: false })
  await everybodyKnows()
  assert.equal(await refusalOf(() => chooseIdentityTeams(lin, { custodian: approvers, approver: custodians })), 'teams-overlap')
})

test('when its day is over nothing is left but who asked, who decided and when, and an auditor sees the same', async (context) => {
  const { id } = await filed()
  const request = await askIdentity(lin, id, { ...ASKED, days: 1 })
  await approveDisclosure(ben, request)
  await openIdentity(ada, request)
  await changeRoles(lin, keyOf(lin), ['administrator', 'intake', 'auditor'])
  assert.deepEqual(await data.broken(), [])
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 4 * DAY_MS })
  await world.server.settle()
  assert.deepEqual([await world.store.read.allWraps(request), (await world.store.read.entries(request, 0, 9)).map(({ body }) => body.length)], [[], [0, 0, 0]])
  const waiting = (await world.store.read.disclosures(lin.id, { author: null, after: null, live: true, limit: 99 })).map(({ log }) => log)
  assert.ok(waiting.length > 3 && !waiting.includes(request), 'those whose day is not over stay')
  assert.deepEqual(await data.broken(), [], 'verify knows that it ended')
  context.mock.timers.setTime(Date.now() - 4 * DAY_MS)
  assert.equal((await data.broken()).some((each) => each.includes(request)), true, 'and tells bodies that went before their day')
  context.mock.timers.setTime(Date.now() + 4 * DAY_MS)
  const later = await logInAgain(opened)
  const line = (await listDisclosures(later)).find((each) => each.id === request)
  assert.deepEqual([line?.state, line?.next, line?.requester, line?.decisions.map(({ author }) => author)], ['over', null, keyOf(lin), [keyOf(ben), keyOf(ada)]])
  assert.equal(await refusalOf(() => readDisclosure(later, request)), 'no-such-log')
  assert.equal(await refusalOf(() => readIdentity(later, request)), 'no-such-log')
  const found = await lookAtAudit(later, () => {})
  const told = 'broken' in found ? assert.fail(JSON.stringify(found.broken)) : found.disclosures.find(({ log }) => log === request)
  assert.deepEqual([told?.state, told?.decisions.map(({ kind }) => kind)], ['opened', ['disclosure-approved', 'disclosure-opened']])
})
