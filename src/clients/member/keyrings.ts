import { base64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { mayHandle } from '#domain/office.ts'
import { isReader } from '#domain/reader.ts'
import { isOfTeam, latestTeam } from '#domain/team.ts'
import { openKeyring } from '#sealing/open/keyring.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import type { KeyringPage } from '#sealing/plain/keyring.ts'
import { hash } from '#sealing/proof/hash.ts'
import { sealKeyring } from '#sealing/seal/keyring.ts'
import { logSubject, teamReader, type WrapRow } from '#sealing/sealed/entry.ts'
import { decodeKeyringAnswer, encodeNewPage } from '#wire/keyrings.ts'
import { nameOfKey } from './log-keys.ts'
import type { Session, WantedKey } from './session.ts'

/** So many keys are worth a page: fewer are opened out of their own rows as fast. */
const WORTH_A_PAGE = 8

/**
 * Takes keys out of the teams' pages, so that a list of a thousand reports opens a page and not a thousand wraps. Whatever is found counts for
 * no more than a wrap: it is used only under its log's own signed commitment. What is wrong with a page costs time and nothing else.
 */
export async function takeFromKeyrings(session: Session, wanted: readonly WantedKey[]): Promise<void> {
  const { logKeys, keyrings } = session.unlocked()
  const lacking = (): readonly WantedKey[] => wanted.filter((each) => !logKeys.has(nameOfKey(each)))
  for (const reader of new Set(lacking().map((each) => each.reader))) {
    if (lacking().filter((each) => each.reader === reader).length >= WORTH_A_PAGE) await searchPages(session, reader, () => lacking().some((each) => each.reader === reader))
  }
  for (const each of lacking()) keyrings.unlisted.set(nameOfKey(each), each)
}

/** From the last page on: what is listed now was mostly opened lately. A page is read once in a session. */
async function searchPages(session: Session, reader: string, isLacking: () => boolean): Promise<void> {
  const { logKeys, keyrings: { next } } = session.unlocked()
  for (let page = next.get(reader) ?? null; page !== 'none' && isLacking(); page = next.get(reader) ?? null) {
    const kept = await readPage(session, reader, page)
    for (const { log, generation, key } of kept?.keys ?? []) {
      const name = nameOfKey({ log, generation })
      if (!logKeys.has(name)) logKeys.set(name, { office: session.id, log, generation, key })
    }
    next.set(reader, kept === null || kept.page === 0 ? 'none' : kept.page - 1)
  }
}

interface ReadPage extends Omit<KeyringPage, 'keys'> {
  readonly keys: KeyringPage['keys']
  readonly hash: string
  readonly pages: number
}

/** @returns null where there is none, or none that somebody of the team wrote */
async function readPage(session: Session, reader: string, page: number | null): Promise<ReadPage | null> {
  const [, team = '', epochText = ''] = reader.split(':')
  const secret = session.officeLog().teams.get(`${team}:${epochText}`)
  if (secret === undefined) return null
  const query = { reader, ...(page === null ? {} : { page }) }
  const { pages, kept } = decodeKeyringAnswer(await bytesOf(await session.api.call({ route: 'read-keyring', parameters: { office: session.id }, query })))
  if (kept === null || (page !== null && kept.page !== page)) return null
  const place = { office: session.id, team, epoch: Number(epochText), page: kept.page }
  const base = { ...place, hash: base64url(hash(kept.bytes)), pages }
  try {
    const { author, keys } = await openKeyring(secret, kept.bytes, place)
    const { fold } = session.officeLog()
    return { ...base, keys: mayHandle(fold, author) && isReader(fold, reader, author) ? keys : [] }
  } catch (error) {
    // A page that is not what it should be is one without keys: the next device writes it anew.
    if (error instanceof Refusal) return { ...base, keys: [] }
    throw error
  }
}

/**
 * Adds keys that were opened out of their own rows to the teams' pages, for the next device. Only of logs that the team as a whole reads, and
 * only in its present epoch. Two devices that write at once lose nothing but the second's work.
 */
export async function shareKeys(session: Session): Promise<void> {
  const { fold } = session.officeLog()
  const { keyrings: { unlisted } } = session.unlocked()
  for (const reader of new Set([...unlisted.values()].map((each) => each.reader))) {
    const entries = [...unlisted].filter(([, each]) => each.reader === reader)
    if (entries.length < WORTH_A_PAGE) continue
    for (const [name] of entries) unlisted.delete(name)
    const [, team = ''] = reader.split(':')
    const isPresent = reader === teamReader(team, latestTeam(fold, team)?.epoch ?? -1) && isOfTeam(fold, team, session.me.signKey) && mayHandle(fold, session.me.signKey)
    if (isPresent) await addToPages(session, reader, entries.map(([, each]) => each))
  }
}

async function addToPages(session: Session, reader: string, entries: readonly WantedKey[]): Promise<void> {
  const [, team = '', epoch = ''] = reader.split(':')
  const { logKeys, signing } = session.unlocked()
  const secret = session.officeLog().teams.get(`${team}:${epoch}`)
  const fresh = entries.flatMap(({ log, generation, head }) => { const held = logKeys.get(nameOfKey({ log, generation })); return held === undefined ? [] : [{ log, generation, head, key: held.key }] })
  if (secret === undefined) return
  const last = await readPage(session, reader, null)
  const logs = new Set(fresh.map(({ log }) => log))
  const before = last?.keys.filter(({ log }) => !logs.has(log)) ?? []
  const fits = before.length + fresh.length <= LIMITS.keyringPageEntries
  const page = last === null ? 0 : last.page + (fits ? 0 : 1)
  const keys = fits ? [...before, ...fresh] : fresh.slice(-LIMITS.keyringPageEntries)
  const bytes = await sealKeyring(secret, signing, { office: session.id, team, epoch: Number(epoch), page, keys })
  const body = encodeNewPage({ reader, page, replaces: fits ? last?.hash ?? null : null, bytes })
  await session.api.call({ route: 'put-keyring', parameters: { office: session.id }, body })
}

/** The key of a log's generation as a thing to look for in pages; null where no team's row gives it to this member. */
export function wantedKey(session: Session, { log, generation }: Pick<LogKey, 'log' | 'generation'>, of: { readonly head: string; readonly wraps: readonly WrapRow[] }): WantedKey | null {
  const { teams } = session.officeLog()
  const row = of.wraps.find(({ subject, reader }) => subject === logSubject(generation) && teams.has(reader.slice('team:'.length)))
  return row === undefined ? null : { log, generation, head: of.head, reader: row.reader }
}
