// Goal: the server keeps no word in clear. Method: fifty unique strings are typed by reporter and handlers, with JavaScript and
// without, and sent as address and user agent; then every byte that Postern wrote (database, WAL, keys, logs) is searched for each
// of them in the spellings that a careless program would leave. Control: one planted string must be found.
import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { Client } from 'pg'
import { proveByPassphrase } from '#clients/member/access.ts'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { chooseNotices } from '#clients/member/notices.ts'
import { changeState } from '#clients/member/change-state.ts'
import { openReportAsHandler, reply, setTitle, writeNote } from '#clients/member/report.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { clientOf, person, startWithOffice } from './support/client.ts'
import { findBytes } from './support/find-bytes.ts'
import { createDatabase, noPostgres } from './support/postgres.ts'
import { mailFor } from './support/smtp.ts'

const LINES = 10

/** Unique strings, and what they stand for. */
class Canaries {
  readonly planted = new Map<string, string>()

  make(what: string): string {
    const text = `金丝雀${this.planted.size}${what.replaceAll(' ', '')}x${Math.random().toString(36).slice(2, 12)}`
    this.planted.set(text, what)
    return text
  }

  /** Several, each on a line of its own: one deed carries them all. */
  lines(what: string): string {
    return Array.from({ length: LINES }, (_, line) => this.make(`${what} ${line}`)).join('\n')
  }

  /** A secret that has its own shape, such as a receipt. */
  keep(text: string, what: string): string {
    this.planted.set(text, what)
    return text
  }
}

const MODES = [
  { javaScript: true, store: 'SQLite' }, { javaScript: false, store: 'SQLite' },
  { javaScript: true, store: 'PostgreSQL' }, { javaScript: false, store: 'PostgreSQL' },
] as const

for (const { javaScript, store } of MODES) {
  const title = `fifty strings typed ${javaScript ? 'with' : 'without'} JavaScript are nowhere on the server (${store})`
  test(title, { timeout: 120_000, skip: store === 'PostgreSQL' && noPostgres() }, async (context) => {
    const canaries = new Canaries()
    const database = store === 'PostgreSQL' ? await clusterOf(context) : null
    const headers = {
      'user-agent': canaries.make('user agent').replaceAll(/[^\x20-\x7e]/g, ''), 'x-forwarded-for': '203.0.113.77', 'accept-language': 'zh-x-canary77',
      'referer': 'https://example.org/canary-referer-77',
    }
    canaries.keep(headers['user-agent'], 'user agent sent')
    for (const [name, value] of Object.entries(headers)) if (name !== 'user-agent') canaries.keep(value, name)
    const member = person(canaries.make('name'), `${canaries.make('passphrase')} long enough`)
    canaries.keep(member.recoveryCode, 'recovery code')
    const { smtp, env } = await mailFor(context)
    const { postern, session, api } = await startWithOffice(context, { member, headers, env, ...(database === null ? {} : { database: database.url }) })
    const folders = [postern.data, ...(database === null ? [] : [database.folder])]
    await proveByPassphrase(session, member.passphrase)
    await chooseNotices(session, { address: 'wei@example.org', language: 'zh', reasons: ['urgent'], quiet: null })
    await inviteAnother(canaries, { api, session })
    const report = javaScript ? await fileSealed(canaries, { api, session }) : await fileForm(canaries, { url: postern.url, session, headers })
    await handle(canaries, { session, report })
    assert.ok(canaries.planted.size >= 50, `${canaries.planted.size} strings`)
    assert.deepEqual(found(folders, canaries, postern.errors()), [], 'while it runs, WAL and all')
    if (javaScript) await smtp.first()
    await session.end()
    await postern.stop()
    assert.deepEqual(found(folders, canaries, postern.errors()), [], 'after it stopped')
    assert.equal(smtp.received.length, javaScript ? 1 : 0, 'only the urgent report pages')
    assert.deepEqual(found([], canaries, smtp.received.map(({ raw, text }) => raw + text).join('\n')), [], 'letters')
    const [first = ''] = canaries.planted.keys()
    appendFileSync(join(postern.data, 'planted'), Buffer.from(first).toString('base64'))
    assert.deepEqual([...new Set(found(folders, canaries, '').map((hit) => hit.file))], ['planted'], 'the control must be found')
  })
}

type Office = Pick<Awaited<ReturnType<typeof startWithOffice>>, 'session' | 'api'>

async function inviteAnother(canaries: Canaries, { api, session }: Office): Promise<void> {
  const { link, view } = await inviteMember(session, { roles: ['intake'], teams: ['intake'] })
  const fragment = canaries.keep(link.slice(link.indexOf('#invite=') + 8), 'invitation link')
  canaries.keep(fragment.split('.')[1] ?? '', 'invitation secret')
  const second = person(canaries.make('second name'), `${canaries.make('second passphrase')} long enough`)
  canaries.keep(second.recoveryCode, 'second recovery code')
  await enrol(api, fragment, second)
  await confirmMember(session, view.invitation)
}

