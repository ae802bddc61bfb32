import { Encrypter } from 'age-encryption'
import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { symmetricRecipient, type SymmetricScheme } from '../plain/stanza.ts'
import { padJson } from '../sealed/padding.ts'
import { asSealed, type Sealed, type What } from '../sealed/sealed.ts'

/** Seals canonical JSON, padded, as an age file with one symmetric stanza. @throws Refusal `too-large` */
export async function sealJson<W extends What>(scheme: SymmetricScheme, value: unknown, sizeMin?: number): Promise<Sealed<W>> {
  const padded = padJson(canonicalJson(value), sizeMin)
  const encrypter = new Encrypter()
  encrypter.addRecipient(symmetricRecipient(scheme))
  const sealed = new Uint8Array(await encrypter.encrypt(padded))
  padded.fill(0)
  if (sealed.length > LIMITS.bodyBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.bodyBytesMax })
  return asSealed<W>(sealed)
}

/** Seals canonical JSON to one hybrid recipient, as an ordinary age file, padded only if a least size is given. @throws Error if `recipient` is none. */
export async function sealTo<W extends What>(recipient: string, value: unknown, sizeMin?: number): Promise<Sealed<W>> {
  if (!recipient.startsWith('age1pq1')) throw new Error('stored wraps go to hybrid recipients only')
  const json = canonicalJson(value)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  return asSealed<W>(new Uint8Array(await encrypter.encrypt(sizeMin === undefined ? json : padJson(json, sizeMin))))
}

/** Whether a wrap can be sealed to this text: a reporter's own words name one. */
export function isRecipient(text: string): boolean {
  try {
    if (!text.startsWith('age1pq1')) return false
    new Encrypter().addRecipient(text)
    return true
  } catch {
    return false
  }
}
