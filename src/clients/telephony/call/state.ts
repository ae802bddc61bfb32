import type { Language } from '#domain/bodies.ts'
import type { LineNow } from '#domain/line-now.ts'
import type { Prompt } from '../prompts/prompt.ts'

/** Where in the conversation a call is. */
export type Where = 'language' | 'menu' | 'notice' | 'code' | 'danger' | 'wake' | 'speak' | 'review' | 'sending' | 'enter' | 'opening' | 'status' | 'replies' | 'minutes' | 'withdraw' | 'withdraw-sure' | 'withdrawing' | 'ending' | 'ended'

/** Something that the caller hears. */
export type Sound =
  | { readonly prompt: Prompt; /** Another than that of the call. */ readonly language?: Language }
  /** Read digit by digit: a code, a day, a number of replies. */
  | { readonly digits: string }
  | { readonly pause: true }
  /** How to reach a person, as the line was told. */
  | { readonly person: true }
  /** Starts a recording. */
  | { readonly tone: true }
  /** What the caller said, as it came. */
  | { readonly own: true }
  | { readonly reply: number }
  /** What the office says first on this line, and outside its hours when somebody answers; nothing where it says nothing. */
  | { readonly greeting: true }
  | { readonly closed: true }
  | { readonly minutes: true }

/** What a call knows of a report that its code opened: nothing that stands in it. */
export interface Opened {
  /** False where a line was killed before the report was sent: only speech waits under the code. */
  readonly isFiled: boolean
  /** Speech of an earlier call that was never sent. */
  readonly hasUnsent: boolean
  readonly state: Prompt
  /** Month and day of the next date, as digits: `1126`. */
  readonly next: string | null
  /** Month and day until which one may object to the referral; null where one cannot. */
  readonly objectUntil: string | null
  /** Month and day from which it may be erased; null where none is known. */
  readonly erasedFrom: string | null
  readonly replies: number
  /** Minutes or a transcript that were offered and not answered, and that this line can read out. */
  readonly hasMinutes: boolean
  readonly canWithdraw: boolean
}

export interface CallState {
  readonly at: Where
  readonly language: Language
  /** The code that this call drew; null before the caller agreed. */
  readonly code: string | null
  readonly danger: 'yes' | 'no' | 'unsure' | null
  /** Whether somebody is to be woken; asked where life is in danger, and nowhere else. */
  readonly wake: boolean
  /** Digits of a code so far. */
  readonly typed: string
  readonly wrong: number
  /** How often the question was asked that nobody answered. */
  readonly asked: number
  readonly takes: number
  readonly pressed: number
  readonly isRecording: boolean
  /** Whether there is speech that was not sent. */
  readonly hasSpoken: boolean
  readonly opened: Opened | null
  readonly reply: number
  /** Whether the line has room to change this caller's voice. */
  readonly offersMask: boolean
  /** Whether what is said next is kept as another voice. */
  readonly isMasked: boolean
  /** Whether what is said corrects what was written down and just read out. */
  readonly isCorrecting: boolean
  /** Whether the office is to be asked to erase what is taken back. */
  readonly erase: boolean
}

export type CallEvent =
  | { readonly on: 'begin' }
  | { readonly on: 'digit'; readonly digit: string }
  /** Everything that was to be said has been heard. */
  | { readonly on: 'played' }
  | { readonly on: 'code'; readonly code: string }
  | { readonly on: 'spoken' }
  | { readonly on: 'silence' }
  | { readonly on: 'near-end' }
  /** As much was said as is taken at once. */
  | { readonly on: 'full' }
  | { readonly on: 'opened'; readonly opened: Opened }
  | { readonly on: 'wrong-code' }
  | { readonly on: 'unreachable' }
  /** What was said under this code in an earlier call is not with the server yet. */
  | { readonly on: 'still-waiting' }
  | { readonly on: 'delivered' }
  /** Sealed, and not with the server yet. */
  | { readonly on: 'waiting' }
  /** The server will not have it. */
  | { readonly on: 'refused' }
  | { readonly on: 'agreed'; /** Whether something else that was written down waits to be heard. */ readonly hasMore: boolean }
  | { readonly on: 'withdrawn'; readonly opened: Opened }
  /** The call is as long as a call may be. */
  | { readonly on: 'over' }
  | { readonly on: 'hangup' }

export type Effect =
  /** In the place of whatever is being said. */
  | { readonly do: 'say'; readonly sounds: readonly Sound[] }
  | { readonly do: 'draw-code' }
  | { readonly do: 'record'; readonly masked: boolean }
  | { readonly do: 'stop-recording' }
  | { readonly do: 'discard' }
  | { readonly do: 'deliver'; readonly danger: CallState['danger']; readonly wake: boolean; readonly language: Language; readonly corrects: boolean }
  | { readonly do: 'open'; readonly code: string }
  | { readonly do: 'agree' }
  | { readonly do: 'withdraw'; readonly erase: boolean; readonly language: Language }
  /** Tells after a while that no key was pressed. */
  | { readonly do: 'wait' }
  | { readonly do: 'hangup' }

export interface Step {
  readonly state: CallState
  readonly effects: readonly Effect[]
}

export const NEW_CALL: CallState = {
  at: 'language', language: 'en', code: null, danger: null, wake: false, typed: '', wrong: 0, asked: 0, takes: 0, pressed: 0, isRecording: false, hasSpoken: false, opened: null, reply: 0, offersMask: true, isMasked: false, isCorrecting: false, erase: false,
}

/** As it comes in. A line of one language asks for none. */
export function newCall(line: Pick<LineNow, 'languages'> | null, offersMask: boolean): CallState {
  const [language, ...others] = line?.languages ?? []
  return { ...NEW_CALL, offersMask, ...(language !== undefined && others.length === 0 ? { at: 'menu', language } : {}) }
}
