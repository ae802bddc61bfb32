import type { TemplateDeed } from '#domain/templates.ts'

/** A prepared answer as it is put in for one report. */
export interface Prepared {
  readonly text: string
  readonly deed: TemplateDeed
  /** It is not in the reporter's language, because there are no words in that. */
  readonly other: boolean
}
