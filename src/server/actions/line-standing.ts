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

/** @throws Refusal `no-such-office`; `not-allowed` where the directory names no line's key; `bad-signature` */
export async function tellLine({ offices, standings, nowMs }: LineStandingDeps, office: string, told: SignedLineReport): Promise<void> {
  const { fold } = await offices.recent(office)
  const lineKey = fold.directory?.lineKey
  if (lineKey === undefined) throw new Refusal('not-allowed')
  if (told.report.office !== office || !await isOfLine(lineKey, told)) throw new Refusal('bad-signature')
  standings.set(office, { ...told, heard: secondsOf(nowMs()) })
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
