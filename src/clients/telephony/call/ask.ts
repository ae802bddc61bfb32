import { LIMITS } from '#base/limits.ts'
import { groupsOf } from '#sealing/plain/receipt.ts'
import type { CallState, Effect, Sound, Step } from './state.ts'

/** Goes to a place and asks what is asked there. */
export function go(state: CallState, change: Partial<CallState>, before: readonly Sound[] = []): Step {
  const next = { ...state, asked: 0, ...change }
  return { state: next, effects: [say(...before, ...questionOf(next))] }
}

export function say(...sounds: readonly Sound[]): Effect {
  return { do: 'say', sounds }
}

/** Says a last thing; when it was heard the call ends. */
export function end(state: CallState, last: readonly Sound[], before: readonly Effect[] = []): Step {
  return { state: { ...state, at: 'ending', isRecording: false, hasSpoken: false }, effects: [...before, say(...last)] }
}

/** What is recorded in another voice is another take, and a caller has only so many. */
export function canChangeVoice({ offersMask, takes }: CallState): boolean {
  return offersMask && takes + 1 < LIMITS.spokenTakesMax
}

export function questionOf(state: CallState): readonly Sound[] {
  switch (state.at) {
    case 'language': return [{ prompt: 'language', language: 'en' }, { prompt: 'language', language: 'zh' }]
    case 'menu': return [{ prompt: 'menu' }]
    case 'notice': return [{ prompt: 'notice' }, { prompt: 'consent' }]
    case 'code': return codeAloud(state.code)
    case 'danger': return [{ prompt: 'danger' }]
    case 'wake': return [{ prompt: 'wake' }]
    case 'speak': return [...(canChangeVoice(state) ? [{ prompt: state.isMasked ? 'voice-keep' : 'voice-change' }] as const : []), { prompt: state.isCorrecting ? 'speak-correction' : 'speak' }, { tone: true }]
    case 'review': return [{ prompt: 'review' }]
    case 'sending': case 'opening': case 'withdrawing': return [{ prompt: 'please-wait' }]
    case 'enter': return [{ prompt: 'enter-code' }]
    case 'status': return statusOf(state)
    case 'replies': return [{ prompt: 'reply' }, { digits: String(state.reply + 1) }, { reply: state.reply }]
    case 'minutes': return [{ prompt: 'minutes' }, { minutes: true }, { prompt: 'minutes-ask' }]
    case 'withdraw': return [{ prompt: 'withdraw' }, { prompt: 'withdraw-ask' }]
    case 'withdraw-sure': return [{ prompt: state.erase ? 'erase-sure' : 'withdraw-sure' }, { prompt: 'withdraw-confirm' }]
    case 'ending': case 'ended': return []
  }
}

/** Twice, in groups of four: a pen is looked for during the first time. */
function codeAloud(code: string | null): readonly Sound[] {
  if (code === null) return []
  const groups: readonly Sound[] = groupsOf(code).flatMap((digits) => [{ digits }, { pause: true }])
  return [{ prompt: 'code' }, ...groups, { prompt: 'code-again' }, ...groups, { prompt: 'code-ask' }]
}

function statusOf({ opened }: CallState): readonly Sound[] {
  if (opened === null) return []
  const { state, next, objectUntil, erasedFrom, replies, hasMinutes, canWithdraw } = opened
  return [
    { prompt: 'status' }, { prompt: state },
    ...dayAloud('next-month', next), ...dayAloud('object-until', objectUntil), ...dayAloud('erased-from', erasedFrom),
    ...(replies === 0 ? [{ prompt: 'no-replies' }] as const : [{ prompt: 'replies' }, { digits: String(replies) }, { prompt: 'hear-replies' }] as const),
    ...(hasMinutes ? [{ prompt: 'hear-minutes' }] as const : []),
    ...(canWithdraw ? [{ prompt: 'hear-withdraw' }] as const : []),
    { prompt: 'status-ask' },
  ]
}

/** A day behind the words that say what it is: its month, its day. */
function dayAloud(prompt: 'next-month' | 'object-until' | 'erased-from', monthDay: string | null): readonly Sound[] {
  return monthDay === null ? [] : [{ prompt }, { digits: monthDay.slice(0, 2) }, { prompt: 'next-day' }, { digits: monthDay.slice(2) }]
}
