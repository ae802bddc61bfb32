import type { Bytes } from '#base/bytes.ts'
import { textPageScheme } from '../plain/schemes.ts'
import type { Secret } from '../plain/secret.ts'
import type { SigningKey } from '../plain/signing-key.ts'
import type { TextPage } from '../plain/text-page.ts'
import { TEXTS_LABEL } from '../proof/text-page.ts'
import { sealJson } from './age.ts'
import { signPage } from './signed-page.ts'

/** A signed page under a team epoch's secret: signature (64) ‖ author key (32) ‖ age file. @throws Refusal `too-large` */
export async function sealTextPage(team: Secret<'team-identity'>, author: SigningKey, page: TextPage): Promise<Bytes> {
  return signPage(TEXTS_LABEL, author, await sealJson<'texts'>(textPageScheme(team, page), page))
}
