import { Refusal } from '#base/refusal.ts'
import { isHandler } from '#domain/roles.ts'
import { latestTeam } from '#domain/team.ts'
import { teamReader } from '#sealing/sealed/entry.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook, OfficeState } from './office-book.ts'

/** Pages that a team's devices share are for whom the epoch's secret was given to. @throws Refusal `no-such-team` for anybody else: one code, so that asking tells nothing */
export async function checkReadsTeam(offices: OfficeBook, caller: Caller, reader: string): Promise<OfficeState> {
  const state = await offices.current(caller.office)
  const own = await offices.readersOf(state, caller.signKey)
  if (!reader.startsWith('team:') || !own.includes(reader)) throw new Refusal('no-such-team')
  return state
}

/** Handlers write them, in the team's present epoch. @throws Refusal `no-such-team`, `not-allowed` */
export async function checkWritesTeam(offices: OfficeBook, caller: Caller, reader: string): Promise<void> {
  const { fold } = await checkReadsTeam(offices, caller, reader)
  const [, team = ''] = reader.split(':')
  if (!isHandler(caller.roles) || reader !== teamReader(team, latestTeam(fold, team)?.epoch ?? 0)) throw new Refusal('not-allowed')
}
