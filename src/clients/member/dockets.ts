import { bytesOf } from '#clients/transport/api.ts'
import { decodeDocketPage, type BriefDocket } from '#wire/dockets.ts'
import type { Session } from './session.ts'

export type { BriefDocket } from '#wire/dockets.ts'

/** By report, newest first: everything that the caller's teams can open. */
export type Dockets = ReadonlyMap<string, BriefDocket>

export interface ListingDockets {
  readonly known: number
  readonly total: number
}

/**
 * The whole queue in brief: a hundred thousand reports are twenty pages of 230 kB. Nothing of them is opened, and a list that lacks most of them still knows which must move first.
 * @throws Refusal `session-ended`, `unreachable`
 */
export async function listDockets(session: Session, onprogress: (progress: ListingDockets) => void = () => {}): Promise<Dockets> {
  const all = new Map<string, BriefDocket>()
  for (let after: string | null = ''; after !== null;) {
    const query = after === '' ? {} : { after }
    const { dockets, total, next } = decodeDocketPage(await bytesOf(await session.api.call({ route: 'list-dockets', parameters: { office: session.id }, query })))
    for (const docket of dockets) all.set(docket.log, docket)
    onprogress({ known: all.size, total })
    after = next
  }
  return all
}
