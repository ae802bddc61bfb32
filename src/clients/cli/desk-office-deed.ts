import type { Session } from '#clients/member/session.ts'
import { foundTeams, mendOffice } from '#clients/member/teams.ts'
import type { Words } from '#words/cli/generated/words.ts'
import { DONE, UsageError } from './command.ts'
import { teamsShown } from './desk-invite.ts'
import { answer, type Io } from './io.ts'

/** What the commands share by which an office is changed: nothing without `--apply`, and what it began is brought to its end. */

export const APPLY = { apply: { type: 'flag', help: 'option-apply' } } as const

export interface OfficeDeed {
  /** What is done, in a sentence; without `--apply` what would be. */
  readonly told: string
  readonly json: object
  readonly act: () => Promise<unknown>
}

/** Founds and renews afterwards what waits for this member, as the desk does. @returns the exit code */
export async function doOrTell(session: Session, { told, json, act }: OfficeDeed, { io, apply }: { readonly io: Io; readonly apply: boolean }): Promise<number> {
  if (apply) {
    await act()
    await foundTeams(session)
    await mendOffice(session)
  }
  answer(io, { ...json, applied: apply }, () => [told, ...(apply ? [io.say['office-done']] : [io.say['recovery-apply']])])
  return DONE
}

/** A team by its id, or by its name if no other has it. @throws UsageError */
export function teamNamed(session: Session, name: string): string {
  const known = session.office().teams
  const [found, ...others] = known.filter((each) => each.team === name || each.name === name)
  if (found === undefined || others.length > 0) throw new UsageError((say) => say['usage-team']({ teams: teamsShown(known) }))
  return found.team
}

/** The deed that a word names. @throws UsageError */
export function deedNamed<T>(deeds: Readonly<Record<string, T>>, word: string): T {
  const deed = Object.hasOwn(deeds, word) ? deeds[word] : undefined
  if (deed === undefined) throw new UsageError((say) => say['usage-deed']({ word, deeds: Object.keys(deeds).join(' ') }))
  return deed
}

/** @throws UsageError naming the option */
export function wanted<T>(value: T | undefined, option: string): T {
  if (value === undefined || value === '') throw new UsageError((say: Words) => say['usage-missing']({ option }))
  return value
}
