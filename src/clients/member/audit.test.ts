// Goal: an audit export proves an office without any key, and whatever is changed, left out or exchanged in it is named. Method: a real
// office over the real server, exported by its auditor; then every byte in turn, also where the auditor forges and signs again.
import assert from 'node:assert/strict'
import test, { before } from 'node:test'
import type { Bytes } from '#base/bytes.ts'
import { withdrawReport } from '#clients/reporter/withdraw.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { noteInCase } from './case-deeds.ts'
import { beginCase } from './case-moves.ts'
import { openReportAsHandler, reply, writeNote } from './report.ts'
import { eraseReport } from './erase.ts'
import { enrol } from './enrol.ts'
import { confirmMember, inviteMember } from './invite.ts'
import { logIn } from './log-in.ts'
import type { NewMember } from './member.ts'
import { oneTimeCodeAt } from './prepare.ts'
import type { Session } from './session.ts'
import { quickReporter } from '#test/support/client.ts'
import { findBytes } from '#test/support/find-bytes.ts'
import { fragmentOf, openOffice, personAt, type OpenOffice } from '#test/support/office.ts'
import { decodeAuditPage, encodeAuditPage } from '#wire/audit.ts'
import { checkAudit, type AuditFindings, type AuditBreak } from './audit-check.ts'
import { fetchPages, signAudit, type PageShelf } from './audit-pages.ts'

const DAY_MS = 86_400_000
type Files = Map<string, Bytes>

function shelfOf(files: Files): PageShelf {
  return { read: async (name) => files.get(name) ?? null, write: async (name, bytes) => { files.set(name, bytes) } }
}

async function exported(session: Session): Promise<Files> {
  const files: Files = new Map()
  await signAudit(session, shelfOf(files), await fetchPages(session, shelfOf(files), () => {}))
  return files
}

function check(files: Files, since: Files | null = null): ReturnType<typeof checkAudit> {
  return checkAudit({ read: shelfOf(files).read, since: since && shelfOf(since).read, progress: () => {} })
}

async function whole(files: Files, since: Files | null = null): Promise<AuditFindings> {
  const found = await check(files, since)
  if ('broken' in found) throw new Error(JSON.stringify(found.broken))
  return found
}

async function broken(files: Files, since: Files | null = null): Promise<AuditBreak> {
  const found = await check(files, since)
  assert.ok('broken' in found, 'nothing was noticed')
  return found.broken
}

const TEXT = 'the crane was never inspected'
async function auditorOf({ world, api, session }: OpenOffice): Promise<NewMember> {
  const { link, view } = await inviteMember(session, { roles: ['auditor'], teams: [] })
  const member = personAt(world, 'Auditor')
  await enrol(api, fragmentOf(link), member)
  await confirmMember(session, view.invitation)
  return member
}

async function logInTo({ world, api, session }: OpenOffice, { name, passphrase, totpSecret }: NewMember): Promise<Session> {
  world.nowMs += 30_000
  return logIn(api, { office: session.id, name, passphrase, oneTimeCode: oneTimeCodeAt(totpSecret, world.nowMs) })
}

let auditor: Session
let earlier: Files
let files: Files
let reports: string[]

const opened = await openOffice()
before(async () => {
  const { world, api } = opened
  const member = await auditorOf(opened)
  auditor = await logInTo(opened, member)
  const office = await loadOffice(api, opened.session.id)
  const draft = { channel: 'web', answers: { what: TEXT, danger: 'no' }, language: 'en', provenance: 'in-browser' } as const
  const all = await Promise.all([0, 1, 2].map(async () => {
    const keys = await quickReporter()
    return { keys, report: (await fileReport(api, office, { draft, keys })).report }
  }))
  reports = all.map(({ report }) => report)
  const [first = '', second = ''] = reports
  await openReportAsHandler(opened.session, first)
  await reply(opened.session, first, { text: 'thank you', language: 'en' })
  await world.server.settle()
  earlier = await exported(auditor)
  await openReportAsHandler(opened.session, second)
  await writeNote(opened.session, second, { text: 'to be looked at' })
  await noteInCase(opened.session, (await beginCase(opened.session, { title: 'the second crane', members: [] }, { report: second, giveKeys: false })).id, 'ask the crane driver')
  await withdrawReport(api, office, { keys: all[2]?.keys ?? assert.fail(), text: '', language: 'en', erase: false })
  await openReportAsHandler(opened.session, reports[2] ?? '')
  await eraseReport(opened.session, reports[2] ?? '')
  await world.server.settle()
  // Until two days behind its own are closed, an entry may still come late, and its salt is nobody’s word yet but the server’s.
  world.nowMs += 4 * DAY_MS
  await world.server.settle()
  auditor = await logInTo(opened, member)
  files = await exported(auditor)
})

