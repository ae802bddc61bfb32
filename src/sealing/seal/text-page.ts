import { concat, fromBase64url, type Bytes } from '#base/bytes.ts'
import { textPageScheme } from '../plain/schemes.ts'
import type { Secret } from '../plain/secret.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import type { TextPage } from '../plain/text-page.ts'
import { textPageSignedBytes } from '../proof/text-page.ts'
import { sealJson } from './age.ts'

/** A signed page under a team epoch's secret: signature (64) ‖ author key (32) ‖ age file. @throws Refusal `too-large` */
export async function sealTextPage(team: Secret<'team-identity'>, author: SigningKey, page: TextPage): Promise<Bytes> {
  const body = await sealJson<'texts'>(textPageScheme(team, page), page)
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', author.key, textPageSignedBytes(body)))
  return concat(signature, fromBase64url(author.publicId) ?? new Uint8Array(0), body)
}
