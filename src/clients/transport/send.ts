import * as v from 'valibot'
import { fromBase64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { checkAcknowledgement } from '#sealing/proof/acknowledgement.ts'
import { acknowledgement, type AcknowledgementMessage } from '#wire/messages.ts'
import type { Api, Call } from './api.ts'

/**
 * Sends one signed entry and believes that it is kept only when the server has signed for this very entry.
 * @throws Refusal `wrong-server` if the acknowledgement is not by `serverKey` or is about another entry.
 */
export async function sendEntry(api: Api, call: Call, expected: { readonly hash: string; readonly serverKey: string }): Promise<AcknowledgementMessage> {
  const response = await api.call(call)
  const result = v.safeParse(acknowledgement, await response.json())
  if (!result.success || result.output.hash !== expected.hash) throw new Refusal('wrong-server')
  const signature = fromBase64url(result.output.signature)
  const { log, seq, hash, day } = result.output
  if (signature === null || !await checkAcknowledgement(expected.serverKey, { log, seq, hash, day, signature })) throw new Refusal('wrong-server')
  return result.output
}
