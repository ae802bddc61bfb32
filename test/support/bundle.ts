// Bundles as strangers and members change them, and what `verify --bundle` says of each.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { hex } from '#base/bytes.ts'
import { openArchive, writeArchive } from '#clients/cli/bundle-archive.ts'
import type { Io } from '#clients/cli/io.ts'
import { verifyBundle } from '#clients/cli/verify-bundle.ts'
import type { Session } from '#clients/member/session.ts'
import type { Exhibit } from '#domain/exhibits.ts'
import { sumsOf, type BundleManifest } from '#sealing/open/bundle-manifest.ts'
import type { ToldAppraisal } from '#sealing/open/export-appraisals.ts'
import { hash } from '#sealing/proof/hash.ts'
import { signManifest } from '#sealing/seal/export.ts'
import { en } from '#words/cli/generated/en.ts'
import { en as refusals } from '#words/refusals/generated/en.ts'

export interface Told {
  readonly code: number
  readonly broken: { readonly file: string; readonly reason: string } | null
  readonly readmeIsOurs: boolean
  readonly custody: readonly Exhibit[]
  readonly appraisals: readonly ToldAppraisal[]
  readonly membersByAuthor: Readonly<Record<string, string>>
}

/** The command in this process: it is asked a hundred times. */
export async function verified(path: string, identity: string | undefined): Promise<Told> {
  const lines: string[] = []
  const io: Io = {
    language: 'en', asked: null, say: en, refusals, json: true, watched: false, env: {}, input: (async function* () { /* nobody types */ })(),
    out: (text) => { lines.push(text) }, error: (line) => { lines.push(line) },
  }
  const code = await verifyBundle(path, identity, io)
  const { broken = null, readmeIsOurs = false, custody = [], appraisals = [], membersByAuthor = {} } = JSON.parse(lines.join('')) as Partial<Told>
  return { code, broken, readmeIsOurs, custody, appraisals, membersByAuthor }
}

export type Files = Map<string, Uint8Array>

export async function filesIn(path: string): Promise<Files> {
  const archive = await openArchive(path)
  assert.ok(archive !== null)
  return new Map(await Promise.all(archive.names.map(async (name): Promise<[string, Uint8Array]> => [name, await archive.read(name) ?? new Uint8Array(0)])))
}

let count = 0

export async function packed(folder: string, files: Files): Promise<string> {
  const path = join(folder, `changed-${count++}.tar`)
  await writeArchive(path, async ({ add }) => { for (const [name, bytes] of files) await add(name, bytes.length, [bytes]) })
  return path
}

/** A manifest that a member signed, over whichever files there are, with their sums. */
export async function signed(session: Session, files: Files, manifest: BundleManifest): Promise<Files> {
  const sums = Buffer.from(sumsOf(manifest.files))
  files.set('SHA256SUMS', sums)
  const names = [...manifest.files.map(({ file }) => file), 'manifest.json', 'manifest.sig']
  const bytes = Buffer.from(JSON.stringify({ ...manifest, files: manifest.files.map((each) => (each.file === 'SHA256SUMS' ? { ...each, sha256: hex(hash(sums)) } : each)) }))
  files.set('manifest.json', bytes)
  files.set('manifest.sig', await signManifest(session.unlocked().signing, bytes, 'postern/bundle/v1'))
  return new Map([...names].map((name) => [name, files.get(name) ?? new Uint8Array(0)]))
}

/** Another file in the place of one, in its author's hand. */
export function replaced(manifest: BundleManifest, files: Files, [file, bytes]: readonly [string, Uint8Array]): BundleManifest {
  files.set(file, bytes)
  return { ...manifest, files: manifest.files.map((each) => (each.file === file ? { file, sha256: hex(hash(bytes)) } : each)) }
}
