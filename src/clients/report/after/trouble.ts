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
  // Which link of the chain broke is nothing to a reporter; that the server is not believed is.
  const name = error.code === 'bad-chain' || error.code === 'bad-signature' ? 'forged-history' : error.code
  return typeof question === 'string' ? { name, question } : { name }
}
