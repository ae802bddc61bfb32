import type { OfficeView } from '#clients/member/member.ts'
import type { Role } from '#domain/roles.ts'
import type { Words } from '#words/desk/generated/words.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'

type Speech = Pick<Tongue, 'words' | 'language'>

/** `administer the office, receive and answer reports` */
export function rolesInWords(roles: readonly Role[], { words, language }: Speech): string {
  return listed(roles.map((role) => words[`role-${role}`]), language)
}

export function teamInWords(team: string, words: Words): string {
  return team === 'intake' ? words['team-intake'] : team
}

/** A team by the name that the office gave it. */
export function teamNameIn(team: string, office: Pick<OfficeView, 'teams'>, words: Words): string {
  return office.teams.find((each) => each.team === team)?.name ?? teamInWords(team, words)
}

export function teamsInWords(teams: readonly string[], { words, language }: Speech): string {
  return teams.length === 0 ? words['team-none'] : listed(teams.map((team) => teamInWords(team, words)), language)
}

function listed(parts: readonly string[], language: Speech['language']): string {
  return parts.join(language === 'zh' ? '、' : ', ')
}
