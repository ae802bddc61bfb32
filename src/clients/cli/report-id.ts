import { Refusal } from '#base/refusal.ts'
import { LIMITS } from '#base/limits.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { listAppraisals } from '#clients/member/appraisals.ts'
import { listCases } from '#clients/member/cases.ts'
import { listDisclosures } from '#clients/member/disclosure.ts'
import type { Session } from '#clients/member/session.ts'
import { decodeQueuePage } from '#wire/log.ts'
import { isId } from './arguments.ts'
import { UsageError } from './command.ts'

const PREFIX_MIN = 6

/**
 * A report's id, or its beginning if only one report begins so. The search opens nothing.
 * @throws UsageError if the text is too short or fits several, Refusal `no-such-log` if it fits none
 */
export function reportId(session: Session, typed: string): Promise<string> {
  return wholeId(typed, () => idsOf(session))
}

/** As `reportId`, of the requests for identities that the caller has a part in. */
export function requestId(session: Session, typed: string): Promise<string> {
  return wholeId(typed, async function* requests() {
    for (const { id } of await listDisclosures(session)) yield id
  })
}

/** As `reportId`, of the appraisals that the caller reads. */
export function appraisalId(session: Session, typed: string): Promise<string> {
  return wholeId(typed, async function* appraisals() {
    for (const { id } of await listAppraisals(session)) yield id
  })
}

/** As `reportId`, of the cases that the caller reads. */
export function caseId(session: Session, typed: string): Promise<string> {
  return wholeId(typed, async function* cases() {
    for (const { id } of await listCases(session)) yield id
  })
}

/** As `reportId`, of entries that a case names. */
export function partId(typed: string, ids: readonly string[]): Promise<string> {
  return wholeId(typed, async function* parts() { yield* ids })
}

async function wholeId(typed: string, ids: () => AsyncIterable<string>): Promise<string> {
  if (isId(typed)) return typed
  if (typed.length < PREFIX_MIN || !/^[A-Za-z0-9_-]+$/.test(typed)) throw new UsageError((say) => say['usage-id']({ min: PREFIX_MIN }))
  const fitting: string[] = []
  for await (const id of ids()) if (id.startsWith(typed)) fitting.push(id)
  const [first] = fitting
  if (first === undefined) throw new Refusal('no-such-log')
  if (fitting.length > 1) throw new UsageError((say) => say['usage-several-ids']({ ids: fitting.slice(0, 8).join(' ') }))
  return first
}

async function* idsOf(session: Session): AsyncIterable<string> {
  let after: string | undefined
  do {
    const query = { limit: LIMITS.queuePageMax, ...(after === undefined ? {} : { after }) }
    const response = await session.api.call({ route: 'list-queue', parameters: { office: session.id }, query })
    const page = decodeQueuePage(await bytesOf(response))
    yield* page.rows.map((row) => row.log)
    after = page.next ?? undefined
  } while (after !== undefined)
}
