// A report that a member took down, by a second hand: spec/entered.md.
import { ascii, canonical, join, signed, unb64, type Value } from './primitives.ts'

type Members = Readonly<Record<string, Value>>

/** What the member signs: the body without the signature, for one report and one day. */
export function enteredText(report: string, received: string | null, body: Members): Uint8Array {
  const { signature: _, ...entered } = body['entered'] as Members
  return join(ascii('postern/entered/v1\n'), Buffer.from(canonical({ report, received, body: { ...body, entered } })))
}

export function isEntered(report: string, received: string | null, body: Members): boolean {
  const entered = body['entered'] as Members
  return signed(String(entered['member']), enteredText(report, received, body), unb64(entered['signature'], 64))
}
