// An office of one member on a fresh service, with one report that has everything: for what needs no demonstration.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { base32, earlierCode, newRecoveryCode, newTotpSecret, suggestPassphrase } from '#clients/member/prepare.ts'
import { changeState } from '#clients/member/change-state.ts'
import { reply, setTitle, writeNote } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { setUpOffice } from '#clients/member/set-up.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { replyToReport } from '#clients/reporter/reply.ts'
import { attach, startAttaching } from '#clients/transport/attach.ts'
import { httpApi, type Api } from '#clients/transport/api.ts'
import type { Attachment } from '#domain/bodies.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { makePassphrasesCheap } from '#test/support/cheap-passphrases.ts'
import { startPostern, type Postern, type PosternOptions } from '#test/support/postern.ts'

export interface SmallOffice {
  readonly postern: Postern
  readonly session: Session
  readonly report: string
  readonly folder: string
  /** The log-in of the only member, as options. */
  readonly login: readonly string[]
}

export const WORDS = { report: '第一条：码头夜里卸货。', more: 'The second, from the reporter.', answer: 'The third, from the office.', note: 'A note for handlers.', title: 'A title' }

/** @param options - `passphrases` are `whole` where a process that is not this one logs in too */
export async function smallOffice(context: TestContext, { passphrases = 'cheap', ...options }: PosternOptions & { readonly passphrases?: 'cheap' | 'whole' } = {}): Promise<SmallOffice> {
  if (passphrases === 'cheap') makePassphrasesCheap()
  const folder = mkdtempSync(join(tmpdir(), 'postern-office-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  process.env['XDG_STATE_HOME'] = join(folder, 'state')
  const postern = await startPostern(context, options)
  const api = httpApi(postern.url)
  const [passphrase, totpSecret] = [suggestPassphrase(), newTotpSecret()]
  const token = postern.setupUrl?.split('#setup=')[1]
  assert.ok(token)
  const session = await setUpOffice(api, {
    token, names: { en: 'A small office', zh: '小办公室' }, timeZone: 'UTC',
    member: { name: 'Ada', passphrase, totpSecret, oneTimeCode: await earlierCode(totpSecret), recoveryCode: newRecoveryCode() },
  })
  const report = await talk(session, api)
  writeFileSync(join(folder, 'passphrase'), passphrase)
  writeFileSync(join(folder, 'totp'), base32(totpSecret))
  const login = ['--to', postern.url, '--member', 'Ada', '--passphrase-file', join(folder, 'passphrase'), '--totp-secret-file', join(folder, 'totp')]
  return { postern, session, report, folder, login }
}

/** As many bytes as are in two segments. */
export const PHOTO = new Uint8Array(1_200_000).map((_, index) => index % 251)

async function photo(api: Api): Promise<Attachment> {
  const source = { sizeBytes: PHOTO.length, read: async (from: number, to: number) => PHOTO.slice(from, to) }
  return attach(api, startAttaching({ source, name: '码头 1.jpg', cleaning: 'cleaned' }))
}

async function talk(session: Session, api: Api): Promise<string> {
  const office = await loadOffice(api, session.id)
  const keys = await deriveReporter(newReceipt(), office.salt)
  const draft = { channel: 'web', answers: { what: WORDS.report }, language: 'zh', provenance: 'by-command-line' } as const
  const { report } = await fileReport(api, office, { draft, keys })
  await replyToReport(api, office, { keys, text: WORDS.more, language: 'en', provenance: 'by-command-line', files: [await photo(api)] })
  await reply(session, report, { text: WORDS.answer, language: 'en' })
  await writeNote(session, report, { text: WORDS.note })
  await setTitle(session, report, WORDS.title)
  await changeState(session, report, { state: 'assessed', reason: '', language: 'en' })
  return report
}
