import type { Day } from '#base/day.ts'
import type { Docket, State } from '#domain/docket.ts'

export interface QueueQuery {
  readonly office: string
  /** `team:<team>:<epoch>` and `member:<key>` readers of the caller. Only logs with a wrap for one of them are listed. */
  readonly readers: readonly string[]
  readonly state?: State
  readonly limit: number
  /** Exclusive: the last row of the page before. */
  readonly after?: QueuePlace
  /** These alone. */
  readonly reports?: readonly string[]
}

/** Where a report stands in a list. */
export interface QueuePlace {
  readonly receivedDay: Day
  readonly log: string
}

/** What puts a report in its place in a list. */
export interface BriefRow extends Pick<Docket, 'state' | 'channel' | 'team' | 'urgent' | 'receivedDay' | 'events'> {
  readonly log: string
  readonly dueDay: Day | null
  /** There is a desk log about it. */
  readonly isOpened: boolean
}

/** A member's list, clear columns alone. */
export interface BriefReader {
  /** In the order of the queue. */
  queueDockets(query: Omit<QueueQuery, 'state' | 'reports'>): Promise<readonly BriefRow[]>
  /** How many reports it has. */
  queueTotal(office: string, readers: readonly string[]): Promise<number>
}
