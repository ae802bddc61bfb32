import { COMINGS, DUES, FILTER_NAMES, NONE, VIEWS, YES_NO, type QueueFilter } from '#clients/member/queue-filter.ts'
import type { MemberView, OfficeView } from '#clients/member/member.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { SEVERITIES } from '#domain/triage-body.ts'
import { STATES } from '#domain/docket.ts'
import { isHandler } from '#domain/roles.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'
import { writeFilters, type Choice, type FilterName, type Vocabulary } from './filter-text.ts'

interface Known {
  readonly office: Pick<OfficeView, 'members' | 'channels' | 'teams'>
  readonly me: MemberView
  /** Labels in use. */
  readonly labels: readonly string[]
}

/** Filters in the words of one language, with the people, teams and channels of the office. */
export function vocabularyIn({ words, language }: Pick<Tongue, 'words' | 'language'>, { office, me, labels }: Known): Vocabulary {
  const of = <T extends string>(values: readonly T[], text: (value: T) => string): readonly Choice[] => values.map((value) => ({ value, text: text(value) }))
  const yesNo = of(YES_NO, (value) => words[`filter-${value}`])
  const others = office.members.filter(({ active, roles, signKey }) => active && isHandler(roles) && signKey !== me.signKey)
  return {
    names: Object.fromEntries(FILTER_NAMES.map((name) => [name, words[`filter-${name}`]])) as Record<FilterName, string>,
    choices: {
      view: of(VIEWS, (value) => words[`queue-view-${value}`]), state: of(STATES, (value) => words[`state-${value}`]), label: of(labels, (label) => label),
      severity: of([...SEVERITIES.toReversed(), NONE] as const, (value) => words[`severity-${value}`]),
      assigned: [{ value: me.signKey, text: words['triage-me'] }, ...others.map(({ signKey, name }) => ({ value: signKey, text: name })), { value: NONE, text: words['triage-nobody'] }],
      due: of(DUES, (value) => words[`filter-due-${value}`]), urgent: yesNo, unread: yesNo, series: yesNo, case: yesNo,
      channel: office.channels.map(({ channel, names }) => ({ value: channel, text: names[language] })),
      team: office.teams.map(({ team, name }) => ({ value: team, text: name ?? team })),
      came: of(COMINGS, (value) => words[`filter-came-${value}`]), language: of(LANGUAGES, (value) => words[`language-${value}`]),
    },
  }
}

/** Each condition of a filter by itself, as it is written. */
export function partsOf(filter: QueueFilter, vocabulary: Vocabulary): readonly { readonly name: FilterName; readonly text: string }[] {
  return FILTER_NAMES.flatMap((name) => (filter[name] === undefined ? [] : [{ name, text: writeFilters({ [name]: filter[name] }, vocabulary) }]))
}