async function fileSealed(canaries: Canaries, { api, session }: Office): Promise<string> {
  const office = await loadOffice(api, session.id)
  const receipt = canaries.keep(newReceipt(), 'receipt')
  canaries.keep(receipt.replaceAll(/(\d{4})(?=\d)/g, '$1 '), 'receipt in groups')
  const keys = await deriveReporter(receipt, office.salt)
  const answers = Object.fromEntries(['what', 'where', 'when', 'who'].map((id) => [id, canaries.make(id)]))
  const draft = { channel: 'web', answers: { ...answers, danger: 'yes' }, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await (await prepareReport(office, { draft, keys })).send(api)
  await replyToReport(api, office, { keys, text: canaries.lines('message'), language: 'zh', provenance: 'in-browser' })
  return report
}

/** What a browser without JavaScript does: one form, and then the page that the code opens. */
async function fileForm(canaries: Canaries, office: { readonly url: string; readonly session: Office['session']; readonly headers: Record<string, string> }): Promise<string> {
  const { url, session, headers } = office
  const form = new FormData()
  for (const [name, value] of Object.entries({ office: session.id, channel: 'web', lang: 'zh', 'files-anyway': 'yes' })) form.set(name, value)
  for (const id of ['what', 'where', 'when', 'who']) form.set(id, canaries.make(id))
  form.append('file', new File([canaries.lines('text file')], `${canaries.make('file name')}.txt`))
  form.append('file', new File([Uint8Array.of(0, 1, 2), canaries.lines('other file')], 'b.bin'))
  const sent = { ...headers, origin: new URL(url).origin }
  const filed = await fetch(new URL('/nojs/report', url), { method: 'POST', headers: sent, body: form })
  const page = await filed.text()
  assert.equal(filed.status, 200, page.slice(0, 500))
  const digits = [...page.matchAll(/>(\d{4})</g)].map((match) => match[1]).slice(0, 6).join('')
  assert.equal(digits.length, 24, 'the page shows a code')
  canaries.keep(digits, 'receipt')
  const client = clientOf(url)
  const trusted = await loadOffice(client, session.id)
  const keys = await deriveReporter(digits, trusted.salt)
  const { turns, report } = await replyToReport(client, trusted, { keys, text: canaries.lines('message'), language: 'zh', provenance: 'on-arrival' })
  assert.equal(turns[0]?.provenance, 'on-arrival')
  return report
}

async function handle(canaries: Canaries, { session, report }: { readonly session: Office['session']; readonly report: string }): Promise<void> {
  await openReportAsHandler(session, report)
  await reply(session, report, { text: canaries.lines('answer'), language: 'zh' })
  await writeNote(session, report, { text: canaries.lines('note') })
  await setTitle(session, report, canaries.make('title'))
  await changeState(session, report, { state: 'accepted', reason: canaries.make('reason'), language: 'zh' })
}

interface Hit {
  readonly what: string
  readonly file: string
}

function found(folders: readonly string[], canaries: Canaries, log: string): Hit[] {
  const files = folders.flatMap((folder) => filesIn(folder).map((file) => [file, bytesIn(join(folder, file))] as const))
  const whatFor = new Map([...canaries.planted].flatMap(([text, what]) => spellings(text).map((spelling) => [spelling, what] as const)))
  return [...files, ['what it printed', Buffer.from(log)] as const]
    .flatMap(([file, bytes]) => findBytes(bytes, [...whatFor.keys()]).map((spelling) => ({ what: whatFor.get(spelling) ?? '', file })))
}

function spellings(text: string): Buffer[] {
  const utf8 = Buffer.from(text)
  const encoded = ['base64', 'base64url', 'hex'].map((encoding) => Buffer.from(utf8.toString(encoding as BufferEncoding).replace(/=+$/, '')))
  return [utf8, Buffer.from(text, 'utf16le'), Buffer.from(encodeURIComponent(text)), Buffer.from(JSON.stringify(text).slice(1, -1)), ...encoded]
}

/** A database may remove a file while we look. */
function bytesIn(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

/** A PostgreSQL and the folder where it writes: tables, log and write-ahead log. */
async function clusterOf(context: TestContext): Promise<{ readonly url: string; readonly folder: string }> {
  const { url, stop } = await createDatabase()
  context.after(stop)
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ data_directory: string }>('show data_directory')
  await client.end()
  return { url, folder: rows[0]?.data_directory ?? '' }
}

/** Sockets have no bytes to read. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
