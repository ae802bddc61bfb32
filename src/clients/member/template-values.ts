import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import { nextForReporter } from '#domain/clocks/next.ts'
import { moveDocket, nextStates, type Docket, type State } from '#domain/docket.ts'
import { fillIn, type PlaceholderValues } from '#domain/template-text.ts'
import { wordsFor, type TemplateBody, type TemplateDeed } from '#domain/templates.ts'
import type { OfficeView } from './member.ts'

/** What a prepared answer is filled in from: everything of it lies on this device already. */
export interface Fillable {
  readonly office: Pick<OfficeView, 'names' | 'teams' | 'packs'>
  readonly docket: Docket
  readonly today: Day
}

const LOCALES = { en: 'en-GB', zh: 'zh-CN' } as const

/** The words for this report in the reporter's language or, where there are none, in the other one; placeholders that nothing is known for still stand in them. */
export function preparedFor(template: Pick<TemplateBody, 'texts' | 'deed'>, reporters: Language, about: Fillable): { readonly text: string; readonly language: Language } {
  const { text, language } = wordsFor(template, reporters)
  return { text: fillIn(text, valuesFor(template.deed, language, about)), language }
}

export function valuesFor(deed: TemplateDeed, language: Language, { office, docket, today }: Fillable): PlaceholderValues {
  const inWords = (day: Day): string => new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`))
  const next = nextForReporter(afterwards(docket, deed, today), office.packs)
  return {
    'office': known(office.names[language]), 'team': known(office.teams.find(({ team }) => team === docket.team)?.name),
    'received': inWords(docket.receivedDay), 'today': inWords(today), 'next-date': next === null ? undefined : inWords(next.day),
  }
}

/** The docket as it is once the answer is sent: the date that this answer itself meets is not one to wait for. */
function afterwards(docket: Docket, deed: TemplateDeed, today: Day): Docket {
  const wanted: State | undefined = deed !== 'none' ? deed : docket.state === 'received' ? 'acknowledged' : undefined
  if (wanted === undefined || !nextStates(docket.state).some((state) => state === wanted)) return docket
  return moveDocket(docket, { day: today, from: 'office', change: { state: wanted } })
}

function known(name: string | null | undefined): string | undefined {
  return name === null || name === '' ? undefined : name
}
