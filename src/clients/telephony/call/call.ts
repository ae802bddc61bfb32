import { LIMITS } from '#base/limits.ts'
import { RECEIPT_DIGITS } from '#sealing/plain/receipt.ts'
import { canChangeVoice, end, go, questionOf, say } from './ask.ts'
import type { CallEvent, CallState, Effect, Step } from './state.ts'
import { unsure, withdrawn, WITHDRAWING_KEYS } from './withdrawing.ts'

/**
 * The whole of a call, as a function: what happened in which state gives the next state and what is to be done. It has no clock, no socket and no sound.
 *
 * [Note: What is kept] Speech is kept from its first second on. A caller who hangs up, falls silent, or presses too many keys has said it, unless
 * they threw it away by the key for that.
 */
export function step(state: CallState, event: CallEvent): Step {
  switch (event.on) {
    case 'begin': return go(state, {}, [{ greeting: true }, ...(state.at === 'menu' ? [{ closed: true }] as const : [])])
    case 'digit': return pressed(state, event.digit)
    case 'played': return played(state)
    case 'code': return state.at === 'code' && state.code === null ? go(state, { code: event.code }) : stay(state)
    case 'spoken': return state.isRecording ? { state: { ...state, hasSpoken: true }, effects: [] } : stay(state)
    case 'silence': return unanswered(state)
    case 'near-end': return state.isRecording ? { state, effects: [say({ prompt: 'near-end' })] } : stay(state)
    case 'full': return state.isRecording ? toReview(state, [{ prompt: 'full' }]) : stay(state)
    case 'hangup': return hungUp(state)
    case 'over': return state.at === 'ending' || state.at === 'ended' ? stay(state) : end(state, [{ prompt: 'over' }], kept(state))
    default: return answered(state, event)
  }
}

type Answer = Extract<CallEvent, { readonly on: 'opened' | 'wrong-code' | 'still-waiting' | 'unreachable' | 'delivered' | 'waiting' | 'refused' | 'agreed' | 'withdrawn' }>

/** What the server had to say. */
function answered(state: CallState, event: Answer): Step {
  switch (event.on) {
    case 'opened': return state.at === 'opening' ? opened(state, event.opened) : stay(state)
    case 'wrong-code': return state.at === 'opening' ? wrongCode(state) : stay(state)
    case 'still-waiting': return state.at === 'opening' ? end(state, [{ prompt: 'still-waiting' }]) : stay(state)
    case 'agreed': return state.at === 'minutes' ? go({ ...state, opened: state.opened === null ? null : { ...state.opened, hasMinutes: event.hasMore } }, { at: 'status' }, [{ prompt: 'minutes-agreed' }]) : stay(state)
    case 'delivered': return state.at === 'sending' ? end(state, [{ prompt: 'thanks' }]) : stay(state)
    case 'waiting': return state.at === 'sending' ? end(state, [{ prompt: 'sent-later' }]) : stay(state)
    case 'refused': return state.at === 'sending' ? end(state, [{ prompt: 'refused' }]) : stay(state)
    case 'withdrawn': return state.at === 'withdrawing' ? withdrawn(state, event) : stay(state)
    case 'unreachable': return state.at === 'withdrawing' ? unsure(state) : ['opening', 'minutes', 'code'].includes(state.at) ? end(state, [{ prompt: 'unreachable' }]) : stay(state)
  }
}

function opened(state: CallState, found: NonNullable<CallState['opened']>): Step {
  // A code that was drawn before is another report's: who reports anew gets a new one.
  const next = { ...state, opened: found, typed: '', code: null, danger: null, wake: false, isCorrecting: false }
  return found.hasUnsent ? go(next, { at: 'review', hasSpoken: true }, [{ prompt: 'unsent' }]) : go(next, { at: 'status' })
}

function wrongCode(state: CallState): Step {
  const wrong = state.wrong + 1
  return wrong >= LIMITS.callCodesMax ? end({ ...state, wrong }, [{ prompt: 'codes-over' }]) : go(state, { at: 'enter', typed: '', wrong }, [{ prompt: 'wrong-code' }])
}

const stay = (state: CallState): Step => ({ state, effects: [] })

