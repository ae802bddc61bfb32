import { concat, fromBase64url, utf8, type Bytes } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { canonicalBytes } from '#base/json.ts'
import type { Bodies, Entered } from '#domain/bodies.ts'
import { verifySignature } from './sign.ts'

/**
 * [Note: Entered by a member] A report that a member takes down is signed by a reporter's key like any other, which the member's device makes: by that
 * key alone anybody could say that a member had entered it. So the member signs too, inside the sealed body, what was taken down, for this one
 * report and for the day on which the office had it. @see spec/entered.md
 */

export interface EnteredReport {
  /** Id of the report's log, which the reporter's new key and a nonce give. */
  readonly report: string
  /** The day in the header's docket; null where it came on the day of its entry. */
  readonly received: Day | null
  readonly body: Omit<Bodies['report'], 'entered'> & { readonly entered: Omit<Entered, 'signature'> }
}

export function enteredSignedBytes({ report, received, body }: EnteredReport): Bytes {
  return concat(utf8('postern/entered/v1\n'), canonicalBytes({ report, received, body }))
}

/** Whether the member whom a report names took it down as it stands. Whether that is a member, and who, the office log says. */
export async function isEnteredBy({ report, received, body }: { readonly report: string; readonly received: Day | null; readonly body: Bodies['report'] }): Promise<boolean> {
  if (body.entered === undefined) return false
  const { signature, ...entered } = body.entered
  const signed = enteredSignedBytes({ report, received, body: { ...body, entered } })
  return verifySignature(entered.member, signed, fromBase64url(signature) ?? new Uint8Array(0))
}
