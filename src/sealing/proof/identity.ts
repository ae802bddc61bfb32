import { base64url, concat, utf8 } from '#base/bytes.ts'
import { canonicalBytes } from '#base/json.ts'
import type { SealedPerson } from '../sealed/identity.ts'
import { hash } from './hash.ts'

/** What the reporter signs of an identity beside its envelope: nobody on the way can put another name in its place. */
export function identityCommitment({ office, report, name, contact, salt }: SealedPerson): string {
  return base64url(hash(concat(utf8('postern/identity/v1\n'), canonicalBytes({ office, report, name, contact, salt }))))
}
