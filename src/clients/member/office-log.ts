import { base64url, fromBase64url } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { checkDirectory } from '#domain/directory.ts'
import { foldOffice, isAdministrator, isOfficeKind, type Office, type OfficeEvent } from '#domain/office.ts'
import { openJson } from '#sealing/open/age.ts'
import { openLog, type OpenedEntry } from '#sealing/open/log.ts'
import { openLogWrap, openTeamWrap } from '#sealing/open/wrap.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { nameScheme } from '#sealing/plain/schemes.ts'
import type { Secret } from '#sealing/plain/secret.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { logSubject, memberReader, teamReader, type SignedEntry, type WrapRow } from '#sealing/sealed/entry.ts'
import { decodeLogPage } from '#wire/log.ts'

/** The office log as this device verified it: the only key directory that it believes. */
export interface OfficeLog {
  readonly office: string
  readonly length: number
  readonly head: string
  /** Its first entry, which proofs carry along. */
  readonly genesis: SignedEntry
  readonly fold: Office
  /** The office as it stood right after each entry, by the entry's hash: what an author's `seen` names. */
  readonly at: ReadonlyMap<string, Office>
  readonly key: LogKey
  /** Secrets of the team epochs that this member was given, by `team:epoch`. */
  readonly teams: ReadonlyMap<string, Secret<'team-identity'>>
  readonly names: ReadonlyMap<string, string>
  /** Of the teams that were given one. */
  readonly teamNames: ReadonlyMap<string, string>
  /** When the present recovery was last rehearsed. */
  readonly drillDay: Day | null
  readonly wraps: readonly WrapRow[]
  /** Prepared answers as they were signed, in the order of the log: opened where they are wanted. */
  readonly templates: readonly SealedTemplate[]
  /** Absences in the same way, with whether their author administered the office right before. */
  readonly absences: readonly SealedAbsence[]
}

export interface SealedTemplate {
  readonly hash: string
  readonly author: string
  readonly day: Day
  readonly sealed: string
}

export interface SealedAbsence extends SealedTemplate {
  readonly isByAdministrator: boolean
}

export interface Fetched {
  readonly entries: readonly SignedEntry[]
  readonly wraps: readonly WrapRow[]
}

/** Every entry of a log that the caller may read, with the caller's key rows. @throws Refusal `forged-history` for a page that was not asked for */
export async function fetchLog(api: Api, log: string): Promise<Fetched> {
  const entries: SignedEntry[] = []
  for (;;) {
    const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-log', parameters: { log }, query: { from: entries.length } })))
    if (page.from !== entries.length) throw new Refusal('forged-history')
    entries.push(...page.entries)
    if (!page.more || page.entries.length === 0) return { entries, wraps: page.wraps }
  }
}

/**
 * Loads and verifies the office log from its genesis.
 * @throws Refusal `forged-history` if it is not this office's or an entry was not an administrator's.
 */
export async function loadOfficeLog(api: Api, office: string, me: { readonly signKey: string; readonly identity: Secret<'member-identity'> }): Promise<OfficeLog> {
  const { entries, wraps } = await fetchLog(api, office)
  const log = await openLog(entries, null)
  if (log.log !== office || log.kind !== 'office') throw new Refusal('forged-history')
  let fold: Office | null = null
  let keyCommit: string | undefined
  const at = new Map<string, Office>()
  const absences: SealedAbsence[] = []
  for (const entry of log.entries) {
    const { seen } = entry.header
    if (seen !== null && !at.has(seen)) throw new Refusal('forged-history', { seq: entry.seq })
    fold = foldEntry(fold, entry)
    at.set(entry.hash, fold)
    if (entry.kind === 'absence') absences.push({ hash: entry.hash, author: entry.author, day: entry.day, sealed: entry.body.sealed, isByAdministrator: isAdministrator(fold, entry.author) })
    // The office log's key never changes: the first commitment stands.
    keyCommit ??= entry.header.keyCommit
  }
  const [genesis] = entries
  if (fold === null || keyCommit === undefined || genesis === undefined) throw new Refusal('forged-history')
  const key = await officeKey({ office, keyCommit, wraps }, me)
  return {
    absences, office, length: log.length, head: log.head, genesis, fold, at, key, wraps,
    teams: await openTeams({ office, fold, wraps }, me), names: await openNames([...fold.members.values()].map(({ signKey, sealedName }) => [signKey, sealedName]), key),
    teamNames: await openNames([...fold.teamNames], key),
    templates: log.entries.flatMap((entry) => (entry.kind === 'template' ? [{ hash: entry.hash, author: entry.author, day: entry.day, sealed: entry.body.sealed }] : [])),
    drillDay: fold.drill === null ? null : log.entries.findLast(({ kind }) => kind === 'drill')?.day ?? null,
  }
}

function foldEntry(office: Office | null, entry: OpenedEntry): Office {
  try {
    if (entry.kind === 'unreadable' || !isOfficeKind(entry.kind)) throw new Refusal('forged-history')
    const folded = foldOffice(office, entry as OfficeEvent)
    if (entry.kind === 'directory') checkDirectory(folded)
    return folded
  } catch (error) {
    throw error instanceof Refusal ? new Refusal('forged-history', { seq: entry.seq }) : error
  }
}

async function officeKey(
  log: { readonly office: string; readonly keyCommit: string; readonly wraps: readonly WrapRow[] },
  me: { readonly signKey: string; readonly identity: Secret<'member-identity'> },
): Promise<LogKey> {
  const wrap = log.wraps.find((row) => row.subject === logSubject(0) && row.reader === memberReader(me.signKey))
  if (wrap === undefined) throw new Refusal('foreign-key')
  return openLogWrap(me.identity, wrap.bytes, { office: log.office, log: log.office, generation: 0, keyCommit: log.keyCommit })
}

/** A team's secret is used only if it derives the public key that an administrator signed into the office log. */
async function openTeams(
  log: { readonly office: string; readonly fold: Office; readonly wraps: readonly WrapRow[] },
  me: { readonly signKey: string; readonly identity: Secret<'member-identity'> },
): Promise<Map<string, Secret<'team-identity'>>> {
  const opened = new Map<string, Secret<'team-identity'>>()
  for (const { team, epoch, recipient } of log.fold.teams.values()) {
    for (const { subject, reader, bytes } of log.wraps) {
      if (subject !== teamReader(team, epoch) || reader !== memberReader(me.signKey)) continue
      const secret = await openRow(() => openTeamWrap(me.identity, bytes, { office: log.office, team, epoch, recipient }))
      if (secret !== null) opened.set(`${team}:${epoch}`, secret)
    }
  }
  return opened
}

/** Whoever gives a key may give a false row as well, or before: it opens nothing, and locks nobody out. */
async function openRow<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function openNames(sealed: readonly (readonly [string, string])[], key: LogKey): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  for (const [whose, sealedName] of sealed) names.set(whose, await openName(sealedName, key))
  return names
}

/** A name that does not open is an empty one: the key and its fingerprint count, and one bad name must not lock everybody out. */
async function openName(sealedName: string, key: LogKey): Promise<string> {
  try {
    const value = await openJson(nameScheme(key), fromBase64url(sealedName) ?? new Uint8Array(0)) as { readonly name?: unknown }
    return typeof value.name === 'string' ? value.name : ''
  } catch (error) {
    if (error instanceof Refusal) return ''
    throw error
  }
}

/** A member's name under the office log's key, so that members read it and the server does not. */
export async function sealName(name: string, key: LogKey): Promise<string> {
  return base64url(await sealJson(nameScheme(key), { name }))
}
