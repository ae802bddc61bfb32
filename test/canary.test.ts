// Goal: the server keeps no word in clear. Method: fifty unique strings are typed by reporter and handlers, with JavaScript and
// without, and sent as address and user agent; then every byte that Postern wrote (database, WAL, keys, logs) is searched for each
// of them in the spellings that a careless program would leave. Control: one planted string must be found.
import assert from 'node:assert/strict'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { enrol } from '#clients/member/enrol.ts'
import { confirmMember, inviteMember } from '#clients/member/invite.ts'
import { changeState, openReportAsHandler, reply, setTitle, writeNote } from '#clients/member/report.ts'
import { prepareReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { clientOf, person, startWithOffice } from './support/client.ts'

const MESSAGES = 10

/** Unique strings, and what they stand for. */
class Canaries {
  readonly planted = new Map<string, string>()

  make(what: string): string {
    const text = `金丝雀${this.planted.size}${what.replaceAll(' ', '')}x${Math.random().toString(36).slice(2, 12)}`
    this.planted.set(text, what)
    return text
  }

  /** A secret that has its own shape, such as a receipt. */
  keep(text: string, what: string): string {
    this.planted.set(text, what)
    return text
  }
}

for (const javaScript of [true, false]) {
  test(`fifty strings typed ${javaScript ? 'with' : 'without'} JavaScript are nowhere on the server`, { timeout: 120_000 }, async (context) => {
    const canaries = new Canaries()
    const headers = {
      'user-agent': canaries.make('user agent').replaceAll(/[^\x20-\x7e]/g, ''), 'x-forwarded-for': '203.0.113.77', 'accept-language': 'zh-x-canary77',
      'referer': 'https://example.org/canary-referer-77',
    }
    canaries.keep(headers['user-agent'], 'user agent sent')
    for (const [name, value] of Object.entries(headers)) if (name !== 'user-agent') canaries.keep(value, name)
    const member = person(canaries.make('name'), `${canaries.make('passphrase')} long enough`)
    canaries.keep(member.recoveryCode, 'recovery code')
    const { postern, session, api } = await startWithOffice(context, { member, headers })
    await inviteAnother(canaries, { api, session })
    const report = javaScript ? await fileSealed(canaries, { api, session }) : await fileForm(canaries, { url: postern.url, session, headers })
    await handle(canaries, { session, report })
    assert.ok(canaries.planted.size >= 50, `${canaries.planted.size} strings`)
    assert.deepEqual(found(postern.data, canaries, postern.errors()), [], 'while it runs, WAL and all')
    await session.end()
    await postern.stop()
    assert.deepEqual(found(postern.data, canaries, postern.errors()), [], 'after it stopped')
    const [first = ''] = canaries.planted.keys()
    appendFileSync(join(postern.data, 'planted'), Buffer.from(first).toString('base64'))
    assert.deepEqual([...new Set(found(postern.data, canaries, '').map((hit) => hit.file))], ['planted'], 'the control must be found')
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
  const draft = { channel: 'web', answers, language: 'zh', provenance: 'in-browser' } as const
  const { report } = await (await prepareReport(office, { draft, keys })).send(api)
  for (let turn = 0; turn < MESSAGES; turn++) {
    await replyToReport(api, office, { keys, text: canaries.make(`message ${turn}`), language: 'zh', provenance: 'in-browser' })
  }
  return report
}

/** What a browser without JavaScript does: one form, and then the page that the code opens. */
async function fileForm(canaries: Canaries, office: { readonly url: string; readonly session: Office['session']; readonly headers: Record<string, string> }): Promise<string> {
  const { url, session, headers } = office
  const form = new URLSearchParams({ office: session.id, channel: 'web', lang: 'zh' })
  for (const id of ['what', 'where', 'when', 'who']) form.set(id, canaries.make(id))
  const sent = { ...headers, 'origin': new URL(url).origin, 'content-type': 'application/x-www-form-urlencoded' }
  const filed = await fetch(new URL('/nojs/report', url), { method: 'POST', headers: sent, body: form })
  const page = await filed.text()
  assert.equal(filed.status, 200, page.slice(0, 500))
  const digits = [...page.matchAll(/>(\d{4})</g)].map((match) => match[1]).slice(0, 6).join('')
  assert.equal(digits.length, 24, 'the page shows a code')
  canaries.keep(digits, 'receipt')
  const client = clientOf(url)
  const trusted = await loadOffice(client, session.id)
  const keys = await deriveReporter(digits, trusted.salt)
  let report = ''
  for (let turn = 0; turn < MESSAGES; turn++) {
    const opened = await replyToReport(client, trusted, { keys, text: canaries.make(`message ${turn}`), language: 'zh', provenance: 'on-arrival' })
    assert.equal(opened.turns[0]?.provenance, 'on-arrival')
    report = opened.report
  }
  return report
}

async function handle(canaries: Canaries, { session, report }: { readonly session: Office['session']; readonly report: string }): Promise<void> {
  await openReportAsHandler(session, report)
  for (let turn = 0; turn < MESSAGES; turn++) await reply(session, report, { text: canaries.make(`answer ${turn}`), language: 'zh' })
  for (let turn = 0; turn < MESSAGES; turn++) await writeNote(session, report, canaries.make(`note ${turn}`))
  await setTitle(session, report, canaries.make('title'))
  await changeState(session, report, { state: 'accepted', reason: canaries.make('reason'), language: 'zh' })
}

interface Hit {
  readonly what: string
  readonly file: string
}

function found(folder: string, canaries: Canaries, log: string): Hit[] {
  const files = filesIn(folder).map((file) => [file, readFileSync(join(folder, file))] as const)
  const all = [...files, ['what it printed', Buffer.from(log)] as const]
  return [...canaries.planted].flatMap(([text, what]) => spellings(text).flatMap((spelling) => all
    .filter(([, bytes]) => bytes.includes(spelling))
    .map(([file]) => ({ what, file }))))
}

function spellings(text: string): Buffer[] {
  const utf8 = Buffer.from(text)
  const encoded = ['base64', 'base64url', 'hex'].map((encoding) => Buffer.from(utf8.toString(encoding as BufferEncoding).replace(/=+$/, '')))
  return [utf8, Buffer.from(text, 'utf16le'), Buffer.from(encodeURIComponent(text)), Buffer.from(JSON.stringify(text).slice(1, -1)), ...encoded]
}

/** Sockets have no bytes to read. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
}
