import * as v from 'valibot'

/** A question to an expert as it is put together: which exhibits, to whom, what, and until when. Kept as the text of one draft. */
export interface QuestionDraft {
  readonly exhibits: readonly number[]
  readonly expert: string
  readonly questions: readonly string[]
  readonly due: string
}

const shape = v.strictObject({ exhibits: v.array(v.number()), expert: v.string(), questions: v.pipe(v.array(v.string()), v.minLength(1)), due: v.string() })

/** @returns null where nothing was begun */
export function readQuestion(text: string): QuestionDraft | null {
  return text === '' ? null : v.parse(shape, JSON.parse(text))
}

/** @returns the empty text, which is no draft, where nothing stands that a person would miss */
export function writeQuestion(draft: QuestionDraft): string {
  const isBegun = draft.exhibits.length > 0 || draft.questions.some((each) => each.trim() !== '')
  return isBegun ? JSON.stringify(draft) : ''
}

/** What is signed: one question as it stands, several numbered. Empty fields are left out. */
export function questionsText(questions: readonly string[]): string {
  const asked = questions.map((each) => each.trim()).filter((each) => each !== '')
  return asked.length === 1 ? (asked[0] ?? '') : asked.map((each, index) => `${index + 1}. ${each}`).join('\n')
}
