import { base64url, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { KeyringPage } from '../plain/keyring.ts'
import { keyringScheme } from '../plain/schemes.ts'
import type { Secret } from '../plain/secret.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import { KEYRING_LABEL } from '../proof/keyring.ts'
import { sealJson } from './age.ts'
import { signPage } from './signed-page.ts'

/** A signed page of up to 1,000 log keys under a team epoch's secret: signature (64) ‖ author key (32) ‖ age file. @throws RangeError if it holds more. */
export async function sealKeyring(team: Secret<'team-identity'>, author: SigningKey, page: KeyringPage): Promise<Bytes> {
  if (page.keys.length > LIMITS.keyringPageEntries) throw new RangeError('too many keys for a page')
  const keys = page.keys.map(({ log, generation, head, key }) => ({ log, generation, head, key: base64url(key.reveal()) }))
  const { office, team: name, epoch, page: number } = page
  const body = await sealJson<'keyring'>(keyringScheme(team, page), { office, team: name, epoch, page: number, keys })
  return signPage(KEYRING_LABEL, author, body)
}
