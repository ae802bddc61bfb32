import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { mayHandle, type Office } from './office.ts'
import { latestTeam, latestTeams } from './team.ts'

type Directory = Bodies['directory']

/**
 * Whether a new directory names only what stands in the log before it: the office's server, channels and identity teams that lead to
 * the latest epochs of its teams, lines that lead to channels, handlers who are handlers. A reporter's page sees no teams and cannot ask this; every member's
 * device does, so that a false directory comes to light.
 *
 * @throws Refusal `malformed`
 */
export function checkDirectory(office: Office): void {
  const { directory, serverKey } = office
  if (directory === null) return
  const named = [...directory.channels, ...Object.values(directory.identity ?? {})]
  const strays = named.some(({ team, epoch, recipient }) => {
    const latest = latestTeam(office, team)
    return latest?.epoch !== epoch || latest.recipient !== recipient
  })
  const nowhere = (directory.lines ?? []).some((line) => !directory.channels.some(({ channel }) => channel === line.channel))
  const strangers = directory.handlers.some((signKey) => !mayHandle(office, signKey))
  if (strays || strangers || nowhere || directory.serverKey !== serverKey) throw new Refusal('malformed', { member: 'directory' })
}

/** Whether the directory still names a team's earlier epoch, or other handlers than the office has. */
export function isDirectoryBehind(office: Office): boolean {
  const { directory } = office
  if (directory === null) return false
  const latest = new Map(latestTeams(office).map((team) => [team.team, team.epoch]))
  const named = [...directory.channels, ...Object.values(directory.identity ?? {})]
  return named.some(({ team, epoch }) => latest.get(team) !== epoch) || handlersOf(office).join() !== [...directory.handlers].sort().join()
}

/** Keys of those who handle reports now, sorted. */
export function handlersOf(office: Office): readonly string[] {
  return [...office.members.keys()].filter((signKey) => mayHandle(office, signKey)).sort()
}

/**
 * The directory brought to what the log says now. Who was a handler and is none any more is named with the last day on which their
 * word counts.
 */
export function currentDirectory(office: Office, directory: Directory, today: string): Directory {
  const renewed = <T extends { readonly team: string; readonly epoch: number; readonly recipient: string }>(named: T): T => {
    const latest = latestTeam(office, named.team)
    return latest === null ? named : { ...named, epoch: latest.epoch, recipient: latest.recipient }
  }
  const handlers = handlersOf(office)
  const left = directory.handlers.filter((signKey) => !handlers.includes(signKey))
  const former = [
    ...(directory.former ?? []).filter(({ signKey }) => !handlers.includes(signKey) && !left.includes(signKey)),
    ...left.map((signKey) => ({ signKey, until: today })),
  ] as Directory['former']
  const { identity } = directory
  return {
    ...directory, handlers, channels: directory.channels.map(renewed),
    ...(former === undefined || former.length === 0 ? {} : { former }),
    ...(identity === undefined ? {} : { identity: { custodian: renewed(identity.custodian), approver: renewed(identity.approver) } }),
  }
}

export interface Spoken {
  readonly author: string
  readonly day: string
}

/**
 * Whether a reporter may take an entry for the office's: by a handler, or by one who left, of a day until then, with nothing of a later
 * day before it. Somebody who was removed cannot write behind what the reporter saw later.
 */
export function speaksForOffice({ handlers, former = [] }: Pick<Directory, 'handlers' | 'former'>, { author, day }: Spoken, latestDayBefore: string): boolean {
  if (handlers.includes(author)) return true
  const until = former.find(({ signKey }) => signKey === author)?.until
  return until !== undefined && day <= until && latestDayBefore <= until
}
