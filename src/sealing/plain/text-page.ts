import type { Day } from '#base/day.ts'
import type { Language } from '#domain/bodies.ts'
import type { State } from '#domain/docket.ts'

/** The first words of one report, as a list shows them. */
export interface FirstText {
  readonly id: string
  readonly title: string
  readonly language: Language
  readonly receivedDay: Day
  readonly state: State
  readonly text: string
}

export interface TextPagePlace {
  readonly office: string
  readonly team: string
  readonly epoch: number
  /** 32 random bytes, base64url: a page is written once. */
  readonly page: string
}

/** First words of some hundred reports that a team reads, for the device of a colleague that has none of them. */
export interface TextPage extends TextPagePlace {
  readonly texts: readonly FirstText[]
}
