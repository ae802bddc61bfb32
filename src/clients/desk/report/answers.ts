import { STANDARD_QUESTIONNAIRE, type Answers } from '#domain/questionnaire.ts'
import type { Words } from '#words/desk/generated/words.ts'

export interface AnswerInWords {
  readonly question: string
  readonly label: string
  readonly text: string
  /** Typed by the reporter, not chosen from a list. */
  readonly isOwnWords: boolean
}

/** Shown as the message itself, not as an answer below it. */
const MAIN_QUESTION = 'what'

/** Every answer but the first, in the order of the questions; what this desk has no words for is shown as it stands. */
export function answersInWords(answers: Answers, words: Words): readonly AnswerInWords[] {
  const order = STANDARD_QUESTIONNAIRE.map((question) => question.id)
  const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length)
  return Object.entries(answers)
    .filter(([question]) => question !== MAIN_QUESTION)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([question, answer]) => {
      const choice = wordsFor(`answer-${question}-${answer}`, words)
      return { question, label: wordsFor(`question-${question}`, words) ?? question, text: choice ?? answer, isOwnWords: choice === null }
    })
}

function wordsFor(key: string, words: Words): string | null {
  const found: unknown = Object.hasOwn(words, key) ? words[key as keyof Words] : null
  return typeof found === 'string' ? found : null
}
