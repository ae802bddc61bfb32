import { Refusal } from '#base/refusal.ts'
import type { MemberView } from '#clients/member/member.ts'
import type { TemplateDeeds } from '#clients/desk/templates/template-deeds.ts'
import { foldTemplates } from '#domain/templates.ts'
import type { FixtureOffice } from './fixture-office.ts'
import { fixtureHash } from './fixture-report.ts'

/** Prepared answers of an office in memory. */
export function fixtureTemplates(office: FixtureOffice, me: MemberView, deed: <T>(act: () => T) => Promise<T>): TemplateDeeds {
  return {
    list: () => deed(() => foldTemplates(office.templates)),
    put: (wording, previous) => deed(() => {
      if (!me.roles.includes('administrator')) throw new Refusal('not-allowed')
      office.templates.push({ ...wording, previous, author: me.signKey, day: office.today, hash: fixtureHash(`template ${office.templates.length}`) })
      return foldTemplates(office.templates)
    }),
  }
}
