import { base64url } from '#base/bytes.ts'
import type { Acknowledgement } from '#sealing/proof/acknowledgement.ts'
import type { AcknowledgementMessage } from '#wire/messages.ts'
import { json } from './answer.ts'

/** The server's signed word that it keeps an entry. */
export function acknowledged({ log, seq, hash, day, signature }: Acknowledgement): Response {
  const message: AcknowledgementMessage = { log, seq, hash, day, signature: base64url(signature) }
  return json(201, message)
}
