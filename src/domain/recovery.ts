import { Refusal } from '#base/refusal.ts'
import type { Bodies } from './bodies.ts'
import { latestTeams, type Admitting, type Team } from './team.ts'

/** What of an office the organisation's recovery is about. */
export interface Recoverable extends Admitting {
  readonly recovery: Bodies['recovery'] | null
  /** The last rehearsal of the present recovery. */
  readonly drill: Bodies['drill'] | null
}

/** A team, and whether the present recovery could give its latest key back. */
export interface RecoverableTeam {
  readonly team: string
  readonly epoch: number
  readonly given: boolean
}

export function recoverableTeams(office: Admitting): readonly RecoverableTeam[] {
  return latestTeams(office).map(({ team, epoch }) => ({ team, epoch, given: isGiven(office, { team, epoch }) }))
}

/** Whether an epoch's secret was sealed to the recovery as it is arranged now. That its shares come together, a drill tells. */
export function isGiven({ recovery, given }: Admitting, { team, epoch }: Pick<Team, 'team' | 'epoch'>): boolean {
  return recovery !== null && given.get(`${team}:${epoch}`) === recovery.generation
}

/** A team's epochs which the present recovery does not open yet. */
export function epochsToGive(office: Admitting, team: string): readonly Team[] {
  return [...office.teams.values()].filter((each) => each.team === team && !isGiven(office, each))
}

/**
 * A drill: the recovery's own key says that enough shares came together. Nobody else can sign it.
 * @throws Refusal `not-allowed` by any other key, `malformed` for holders who hold no share, or too few
 */
export function withDrill<O extends Recoverable>(office: O, author: string, drill: Bodies['drill']): O {
  const { recovery } = office
  if (recovery === null || author !== recovery.signKey) throw new Refusal('not-allowed')
  const { generation, holders } = drill
  const hold = holders.every((holder) => recovery.shares.some((share) => share.holder === holder)) && new Set(holders).size === holders.length
  if (generation !== recovery.generation || !hold || holders.length < recovery.threshold) throw new Refusal('malformed', { member: 'holders' })
  return { ...office, drill }
}
