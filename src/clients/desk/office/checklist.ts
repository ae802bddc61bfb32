import type { OfficeView } from '#clients/member/member.ts'
import type { RecoveryView } from '#clients/member/recovery.ts'
import type { Place } from '#clients/desk/place.ts'

export type Step = 'administrators' | 'readers' | 'recovery' | 'recovery-given' | 'drill' | 'tried' | 'directory'

export interface Item {
  readonly step: Step
  readonly done: boolean
  /** Where it is done; null for what is done elsewhere. */
  readonly place: Place | null
}

/** What an office needs before it takes its first true report, each read from what the office log and the queue say, and from nobody's word. */
export function checklist(office: OfficeView, recovery: RecoveryView | null, reports: number): readonly Item[] {
  const administrators = office.members.filter(({ active, roles }) => active && roles.includes('administrator')).length
  const alone = office.channels.some(({ team }) => (office.teams.find((each) => each.team === team)?.members.length ?? 0) < 2)
  const channelTeams = office.channels.map(({ team }) => team)
  const given = recovery !== null && recovery.teams.filter(({ team }) => channelTeams.includes(team)).every((team) => team.given)
  return [
    { step: 'administrators', done: administrators > 1, place: { page: 'members' } },
    { step: 'readers', done: !alone, place: { page: 'teams' } },
    { step: 'recovery', done: recovery !== null, place: { page: 'recovery' } },
    { step: 'recovery-given', done: given, place: { page: 'recovery' } },
    { step: 'drill', done: recovery !== null && recovery.drill !== null, place: { page: 'recovery' } },
    { step: 'directory', done: !office.directoryBehind && !office.teams.some(({ needsNewEpoch }) => needsNewEpoch), place: { page: 'teams' } },
    { step: 'tried', done: reports > 0, place: null },
  ]
}
