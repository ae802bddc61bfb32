import { end, go, say } from './ask.ts'
import type { CallEvent, CallState, Step } from './state.ts'

type Asked = 'withdraw' | 'withdraw-sure'

/**
 * Taking a report back, by keys. It is confirmed twice, the second time by another key than the first: a hand that presses one key again and again takes
 * nothing back. Whatever else is pressed asks once more, and star keeps the report as it is.
 */
export const WITHDRAWING_KEYS: Readonly<Record<Asked, (state: CallState, digit: string) => Step>> = {
  'withdraw': (state, digit) => {
    if (digit === '1' || digit === '2') return go(state, { at: 'withdraw-sure', erase: digit === '2' })
    return digit === '*' ? kept(state) : go(state, {})
  },
  'withdraw-sure': (state, digit) => {
    if (digit === '7') return { state: { ...state, at: 'withdrawing', asked: 0 }, effects: [say({ prompt: 'please-wait' }), { do: 'withdraw', erase: state.erase, language: state.language }] }
    return digit === '*' ? kept(state) : go(state, {})
  },
}

function kept(state: CallState): Step {
  return go(state, { at: 'status', erase: false }, [{ prompt: 'withdraw-kept' }])
}

export function withdrawn(state: CallState, { opened }: Extract<CallEvent, { on: 'withdrawn' }>): Step {
  return go(state, { at: 'status', opened, erase: false }, [{ prompt: 'withdraw-done' }, ...(state.erase ? [{ prompt: 'erase-asked' }] as const : [])])
}

/** The answer may have been lost on its way: nobody here knows whether it was done. */
export function unsure(state: CallState): Step {
  return end(state, [{ prompt: 'withdraw-unsure' }])
}
