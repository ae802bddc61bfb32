import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { daysBetween } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { checkAcknowledgement } from '#sealing/proof/acknowledgement.ts'
import { idsOf } from '#sealing/proof/chain.ts'
import type { Header } from '#sealing/sealed/header.ts'
import { acknowledgement, type AcknowledgementMessage } from '#wire/messages.ts'
import { jsonOf, type Api, type Call } from './api.ts'

export interface Sent {
  readonly header: Header
  readonly hash: string
  readonly serverKey: string
}

/**
 * Sends one signed entry and believes that it is kept only when the server has signed for this very entry.
 * @throws Refusal `wrong-server` if the acknowledgement is not by `serverKey`, is about another entry, or names a day that the
 * entry could not have been kept on: the clocks of a report run from that day.
 */
export async function sendEntry(api: Api, call: Call, sent: Sent): Promise<AcknowledgementMessage> {
  const result = v.safeParse(acknowledgement, await jsonOf(await api.call(call)))
  if (!result.success || !isAbout(result.output, sent)) throw new Refusal('wrong-server')
  const signature = fromBase64url(result.output.signature)
  const { log, seq, hash, day } = result.output
  if (signature === null || !await checkAcknowledgement(sent.serverKey, { log, seq, hash, day, signature })) throw new Refusal('wrong-server')
  return result.output
}

function isAbout(kept: AcknowledgementMessage, { header, hash }: Sent): boolean {
  return kept.hash === hash && kept.seq === header.seq && kept.log === idsOf(header, hash).log
    && Math.abs(daysBetween(header.day, kept.day)) <= LIMITS.dayToleranceDays
}
