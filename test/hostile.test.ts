// Goal: a server that lies about a report is refused by every client, in words, and the honest server passes the same walk. Method: a
// table of lies × clients over one office; each client walks twice, through the lie and without it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import { base32 } from '#clients/member/prepare.ts'
import { openReportAsHandler, reply, writeNote } from '#clients/member/report.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { httpApi } from '#clients/transport/api.ts'
import type { Language } from '#domain/bodies.ts'
import { newLogSecret } from '#sealing/plain/log-key.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'
import { recipientOf } from '#sealing/plain/age-identity.ts'
import { wrapLogKey } from '#sealing/seal/wrap.ts'
import type { SignedEntry, WrapRow } from '#sealing/sealed/entry.ts'
import { encodeHeader, parseHeader, type Header } from '#sealing/sealed/header.ts'
import type { LogPage } from '#wire/log.ts'
import { newAuthor, signHeader } from './support/entries.ts'
import { hostileHouse, sentenceOf, type Lies } from './support/hostile.ts'
import { deviceOf, pageLie, pageOf } from './support/office.ts'

const house = await hostileHouse('cheap')
const api = httpApi(house.url)
const office = await loadOffice(api, house.session.id)
const folder = mkdtempSync(join(tmpdir(), 'postern-hostile-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Told { readonly id: string; readonly keys: ReporterKeys; readonly receipt: string }

const WORDS = ['码头夜里卸货。', 'Who was there?', '工头和我。']

/** A conversation of three entries, with a note beside it. */
async function conversation(): Promise<Told> {
  const receipt = newReceipt()
  const keys = await deriveReporter(receipt, office.salt)
  const draft = { channel: 'web', answers: { what: WORDS[0] ?? '' }, language: 'zh', provenance: 'by-command-line' } as const
  const { report: id } = await fileReport(api, office, { draft, keys })
  await reply(house.session, id, { text: WORDS[1] ?? '', language: 'en' })
  await replyToReport(api, office, { keys, text: WORDS[2] ?? '', language: 'zh', provenance: 'by-command-line' })
  await writeNote(house.session, id, { text: 'Ask the harbour master.' })
  return { id, keys, receipt }
}

const [mine, other] = [await conversation(), await conversation()]
const otherPage = await pageOf(house.session.api.call({ route: 'read-log', parameters: { log: other.id } }))
const otherAsReporter = await pageOf(readBy(other.keys))
const stranger = await newAuthor()

function readBy({ lookup, token }: ReporterKeys): Promise<Response> {
  const authorization = `Postern ${Buffer.from(lookup).toString('base64url')}.${Buffer.from(token).toString('base64url')}`
  return api.call({ route: 'read-report', headers: { authorization } })
}

const options = ['receipt', 'passphrase', 'totp'].map((name) => join(folder, name)) as [string, string, string]
for (const [at, text] of [mine.receipt, house.member.passphrase, base32(house.member.totpSecret)].entries()) writeFileSync(options[at] ?? '', text)
const [receiptFile, passphraseFile, totpFile] = options
const login = ['--to', house.url, '--member', house.member.name, '--passphrase-file', passphraseFile, '--totp-secret-file', totpFile]

/** One way of reading the conversation. @returns what the person reads, a refusal in its words. */
interface Client {
  readonly name: string
  readonly side: 'reporter' | 'office'
  readonly language: Language
  walk(lies: Lies): Promise<string>
}

async function wordsOf(language: Language, deed: () => Promise<readonly { readonly text: string }[]>): Promise<string> {
  try {
    return (await deed()).map(({ text }) => text).join('\n')
  } catch (error) {
    if (error instanceof Refusal) return sentenceOf(error.code, language)
    throw error
  }
}

const CLIENTS: readonly Client[] = [
  {
    name: 'a reporter’s program', side: 'reporter', language: 'zh',
    walk: (lies) => house.lying(lies, () => wordsOf('zh', async () => (await openReport(api, office, mine.keys)).turns)),
  },
  {
    name: 'a reporter’s command', side: 'reporter', language: 'en',
    walk: async (lies) => (await house.lying(lies, () => house.command(['report', 'read', '--to', house.url, '--receipt-file', receiptFile]))).text,
  },
  {
    name: 'a form without scripts', side: 'reporter', language: 'zh',
    walk: (lies) => house.lying(lies, async () => {
      const body = new URLSearchParams({ office: office.office, code: mine.receipt, lang: 'zh' })
      return (await fetch(`${house.url}/nojs/open`, { method: 'POST', body })).text()
    }),
  },
  {
    name: 'a handler’s program', side: 'office', language: 'zh',
    async walk(lies) {
      const { device, liar } = await deviceOf(house.session)
      Object.assign(liar.lies, lies)
      return wordsOf('zh', async () => (await openReportAsHandler(device, mine.id)).conversation.turns)
    },
  },
  {
    name: 'a handler’s command', side: 'office', language: 'en',
    walk: async (lies) => (await house.lying(lies, () => house.command(['desk', 'open', ...login, mine.id]))).text,
  },
]

interface Attack {
  readonly name: string
  /** What the server answers instead of the page of the report. `own` are rows for this reader. */
  readonly change: (page: LogPage, side: Client['side']) => LogPage | Promise<LogPage>
  readonly code: RefusalCode | Readonly<Record<Client['side'], RefusalCode>>
}

const entriesOf = (change: (entries: readonly SignedEntry[]) => readonly SignedEntry[] | Promise<readonly SignedEntry[]>) => (
  async (page: LogPage): Promise<LogPage> => ({ ...page, entries: await change(page.entries) }))
const last = <T>(list: readonly T[]): T => list[list.length - 1] as T

/** The newest entry with another header under its old signature. */
const redated = (change: Partial<Header>) => entriesOf((entries) => {
  const { header, ...rest } = last(entries)
  return [...entries.slice(0, -1), { ...rest, header: encodeHeader({ ...parseHeader(header), ...change }) }]
})

/** The newest entry, signed by the server's own invention. */
const resigned = (change: Partial<Header> = {}) => entriesOf(async (entries) => {
  const { header, body } = last(entries)
  const made = await signHeader(stranger, { header: { ...parseHeader(header), author: stranger.publicId, ...change }, body: body as Bytes, wraps: [] })
  return [...entries.slice(0, -1), made.entry]
})

/** A row with a key of the server's own, sealed to the reader's public key: anybody can make one. */
async function forgedRows(page: LogPage, side: Client['side']): Promise<LogPage> {
  const team = house.session.officeLog().fold.teams.get('intake:0')
  const recipient = side === 'reporter' ? await recipientOf(mine.keys.identity) : team?.recipient ?? ''
  const key = { office: office.office, log: page.log, generation: 0, key: newLogSecret() }
  return { ...page, wraps: await Promise.all(page.wraps.map(async (row): Promise<WrapRow> => wrapLogKey(key, { reader: row.reader, recipient }))) }
}

const ATTACKS: readonly Attack[] = [
  { name: 'leaves an entry out', change: entriesOf((all) => all.toSpliced(1, 1)), code: 'bad-chain' },
  { name: 'leaves the beginning out', change: entriesOf((all) => all.slice(1)), code: { reporter: 'forged-history', office: 'forged-history' } },
  { name: 'puts two entries in another order', change: entriesOf(([a, b, c]) => [a, c, b] as SignedEntry[]), code: 'bad-chain' },
  { name: 'sends an entry twice', change: entriesOf((all) => [...all, last(all)]), code: 'bad-chain' },
  { name: 'changes a body', change: entriesOf((all) => [...all.slice(0, -1), { ...last(all), body: last(otherPage.entries).body }]), code: 'bad-chain' },
  { name: 'back-dates an answer', change: redated({ day: addDays(house.session.today(), -30) }), code: 'bad-signature' },
  { name: 'moves the state', change: redated({ docket: { state: 'concluded' } }), code: 'bad-signature' },
  { name: 'signs an entry with a key of its own', change: resigned(), code: 'forged-history' },
  { name: 'puts another report’s entry behind', change: entriesOf((all) => [...all, last(otherPage.entries)]), code: 'bad-chain' },
  { name: 'swaps the key rows of two reports', change: (page, side) => ({ ...page, wraps: side === 'reporter' ? otherAsReporter.wraps : otherPage.wraps }), code: { reporter: 'foreign-key', office: 'bad-commitment' } },
  { name: 'gives a key that it made from public data', change: forgedRows, code: 'bad-commitment' },
  { name: 'withholds the key', change: (page) => ({ ...page, wraps: [] }), code: { reporter: 'forged-history', office: 'foreign-key' } },
  { name: 'answers with somebody else’s conversation', change: (_, side) => (side === 'reporter' ? otherAsReporter : otherPage), code: 'forged-history' },
  { name: 'answers with nothing', change: entriesOf(() => []), code: 'forged-history' },
]

/** The lie, told about this one report to whoever asks for it. */
function liesOf({ change }: Attack): Lies {
  return {
    'read-report': pageLie((page) => change(page, 'reporter')),
    'read-log': pageLie((page) => (page.log === mine.id ? change(page, 'office') : page)),
  }
}

for (const client of CLIENTS) {
  test(`${client.name}: the honest server passes the walk, before the lies and after`, async () => {
    for (const text of [await client.walk({}), await client.walk({})]) {
      for (const words of WORDS) assert.ok(text.includes(words), text.slice(-2000))
    }
  })

  for (const attack of ATTACKS) {
    test(`${client.name}: a server that ${attack.name} is refused, in words`, async () => {
      const text = await client.walk(liesOf(attack))
      const code = typeof attack.code === 'string' ? attack.code : attack.code[client.side]
      assert.ok(text.includes(sentenceOf(code, client.language)), text.slice(-1500))
      for (const words of WORDS) assert.ok(!text.includes(words), 'nothing of a false conversation is shown')
    })
  }
}
