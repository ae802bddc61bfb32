// Who a reporter is, under two locks (identity.md).
import { openHybrid } from './age.ts'
import { ascii, b64, canonical, record, Refused, sha256, unb64, type Bytes, type Value } from './primitives.ts'

type Layer = Readonly<Record<string, Value | undefined>>

/** @throws Refused `foreign-key`, `malformed` if its members are not these, `bad-commitment` if it is another report's. */
function openLayer({ seed, members }: { readonly seed: Bytes; readonly members: readonly string[] }, file: Bytes, expected: Layer): Layer {
  const layer = record(openHybrid(seed, file))
  const names = ['office', 'report', ...members].toSorted().join()
  if (Object.keys(layer).toSorted().join() !== names || Object.values(layer).some((each) => typeof each !== 'string')) throw new Refused('malformed')
  if (layer['office'] !== expected['office'] || layer['report'] !== expected['report']) throw new Refused('bad-commitment')
  return layer
}

/** The approvers' layer. @returns the age file that the custodians open. */
export function openOuter(approver: Bytes, file: Bytes, expected: Layer): Bytes {
  return unb64(openLayer({ seed: approver, members: ['inner'] }, file, expected)['inner'])
}

/** The custodians' layer, and what a custodian seals to the requester. */
export function openInner(custodian: Bytes, file: Bytes, expected: Layer): Value {
  const { office, report, name, contact, salt } = openLayer({ seed: custodian, members: ['name', 'contact', 'salt'] }, file, expected)
  try {
    unb64(salt, 16)
  } catch {
    throw new Refused('malformed')
  }
  return { office: office ?? null, report: report ?? null, name: name ?? null, contact: contact ?? null, salt: salt ?? null }
}

export function identityCommitment(person: Value): string {
  return b64(sha256(ascii(`postern/identity/v1\n${canonical(person)}`)))
}
