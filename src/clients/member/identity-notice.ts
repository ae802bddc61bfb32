import { base64url, fromBase64url } from '#base/bytes.ts'
import type { Day } from '#base/day.ts'
import { Refusal } from '#base/refusal.ts'
import { sendEntry } from '#clients/transport/send.ts'
import type { Bodies } from '#domain/bodies.ts'
import { checkAcknowledgement } from '#sealing/proof/acknowledgement.ts'
import { entryHash } from '#sealing/proof/hash.ts'
import { verifySignature } from '#sealing/proof/sign.ts'
import { signedBytes, type SignedEntry } from '#sealing/sealed/entry.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import { encodeAppend } from '#wire/append.ts'
import type { Session } from './session.ts'

/** That a reporter was told that the office asks who they are, in a form that those who decide can check without reading the report. */
export type NoticeProof = Bodies['disclosure']['notice']

/** The hash of the entry that a proof is about. */
export function noticeHash({ header, signature }: NoticeProof): string {
  return entryHash({ header: fromBase64url(header) ?? new Uint8Array(0), signature: fromBase64url(signature) ?? new Uint8Array(0) })
}

/** An entry that the server has already is acknowledged again: so a notice has its proof whatever answer was lost. */
export async function proveNotice(session: Session, entry: SignedEntry): Promise<NoticeProof> {
  const header = parseHeader(entry.header)
  const call = { route: 'append-entry', parameters: { log: header.log }, body: encodeAppend({ entry, wraps: [] }) } as const
  const { day, signature } = await sendEntry(session.api, call, { header, hash: entryHash(entry), serverKey: session.officeLog().fold.serverKey })
  return { header: base64url(entry.header), signature: base64url(entry.signature), day, kept: signature }
}

/**
 * @returns the day on which the server kept the notice
 * @throws Refusal `bad-commitment` unless it is a notice in the log of that report, signed by whoever asks and acknowledged by the office's server
 */
export async function checkNotice(session: Session, notice: NoticeProof, of: { readonly report: string; readonly requester: string }): Promise<Day> {
  const [header, signature, kept] = [notice.header, notice.signature, notice.kept].map(fromBase64url)
  if (!header || !signature || !kept) throw new Refusal('bad-commitment', { member: 'notice' })
  const { kind, office, log, author, seq } = headerIn(header)
  const isNotice = kind === 'identity-notice' && office === session.id && log === of.report && author === of.requester
  const acknowledged = { log, seq, hash: entryHash({ header, signature }), day: notice.day, signature: kept }
  const holds = isNotice && await verifySignature(author, signedBytes(header), signature)
    && await checkAcknowledgement(session.officeLog().fold.serverKey, acknowledged)
  if (!holds) throw new Refusal('bad-commitment', { member: 'notice' })
  return notice.day
}

function headerIn(bytes: Uint8Array): ReturnType<typeof parseHeader> {
  try {
    return parseHeader(bytes)
  } catch {
    throw new Refusal('bad-commitment', { member: 'notice' })
  }
}