function pressed(from: CallState, digit: string): Step {
  const state = { ...from, pressed: from.pressed + 1 }
  if (state.at === 'ended' || state.at === 'ending') return stay(state)
  if (state.pressed > LIMITS.callDigitsMax) return ended(state, [...kept(state), { do: 'hangup' }])
  if (digit === '0' && state.at !== 'enter' && !state.isRecording) return { state: { ...state, asked: 0 }, effects: [say({ person: true }, ...questionOf(state))] }
  return KEYS[state.at]?.(state, digit) ?? stay(state)
}

/** What each key does where; a key that means nothing there asks once more. */
const KEYS: Partial<Readonly<Record<CallState['at'], (state: CallState, digit: string) => Step>>> = {
  language: (state, digit) => (digit === '1' || digit === '2' ? go(state, { at: 'menu', language: digit === '2' ? 'zh' : 'en' }, [{ closed: true }]) : go(state, {})),
  menu: (state, digit) => {
    if (digit === '1') return go(state, { at: 'notice' })
    if (digit === '2') return go(state, { at: 'enter', typed: '' })
    return go(state, digit === '*' ? { at: 'language' } : {})
  },
  notice: (state, digit) => {
    if (digit === '*') return go(state, { at: 'menu' })
    if (digit !== '1') return go(state, {})
    return state.code === null ? { state: { ...state, at: 'code', asked: 0 }, effects: [say({ prompt: 'please-wait' }), { do: 'draw-code' }] } : go(state, { at: 'code' })
  },
  code: (state, digit) => {
    if (state.code === null) return stay(state)
    if (digit === '*') return go(state, { at: 'notice' })
    return go(state, digit === '1' ? { at: 'danger' } : {})
  },
  danger: (state, digit) => {
    // Who called back about speech that was never filed was given their code in the call before.
    if (digit === '*') return go(state, state.code === null ? {} : { at: 'code' })
    const danger = DANGERS[digit]
    return danger === undefined ? go(state, {}) : go(state, { at: danger === 'yes' ? 'wake' : 'speak', danger, wake: false, isCorrecting: false })
  },
  wake: (state, digit) => {
    if (digit === '*') return go(state, { at: 'danger' })
    return go(state, digit === '1' || digit === '2' ? { at: 'speak', wake: digit === '1' } : {})
  },
  speak: speaking,
  review: reviewing,
  enter: entering,
  status: (state, digit) => {
    const { opened: known } = state
    if (digit === '1' && known !== null && known.replies > 0) return go(state, { at: 'replies', reply: 0 })
    if (digit === '2' && known?.hasMinutes === true) return go(state, { at: 'minutes' })
    if (digit === '3') return go(state, { at: 'speak', isCorrecting: false })
    if (digit === '8' && known?.canWithdraw === true) return go(state, { at: 'withdraw', erase: false })
    return go(state, digit === '*' ? { at: 'menu', opened: null } : {})
  },
  replies: (state, digit) => (digit === '*' ? go(state, { at: 'status' }) : nextReply(state)),
  minutes: (state, digit) => {
    if (digit === '1') return { state, effects: [say({ prompt: 'please-wait' }), { do: 'agree' }] }
    if (digit === '2') return go(state, { at: 'speak', isCorrecting: true })
    return go(state, digit === '*' ? { at: 'status' } : {})
  },
  ...WITHDRAWING_KEYS,
}

const DANGERS: Readonly<Record<string, NonNullable<CallState['danger']>>> = { '1': 'yes', '2': 'no', '3': 'unsure' }

/** In speech two keys mean something: a hand that slips on the others ends nothing. */
function speaking(state: CallState, digit: string): Step {
  if (!state.hasSpoken && (digit === '*' || (digit === '4' && canChangeVoice(state)))) {
    const next = digit === '*' ? go(state, { at: before(state), isRecording: false }) : go(state, { isMasked: !state.isMasked, takes: state.takes + 1, isRecording: false }, state.isMasked ? [] : [{ prompt: 'voice-changed' }])
    return state.isRecording ? { state: next.state, effects: [{ do: 'stop-recording' }, ...next.effects] } : next
  }
  if (!state.isRecording) return { state: { ...state, isRecording: true }, effects: [say({ tone: true }), record(state)] }
  return digit === '#' || digit === '*' ? toReview(state) : stay(state)
}

function record({ isMasked }: CallState): Effect {
  return { do: 'record', masked: isMasked }
}

function before(state: CallState): CallState['at'] {
  return state.opened?.isFiled === true ? 'status' : 'danger'
}