test('an export is whole, and lists what became of each date, who was given which key and who came in', async () => {
  const found = await whole(files, earlier)
  assert.equal(found.dates.length, 6)
  assert.equal(found.dates.find(({ log, clock }) => log === reports[0] && clock === 'eu-internal/acknowledge')?.outcome, 'met')
  assert.equal(found.dates.find(({ log, clock }) => log === reports[2] && clock === 'eu-internal/acknowledge')?.outcome, 'none')
  assert.ok(found.access.some(({ log }) => log === reports[1]))
  assert.ok(found.sessions.length > 0 && found.days > 0)
  assert.deepEqual(found.erased, [reports[2]])
  assert.deepEqual(found.cases.map(({ openedBy, entries }) => [openedBy, entries]), [[opened.session.me.signKey, 3]])
})

test('nothing in it is words, and nothing opens any', () => {
  const needles = [TEXT, 'thank you', 'to be looked at', 'the second crane', 'ask the crane driver', 'Lin Yue', 'age-encryption.org'].map((text) => Buffer.from(text))
  for (const [name, bytes] of files) assert.deepEqual(findBytes(Buffer.from(bytes), needles), [], name)
})

test('a flipped byte anywhere is named', async () => {
  for (const [name, bytes] of files) {
    for (let tries = 0; tries < 12; tries++) {
      const at = Math.floor(Math.random() * bytes.length)
      const { where } = await broken(new Map(files).set(name, flipped(bytes, at)))
      assert.ok(where.startsWith(name.slice(0, 8)), `${name} at ${at}: ${where}`)
    }
  }
})

test('an auditor who changes a byte and signs again is caught by those who signed below', async () => {
  for (const [name, bytes] of files) {
    if (!name.endsWith('.frames')) continue
    const from = 5 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(1)
    for (let tries = 0; tries < 12; tries++) {
      const at = from + Math.floor(Math.random() * (bytes.length - from))
      await broken(await signedAgain(new Map(files).set(name, flipped(bytes, at))))
    }
  }
})

test('a log that is left out, an entry that is, and a day that is are named, though the auditor signed again', async () => {
  const pages = decodeAuditPage(files.get('logs-00001.frames') ?? assert.fail())
  const without = (keep: (index: number) => boolean): Promise<Files> => (
    signedAgain(new Map(files).set('logs-00001.frames', encodeAuditPage({ ...pages, entries: pages.entries.filter((_, index) => keep(index)) }))))
  for (const index of pages.entries.keys()) {
    const { reason } = await broken(await without((each) => each !== index), files)
    assert.match(reason, /^(?:bad-chain|log-missing|changed-since)$/)
  }
  const days = new Map(files)
  days.delete('journal-00001.frames')
  assert.match((await broken(await signedAgain(days), files)).reason, /^changed-since|missing$/)
  for (const name of files.keys()) {
    const fewer = new Map(files)
    fewer.delete(name)
    assert.equal((await broken(fewer)).reason, 'missing', name)
  }
})

test('an export that forgets what an earlier one had is refused', async () => {
  assert.equal((await broken(earlier, files)).reason, 'changed-since')
})

test('a checkpoint of another day does not hold', async () => {
  const swapped = new Map(files).set('journal-00001.frames', files.get('office-00001.frames') ?? assert.fail())
  assert.equal((await broken(await signedAgain(swapped))).where, 'journal-00001.frames')
})

test('an export that broke off goes on behind its last page', async () => {
  const half: Files = new Map([...files].filter(([name]) => name.startsWith('audit') || name.startsWith('logs')))
  const asked: string[] = []
  const shelf = shelfOf(half)
  await signAudit(auditor, shelf, await fetchPages(auditor, { ...shelf, write: async (name, bytes) => { asked.push(name); await shelf.write(name, bytes) } }, () => {}))
  assert.ok(asked.every((name) => !name.startsWith('audit') && !name.startsWith('logs')), asked.join())
  await whole(half, earlier)
})

function flipped(bytes: Bytes, at: number): Bytes {
  const changed = new Uint8Array(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

async function signedAgain(changed: Files): Promise<Files> {
  await signAudit(auditor, shelfOf(changed), [...changed.keys()].filter((name) => !name.startsWith('manifest')))
  return changed
}
