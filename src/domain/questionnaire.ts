import { canonicalJson } from '#base/json.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { cleanText } from '#base/text.ts'

/**
 * One question. Its wording is in `words/reporter` under `question-<id>`, `question-<id>-hint` and `question-<id>-<choice>`.
 * There is no question about belief, opinion, membership, reading or browsing, and none may be added.
 */
export interface Question {
  readonly id: string
  readonly kind: 'long-text' | 'short-text' | 'choice'
  readonly required: boolean
  readonly choices?: readonly string[]
}

export type Answers = Readonly<Record<string, string>>

/** The standard questionnaire: six questions and the permission to write back. Only the first must be answered. */
export const STANDARD_QUESTIONNAIRE: readonly Question[] = [
  { id: 'what', kind: 'long-text', required: true },
  { id: 'where', kind: 'short-text', required: false },
  { id: 'when', kind: 'short-text', required: false },
  { id: 'who', kind: 'long-text', required: false },
  { id: 'know', kind: 'choice', required: false, choices: ['saw', 'told', 'inferred', 'unsaid'] },
  { id: 'danger', kind: 'choice', required: false, choices: ['no', 'unsure', 'yes'] },
  { id: 'contact', kind: 'choice', required: false, choices: ['yes', 'no'] },
]

/** What a directory's questionnaire hash is taken over. */
export function questionnaireText(questions: readonly Question[]): string {
  return canonicalJson(questions)
}

/**
 * Cleans what was typed, and drops empty answers.
 * @throws Refusal `empty-text` if a required answer is missing, `malformed` for a question or choice that is not there; `details.question` names it.
 */
export function checkAnswers(questions: readonly Question[], given: Answers): Answers {
  const unknown = Object.keys(given).find((id) => !questions.some((question) => question.id === id))
  if (unknown !== undefined) throw new Refusal('malformed', { question: unknown.slice(0, 64) })
  const kept = questions.map((question) => [question.id, checkAnswer(question, given[question.id] ?? '')] as const)
  return Object.fromEntries(kept.filter(([, answer]) => answer !== ''))
}

function checkAnswer(question: Question, given: string): string {
  const details = { question: question.id }
  try {
    const answer = cleanText(given, LIMITS.answerCharactersMax).trim()
    if (answer === '' && question.required) throw new Refusal('empty-text', details)
    if (answer !== '' && question.choices !== undefined && !question.choices.includes(answer)) throw new Refusal('malformed', details)
    return answer
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(error.code, { ...error.details, ...details }) : error
  }
}
