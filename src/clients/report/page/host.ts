import type { Attachment } from '#domain/bodies.ts'
import type { FileScope } from '../file-part.ts'
import * as dom from './dom.ts'
import * as form from './form.ts'
import * as views from './views.ts'
import * as wrong from './wrong.ts'

/** What the page lends to the sealing code: that comes later, in a file of its own, and shall not bring the page a second time. */
export const HOST = {
  all: dom.all, data: dom.data, element: dom.element, fill: dom.fill, find: dom.find, part: dom.part, piece: dom.piece, say: dom.say,
  go: views.go, clearWrong: wrong.clearWrong, showWrong: wrong.showWrong,
  answerText: form.answerText, backToWrong: form.backToWrong, cannot: form.drawCannot, drawDeeds: form.drawDeeds, firstWrong: form.firstWrong,
  form: form.form, questionTitle: form.questionTitle, typed: form.typed,
} as const

/** What is to be cited of the files that were added; or the sentence that says why none can be yet. */
export type Taken = { readonly files: readonly Attachment[] } | { readonly wrong: string }

export interface LentFiles {
  /** Waits until all that were added have arrived. */
  take(scope: FileScope): Promise<Taken>
  /** They are cited: none is left to be. */
  clear(scope: FileScope): void
  /** Puts the lists into the page as it is now. */
  draw(): void
}

export type Host = typeof HOST & { readonly files: LentFiles }
