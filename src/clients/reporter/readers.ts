import * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { parseCanonical } from '#base/json.ts'
import { Refusal } from '#base/refusal.ts'
import { bytesOf, type Api } from '#clients/transport/api.ts'
import { BODIES, type Bodies, type Channel } from '#domain/bodies.ts'
import { entryHash, hash } from '#sealing/proof/hash.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { decodeLogPage } from '#wire/log.ts'

/** Somebody of a channel whom a reporter may leave out. */
export type NamedPerson = Bodies['readers']['people'][number]

/**
 * The people of a channel who are named to reporters. The directory, which an administrator signed, cites the entry by its hash: nothing
 * else is believed.
 *
 * @returns nobody where the channel names nobody.
 * @throws Refusal `forged-history`, `unreachable`
 */
export async function loadReaders(api: Api, office: string, channel: Pick<Channel, 'channel' | 'readers'>): Promise<readonly NamedPerson[]> {
  const { readers } = channel
  if (readers === undefined) return []
  const page = decodeLogPage(await bytesOf(await api.call({ route: 'read-readers', parameters: { office, entry: readers } })))
  const [entry] = page.entries
  if (entry === undefined || entryHash(entry) !== readers) throw new Refusal('forged-history')
  const header = parseHeader(entry.header)
  const body = v.safeParse(BODIES.readers, parseCanonical(entry.body))
  const holds = header.kind === 'readers' && header.office === office && base64url(hash(entry.body)) === header.bodyHash
  if (!holds || !body.success || body.output.channel !== channel.channel) throw new Refusal('forged-history')
  return body.output.people
}

/**
 * Whom a report goes to if these are left out: the others by name, and not the team, to which somebody may be added later.
 * @throws Refusal `nobody-left` if nobody would remain, `malformed` for somebody who is not named
 */
export function othersThan(people: readonly NamedPerson[], leftOut: readonly string[]): readonly NamedPerson[] {
  if (leftOut.some((signKey) => !people.some((person) => person.signKey === signKey))) throw new Refusal('malformed', { member: 'leftOut' })
  const others = people.filter(({ signKey }) => !leftOut.includes(signKey))
  if (others.length === 0) throw new Refusal('nobody-left')
  return others
}
