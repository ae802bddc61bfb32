import { hex, utf8, type Bytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Session } from './session.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { hash } from '#sealing/proof/hash.ts'
import { signManifest } from '#sealing/seal/export.ts'
import { decodeAuditPage, decodeJournalPage, encodeAuditPage, encodeJournalPage, type AuditPlace } from '#wire/audit.ts'
import { decodeLogPage, encodeLogPage } from '#wire/log.ts'
import { checkAudit } from './audit-check.ts'
import { auditFile, type AuditManifest, type AuditPart } from './audit-manifest.ts'

/** Where the pages of an export are kept while it is made. */
export interface PageShelf {
  read(name: string): Promise<Bytes | null>
  write(name: string, bytes: Bytes): Promise<void>
}

/**
 * Fetches every page that is not on the shelf yet. The audit log first and the office log last, so that whatever a page names is in a later
 * one: the office goes on working meanwhile. An export that was broken off goes on behind its last page.
 */
export async function fetchPages(session: Session, shelf: PageShelf, progress: (pages: number) => void): Promise<readonly string[]> {
  const parameters = { office: session.id }
  const { call } = session.api
  const get = async (route: 'read-audit' | 'read-audit-page' | 'read-audit-journal', query: Readonly<Record<string, string | number>>) => (
    bytesOf(await call({ route, parameters, query })))
  const names: string[] = []
  const fetchPart = async <P>(part: AuditPart, { page, next }: { readonly page: (from: P | null) => Promise<Bytes | null>; readonly next: (bytes: Bytes) => P | null }): Promise<void> => {
    let from: P | null = null
    for (let number = 1; ; number++) {
      const name = auditFile(part, number)
      const kept = await shelf.read(name)
      const bytes = kept ?? await page(from)
      if (bytes === null) return
      if (kept === null) await shelf.write(name, bytes)
      names.push(name)
      progress(names.length)
      from = next(bytes)
      if (from === null) return
    }
  }
  const nextEntry = (bytes: Bytes): number | null => {
    const { from, more, entries } = decodeLogPage(bytes)
    return more && entries.length > 0 ? from + entries.length : null
  }
  await fetchPart<number>('audit', {
    next: nextEntry, page: (from) => unless('no-such-log', async () => encodeLogPage(decodeLogPage(await get('read-audit', { from: from ?? 0 })))),
  })
  await fetchPart<AuditPlace>('logs', {
    next: (bytes) => decodeAuditPage(bytes).next,
    page: async (from) => encodeAuditPage(decodeAuditPage(await get('read-audit-page', from === null ? {} : { ...from }))),
  })
  await fetchPart<number>('office', {
    // The exporter's own key rows are no part of it.
    next: nextEntry, page: async (from) => encodeLogPage({
      ...decodeLogPage(await bytesOf(await call({ route: 'read-log', parameters: { log: session.id }, query: { from: from ?? 0 } }))), wraps: [],
    }),
  })
  await fetchPart<number>('journal', {
    page: (from) => unless('no-checkpoint', async () => encodeJournalPage(decodeJournalPage(await get('read-audit-journal', { from: from ?? 0 })))),
    next: (bytes) => {
      const { from, more, days } = decodeJournalPage(bytes)
      return more && days.length > 0 ? from + days.length : null
    },
  })
  return names
}

/** Names every file and signs for it. The manifest comes last: a folder without one is no export yet. */
export async function signAudit(session: Session, shelf: PageShelf, names: readonly string[]): Promise<AuditManifest> {
  const files: AuditManifest['files'] = []
  for (const file of names) files.push({ file, sha256: hex(hash(await shelf.read(file) ?? new Uint8Array(0))) })
  const { signing } = session.unlocked()
  const manifest: AuditManifest = { format: 'postern/audit/v1', office: session.id, day: session.today(), author: signing.publicId, files }
  const bytes = utf8(`${JSON.stringify(manifest, null, 2)}\n`)
  await shelf.write('manifest.sig', await signManifest(signing, bytes))
  await shelf.write('manifest.json', bytes)
  return manifest
}

/** Before anything was written there is nothing to fetch. */
async function unless(code: 'no-such-log' | 'no-checkpoint', fetchPage: () => Promise<Bytes>): Promise<Bytes | null> {
  try {
    return await fetchPage()
  } catch (error) {
    if (error instanceof Refusal && error.code === code) return null
    throw error
  }
}

/** The same as an export, fetched into memory and checked there: what the desk shows an auditor. */
export async function lookAtAudit(session: Session, progress: (done: { readonly pages: number; readonly entries: number }) => void): ReturnType<typeof checkAudit> {
  const files = new Map<string, Bytes>()
  const shelf: PageShelf = { read: async (name) => files.get(name) ?? null, write: async (name, bytes) => { files.set(name, bytes) } }
  let pages = 0
  await signAudit(session, shelf, await fetchPages(session, shelf, (count) => { progress({ pages: pages = count, entries: 0 }) }))
  return checkAudit({ read: shelf.read, since: null, progress: ({ entries }) => progress({ pages, entries }) })
}
