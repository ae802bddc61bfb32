import { Refusal } from '#base/refusal.ts'
import { isOfLine } from '#sealing/proof/line-report.ts'
import type { LineStandingMessage, SignedLineReport } from '#wire/line-report.ts'
import type { OfficeBook } from './office-book.ts'

/** What lines said last, by office: in memory, because it is old in a minute. Each node knows what it was told itself. */
export type LineStandings = Map<string, NonNullable<LineStandingMessage['told']>>

export interface LineStandingDeps {
  readonly offices: OfficeBook
  readonly standings: LineStandings
  readonly nowMs: () => number
}

/** How far a line's clock may be off: what was signed longer ago, whoever may have kept it. */
const CLOCK_SECONDS = 3600

/**
 * The last word of the line's counts: nobody puts an older one in its place, or has one heard twice.
 * @throws Refusal `no-such-office`; `not-allowed` where the directory names no line's key; `bad-signature`; `wrong-time` for one that is not of this hour, or older than the last
 */
export async function tellLine({ offices, standings, nowMs }: LineStandingDeps, office: string, told: SignedLineReport): Promise<void> {
  const { fold } = await offices.recent(office)
  const lineKey = fold.directory?.lineKey
  if (lineKey === undefined) throw new Refusal('not-allowed')
  if (told.report.office !== office || !await isOfLine(lineKey, told)) throw new Refusal('bad-signature')
  const [heard, { at }] = [secondsOf(nowMs()), told.report]
  if (Math.abs(heard - at) > CLOCK_SECONDS) throw new Refusal('wrong-time')
  const last = standings.get(office)
  const newestAt = last !== undefined && await isOfLine(lineKey, last) ? last.report.at : -1
  if (at < newestAt) throw new Refusal('wrong-time')
  if (at > newestAt) standings.set(office, { ...told, heard })
}

/** What a key said that the directory names no more is forgotten. That the rest is the line's the asker's device sees for itself. */
export async function readLine({ offices, standings, nowMs }: LineStandingDeps, office: string): Promise<LineStandingMessage> {
  const [told, { fold }] = [standings.get(office), await offices.current(office)]
  const isTheirs = told !== undefined && await isOfLine(fold.directory?.lineKey ?? '', told)
  if (!isTheirs) standings.delete(office)
  return { told: isTheirs ? told : null, now: secondsOf(nowMs()) }
}

function secondsOf(nowMs: number): number {
  return Math.floor(nowMs / 1000)
}
