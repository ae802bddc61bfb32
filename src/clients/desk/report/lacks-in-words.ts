import type { ReportView } from '#clients/member/member.ts'
import type { Place } from '#clients/desk/place.ts'
import type { Tongue } from '#clients/desk/tongue.svelte.ts'
import type { Lack } from '#domain/conclusion.ts'

/** What is missing, and of which thing where there may be several. */
export function lackInWords({ what, of }: Lack, { view: { clocks, exhibits }, tongue: { words, language } }: { readonly view: ReportView; readonly tongue: Tongue }): string {
  const clock = what === 'clock' ? clocks.find(({ name }) => name === of)?.rule.names[language] : undefined
  const exhibit = what === 'exhibit' ? exhibits.find(({ hash }) => hash === of) : undefined
  const which = clock ?? (exhibit === undefined ? undefined : `${exhibit.number} · ${exhibit.description}`)
  return which === undefined ? words[`lack-${what}`] : words['lack-of']({ what: words[`lack-${what}`], which })
}

/** Where it is put right: an element of the report's page, by its id, or another page. */
export function placeOfLack({ what, of }: Lack): string | Place {
  switch (what) {
    case 'unread': case 'minutes': case 'transcript': return `moment-report-${of}`
    case 'alert': return 'alert-notice'
    case 'objection': return 'objection-notice'
    case 'clock': return 'clocks'
    case 'exhibit': return 'exhibits'
    case 'identity': return { page: 'identities' }
    case 'appraisal': return { page: 'appraisal', id: of }
    case 'case': return { page: 'case', id: of }
    case 'reason': return 'decide'
  }
}
