import { base64url } from '#base/bytes.ts'
import type { RekeyReason } from '#domain/reasons.ts'
import { newLogSecret, type LogKey } from '../plain/log-key.ts'
import { sealEntry, type Authored, type LogEnd, type ReadyEntry } from './entry.ts'
import { wrapLogKey } from './wrap.ts'

/** Somebody who is to open a log, with the public key to seal to. */
export interface To {
  readonly reader: string
  readonly recipient: string
}

/**
 * The entry that begins the next generation of a log's key: whoever is not among `readers` opens nothing that comes after it. The new
 * key opens the old one, so that the readers of today need no row of yesterday.
 *
 * @param end - where the entry goes, of the generation before.
 * @throws Error if a recipient is none
 * @see [Note: Generations]
 */
export async function sealRekey(
  end: LogEnd, previous: LogKey, change: { readonly authored: Authored; readonly reason: RekeyReason; readonly readers: readonly To[] },
): Promise<ReadyEntry & { readonly key: LogKey }> {
  const key: LogKey = { ...previous, generation: previous.generation + 1, key: newLogSecret() }
  const content = { kind: 'rekey', body: { reason: change.reason, previous: base64url(previous.key.reveal()) } } as const
  const wraps = await Promise.all(change.readers.map((to) => wrapLogKey(key, to)))
  return { ...await sealEntry({ ...end, generation: key.generation }, key, { authored: change.authored, content, wraps }), key }
}

/** The entry that gives a log's present key to more readers, and with it everything that was ever written there. */
export async function sealGrant(end: LogEnd, key: LogKey, change: { readonly authored: Authored; readonly readers: readonly To[] }): Promise<ReadyEntry> {
  const wraps = await Promise.all(change.readers.map((to) => wrapLogKey(key, to)))
  return sealEntry(end, key, { authored: change.authored, content: { kind: 'grant', body: {} }, wraps })
}