function toReview(state: CallState, first: readonly { readonly prompt: 'full' }[] = []): Step {
  if (!state.hasSpoken) return { ...go({ ...state, isRecording: false }, {}, [{ prompt: 'nothing-heard' }]), effects: [{ do: 'stop-recording' }, say({ prompt: 'nothing-heard' }, ...questionOf(state))] }
  const { state: next, effects } = go(state, { at: 'review', isRecording: false }, first)
  return { state: next, effects: [{ do: 'stop-recording' }, ...effects] }
}

function reviewing(state: CallState, digit: string): Step {
  if (digit === '1') return { state: { ...state, asked: 0 }, effects: [say({ own: true }, ...questionOf(state))] }
  if (digit === '2') return { state: { ...state, at: 'sending', hasSpoken: false }, effects: [say({ prompt: 'please-wait' }), deliver(state)] }
  if (digit === '3') {
    if (state.takes + 1 >= LIMITS.spokenTakesMax) return go(state, {}, [{ prompt: 'takes-over' }])
    const anew = go(state, { at: 'speak', takes: state.takes + 1, hasSpoken: false })
    return { state: anew.state, effects: [{ do: 'discard' }, ...anew.effects] }
  }
  if (digit !== '9') return go(state, {})
  const thrown = go(state, { at: state.opened?.isFiled === true ? 'status' : 'menu', hasSpoken: false, takes: state.takes + 1 }, [{ prompt: 'thrown-away' }])
  return { state: thrown.state, effects: [{ do: 'discard' }, ...thrown.effects] }
}

function entering(state: CallState, digit: string): Step {
  if (digit === '*') return state.typed === '' ? go(state, { at: 'menu' }) : go(state, { typed: '' })
  if (digit === '#') return wrongCode(state)
  const typed = state.typed + digit
  if (typed.length < RECEIPT_DIGITS) return { state: { ...state, typed, asked: 0 }, effects: typed.length === 1 ? [say(), { do: 'wait' }] : [{ do: 'wait' }] }
  return { state: { ...state, at: 'opening', typed: '' }, effects: [say({ prompt: 'please-wait' }), { do: 'open', code: typed }] }
}

function nextReply(state: CallState): Step {
  const reply = state.reply + 1
  return reply < (state.opened?.replies ?? 0) ? go(state, { reply }) : go(state, { at: 'status' })
}

function played(state: CallState): Step {
  switch (state.at) {
    case 'ending': return ended(state, [{ do: 'hangup' }])
    case 'ended': case 'sending': case 'opening': case 'withdrawing': return stay(state)
    case 'speak': return state.isRecording ? stay(state) : { state: { ...state, isRecording: true }, effects: [record(state)] }
    case 'replies': return nextReply(state)
    case 'code': return state.code === null ? stay(state) : { state, effects: [{ do: 'wait' }] }
    default: return { state, effects: [{ do: 'wait' }] }
  }
}

function unanswered(state: CallState): Step {
  if (state.isRecording) return state.hasSpoken ? toReview(state) : askAgain({ ...state, isRecording: false }, [{ do: 'stop-recording' }])
  if (['sending', 'opening', 'withdrawing', 'ending', 'ended'].includes(state.at) || (state.at === 'code' && state.code === null)) return stay(state)
  return askAgain(state)
}

function askAgain(state: CallState, first: readonly Effect[] = []): Step {
  const asked = state.asked + 1
  if (asked >= LIMITS.callAskedMax) return end(state, [{ prompt: 'nobody' }], [...first, ...kept(state)])
  const again = go(state, { asked })
  return { state: again.state, effects: [...first, ...again.effects] }
}

function hungUp(state: CallState): Step {
  return state.at === 'ended' ? stay(state) : ended(state, kept(state))
}

function ended(state: CallState, effects: readonly Effect[]): Step {
  return { state: { ...state, at: 'ended', isRecording: false, hasSpoken: false }, effects }
}

/** @see [Note: What is kept] */
function kept(state: CallState): readonly Effect[] {
  return [...(state.isRecording ? [{ do: 'stop-recording' }] as const : []), ...(state.hasSpoken ? [deliver(state)] : [])]
}

function deliver({ danger, wake, language, isCorrecting }: CallState): Effect {
  return { do: 'deliver', danger, wake, language, corrects: isCorrecting }
}
