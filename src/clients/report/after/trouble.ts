import { Refusal } from '#base/refusal.ts'
import { MY_NAME } from '../identity-fields.ts'
import { Unsupported } from './session.ts'

export interface Trouble {
  /** The name of a sentence of the page. What is no refusal is a fault of ours. */
  readonly name: string
  readonly question?: string
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof Unsupported) return { name: 'cannot-unsupported' }
  if (!(error instanceof Refusal)) return { name: 'ours' }
  const { question } = error.details
  // Which link of the chain broke is nothing to a reporter; that the server is not believed is.
  const name = error.code === 'bad-chain' || error.code === 'bad-signature' ? 'forged-history' : error.code
  return typeof question === 'string' ? { name, question } : { name }
}

/** Which sentence a field's own trouble has; of any other, its own. */
const FIELD_WORDS: Readonly<Record<string, string>> = { 'empty-text': 'wrong-what', 'bad-text': 'wrong-text', 'too-large': 'wrong-long' }

export function fieldTrouble(name: string, question: string | undefined): string {
  if (question === MY_NAME && name === 'empty-text') return 'wrong-name'
  return question === undefined ? name : FIELD_WORDS[name] ?? name
}
