import type { Bytes } from '#base/bytes.ts'
import type { HeldLog } from '#clients/member/held-log.ts'
import type { ExportedEntry } from '#sealing/open/export-manifest.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { parseAgeHeader } from '#sealing/sealed/age-header.ts'
import type { SignedEntry } from '#sealing/sealed/entry.ts'
import { rehead, type ExportKey, type Reheaded } from '#sealing/seal/export.ts'

/** Signed entries as files of an export or a bundle. */

export interface Named {
  readonly log: 'report' | 'desk'
  readonly seq: number
  readonly entry: SignedEntry
  readonly held: HeldLog
}

export function namedEntries(log: 'report' | 'desk', held: HeldLog): Named[] {
  return held.entries.map((entry, seq) => ({ log, seq, entry, held }))
}

/** Numbered through both logs, so that every file has a name of its own. */
export function stemsOf(all: readonly Named[]): readonly string[] {
  const digits = Math.max(3, String(all.length - 1).length)
  return all.map((_, number) => String(number).padStart(digits, '0'))
}

export async function sealedEntries(files: Map<string, Bytes>, key: ExportKey, all: readonly Named[]): Promise<ExportedEntry[]> {
  const stems = stemsOf(all)
  return Promise.all(all.map((named, number) => sealedEntry(files, key, { ...named, stem: stems[number] ?? '' })))
}

export async function sealedEntry(files: Map<string, Bytes>, key: ExportKey, { log, ...named }: Named & { readonly stem: string }): Promise<ExportedEntry> {
  return { log, ...await sealedParts(files, key, named) }
}

/** The parts of an entry as files of their own, its body under a header for the export's key. @returns what a manifest says of it, but for its log */
export async function sealedParts(files: Map<string, Bytes>, key: ExportKey, { seq, entry, held, stem }: Omit<Named, 'log'> & { readonly stem: string }) {
  const opened = held.log.entries[seq]
  const own = opened === undefined || opened.kind === 'unreadable' ? undefined : held.log.keys.get(opened.header.generation)
  const { ageHeader, file } = own === undefined ? asKept(entry.body) : await rehead(own, entry.body, key)
  const names = keep(files, stem, { entry, body: `${stem}.body.age`, bytes: file })
  return { seq, hash: entryHash(entry), ...names, ageHeader: ageHeader.toBase64(), ...(own === undefined ? { unreadable: true as const } : {}) }
}

/** A body that opens for nobody here goes along as the server keeps it: it is part of the proof. */
function asKept(body: Bytes): Reheaded {
  return { ageHeader: new Uint8Array(body.slice(0, parseAgeHeader(body).payloadAt)), file: body }
}

export function clearEntry(files: Map<string, Bytes>, entry: SignedEntry, seq: number): ExportedEntry {
  const stem = `office-${String(seq).padStart(3, '0')}`
  return { log: 'office', seq, hash: entryHash(entry), ...keep(files, stem, { entry, body: `${stem}.body.json`, bytes: entry.body }), ageHeader: null }
}

function keep(files: Map<string, Bytes>, stem: string, { entry, body, bytes }: { readonly entry: SignedEntry; readonly body: string; readonly bytes: Bytes }) {
  const names = { ...keepSigned(files, stem, entry), body }
  files.set(body, bytes)
  return names
}

/** What of an entry proves it, without its words. */
export function keepSigned(files: Map<string, Bytes>, stem: string, entry: SignedEntry) {
  const names = { header: `${stem}.header.json`, signature: `${stem}.sig` }
  files.set(names.header, entry.header)
  files.set(names.signature, entry.signature)
  return names
}
