import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { KeyringPage } from '../plain/keyring.ts'
import { keyringScheme } from '../plain/schemes.ts'
import { Secret } from '../plain/secret.ts'
import { checkKeyring } from '../proof/keyring.ts'
import { openJson } from './age.ts'

const id = v.pipe(v.string(), v.length(43))
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const pageBody = v.strictObject({
  office: id, team: v.string(), epoch: count, page: count,
  keys: v.pipe(v.array(v.strictObject({ log: id, generation: count, head: id, key: id })), v.maxLength(LIMITS.keyringPageEntries)),
})

/** @throws Refusal `bad-signature`, `foreign-key`, `malformed` (also for a page that is really another one) */
export async function openKeyring(
  team: Secret<'team-identity'>, bytes: Uint8Array, expected: Omit<KeyringPage, 'keys'>,
): Promise<KeyringPage & { readonly author: string }> {
  const { author, body } = await checkKeyring(bytes)
  const result = v.safeParse(pageBody, await openJson(keyringScheme(team, expected), body))
  if (!result.success) throw new Refusal('malformed', { member: 'keyring' })
  const { office, epoch, page, keys } = result.output
  const same = office === expected.office && result.output.team === expected.team && epoch === expected.epoch && page === expected.page
  // Listed twice, a log would have one key for this reader and another for the next.
  const single = new Set(keys.map(({ log, generation }) => `${log}:${generation}`)).size === keys.length
  if (!same || !single) throw new Refusal('malformed', { member: 'keyring' })
  return { ...expected, author, keys: keys.map(({ key, ...rest }) => ({ ...rest, key: new Secret('log-key', bytesOf(key)) })) }
}

function bytesOf(key: string) {
  const bytes = fromBase64url(key)
  if (bytes?.length !== 32) throw new Refusal('malformed', { member: 'keyring' })
  return bytes
}
