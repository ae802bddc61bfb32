import { Refusal } from '#base/refusal.ts'
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
  return typeof question === 'string' ? { name: error.code, question } : { name: error.code }
}
