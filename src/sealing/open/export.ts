import * as v from 'valibot'
import { fromUtf8 } from '#base/bytes.ts'
import { BODIES, type Attachment } from '#domain/bodies.ts'
import type { CheckedEntry } from '../proof/chain.ts'
import { parseHeader } from '../sealed/header.ts'
import { checkAppraisals, openAppraisal, type SealedAppraisal, type ToldAppraisal } from './export-appraisals.ts'
import {
  Broken, checkAbout, checkAuthor, checkDocket, checkLog, checkOffice, fileOf, identityIn, jsonOf, readFiles, readManifest,
  type ExportBreak, type Held, type ReadFile, type StreamFile,
} from './export-check.ts'
import { readExported } from './export-file.ts'
import { exportManifest, IDENTITY_FILE, MANIFEST_FILE, type ExportManifest } from './export-manifest.ts'
import { openedEntry } from './export-open.ts'

export interface CheckedExport {
  readonly broken: ExportBreak | null
  readonly entries: number
  readonly files: number
  /** Whether `identity.txt` was there and each body was opened with it. */
  readonly opened: boolean
  readonly appraisals: readonly ToldAppraisal[]
}

/**
 * Verifies an export offline: the manifest's signature, every file's hash, every chain, signature and body hash, and what each
 * author was allowed to at that point of the office log. Needs no key; where the identity is there, every body is opened too.
 */
export async function checkExport(read: ReadFile, stream: StreamFile): Promise<CheckedExport> {
  try {
    const manifest = await readManifest(read, exportManifest)
    const held = await readFiles({ read, stream }, manifest, IDENTITY_FILE)
    const history = await checkOffice(manifest, held)
    await checkAuthor(manifest, history)
    const report = await checkLog({ manifest, held, history }, 'report')
    const desk = await checkLog({ manifest, held, history }, 'desk')
    checkAbout(manifest, desk)
    await checkDocket(manifest, report)
    checkCited(manifest, { report, desk })
    const sealed = await checkAppraisals({ manifest, held, history, files: new Set([...report, ...desk].flatMap(({ header }) => header.files ?? [])) })
    checkAsked(sealed, desk)
    const secret = await secretIn(manifest, held)
    if (secret !== null) await openBodies(manifest, { held, stream, secret })
    const appraisals = await Promise.all(sealed.map(async (each) => (secret === null ? each.told : openedAbout(each, { desk, held, secret }))))
    return { broken: null, entries: manifest.entries.length + sealed.reduce((sum, { entries }) => sum + entries.length, 0), files: manifest.files.length, opened: secret !== null, appraisals }
  } catch (error) {
    if (error instanceof Broken) return { broken: error.at, entries: 0, files: 0, opened: false, appraisals: [] }
    throw error
  }
}

/** Every file that a signed header names goes along, and each is one that a header names. */
function checkCited({ entries, attachments, files }: ExportManifest, logs: Readonly<Record<'report' | 'desk', readonly CheckedEntry[]>>): void {
  for (const { log, seq, header, unreadable } of entries) {
    if (log === 'office' || unreadable === true) continue
    const cited = logs[log][seq]?.header.files ?? []
    const there = attachments.filter((each) => each.log === log && each.seq === seq)
    if (cited.join() !== there.map(({ id }) => id).join()) throw new Broken('missing', header, { log, seq })
  }
  for (const { body, log, seq } of attachments) {
    if (!files.some(({ file }) => file === body) || logs[log][seq]?.header.files === undefined) throw new Broken('manifest', MANIFEST_FILE, { log, seq })
  }
}

/** Nothing of an appraisal stays here; its exhibits are registered. @throws Broken */
function checkAsked(appraisals: readonly SealedAppraisal[], desk: readonly CheckedEntry[]): void {
  const registered = desk.filter(({ header }) => header.kind === 'exhibit').length
  for (const { entries: [first], told: { exhibits, isKeptBack } } of appraisals) {
    if (isKeptBack || exhibits.some((number) => number > registered)) throw new Broken('appraisal', first?.header ?? MANIFEST_FILE, first)
  }
}

interface Opening {
  readonly desk: readonly CheckedEntry[]
  readonly held: Held
  readonly secret: string
}

/** The manifest names the registered exhibits that its items name, and no other. @throws Broken */
async function openedAbout(sealed: SealedAppraisal, { desk, held, secret }: Opening): Promise<ToldAppraisal> {
  const told = await openAppraisal(sealed, held, secret)
  const registered = desk.filter(({ header }) => header.kind === 'exhibit').map(({ hash }) => hash)
  const numbers = registered.flatMap((hash, at) => (told.words?.items.some(({ exhibit }) => exhibit === hash) === true ? [at + 1] : []))
  const [first] = sealed.entries
  if (numbers.join() !== told.exhibits.join()) throw new Broken('appraisal', first?.body ?? MANIFEST_FILE, first)
  return told
}

/** Of `identity.txt`; null if it is not there. @throws Broken `does-not-open` */
async function secretIn({ recipient }: ExportManifest, held: Held): Promise<string | null> {
  const identity = held.get(IDENTITY_FILE)
  return identity === undefined ? null : identityIn(fromUtf8(identity), recipient, IDENTITY_FILE)
}

async function openBodies(manifest: ExportManifest, { held, stream, secret }: { readonly held: Held; readonly stream: StreamFile; readonly secret: string }): Promise<void> {
  for (const entry of manifest.entries.filter(({ ageHeader, unreadable }) => ageHeader !== null && unreadable !== true)) {
    const kind = parseHeader(fileOf(held, entry.header, entry)).kind
    const words = await openedEntry(secret, fileOf(held, entry.body, entry), entry.ageHeader)
    const parsed = v.safeParse(BODIES[kind], words === null ? undefined : jsonOf(words))
    if (!parsed.success) throw new Broken('does-not-open', entry.body, entry)
    const files: readonly Attachment[] = 'files' in parsed.output ? parsed.output.files ?? [] : []
    const own = manifest.attachments.filter(({ log, seq, unreadable }) => log === entry.log && seq === entry.seq && unreadable !== true)
    for (const { id, body } of own) {
      const sha256 = files.find(({ file }) => file === id)?.sha256
      const pieces = await stream(body)
      const found = pieces === null ? null : await readExported(secret, pieces)
      if (sha256 === undefined || found?.sha256 !== sha256) throw new Broken('does-not-open', body, entry)
    }
  }
}
