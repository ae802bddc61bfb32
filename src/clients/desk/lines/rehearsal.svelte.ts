import { LIMITS } from '#base/limits.ts'
import { BETWEEN_DIGITS_SECONDS, piecesOf, type Piece, type Told } from '#clients/telephony/call/pieces.ts'
import { step } from '#clients/telephony/call/call.ts'
import { NEW_CALL, newCall, type CallEvent, type CallState, type Effect } from '#clients/telephony/call/state.ts'
import { PHONE_WORDS } from '#clients/telephony/prompts/prompt.ts'
import type { Language } from '#domain/bodies.ts'
import type { PretendServer } from './pretend.ts'

/** What was said and pressed, as it is read. */
export interface Heard {
  readonly by: 'line' | 'caller'
  readonly language: Language
  readonly text: string
}

/** What makes sound and hears it. */
export interface RehearsalEar {
  /** Resolves when it was heard, or at once after `hush`. */
  play(piece: Piece): Promise<void>
  hush(): void
  /** Begins to record, with another voice where that is wished, and tells once that somebody speaks. */
  record(isMasked: boolean, onspoken: () => void): void
  /** Ends it, and keeps what was said for `play`. */
  stop(): void
  /** Throws it away. */
  discard(): void
}

/** Answers of a server take a moment. */
const ANSWER_MS = 600

/** A call that is played in this page alone: the line's own conversation, over a server that there is none of. Nothing is filed. */
export class Rehearsal {
  #state = $state.raw<CallState>(NEW_CALL)
  heard = $state.raw<readonly Heard[]>([])
  readonly #ear: RehearsalEar
  readonly #server: PretendServer
  readonly #told: Omit<Told, 'language'>
  #saying = 0
  #waiting: ReturnType<typeof setTimeout> | null = null

  constructor(ear: RehearsalEar, server: PretendServer, told: Omit<Told, 'language'>) {
    this.#ear = ear
    this.#server = server
    this.#told = told
    this.#state = newCall(told.line, true)
    this.#tell({ on: 'begin' })
  }

  get isOver(): boolean { return this.#state.at === 'ended' }
  get isRecording(): boolean { return this.#state.isRecording }

  press(digit: string): void {
    if (this.isOver) return
    this.#note({ by: 'caller', language: this.#state.language, text: digit })
    this.#tell({ on: 'digit', digit })
  }

  hangUp(): void {
    this.#tell({ on: 'hangup' })
  }

  #tell(event: CallEvent): void {
    if (this.isOver) return
    if (event.on === 'digit') this.#stopWaiting()
    const { state, effects } = step(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    if (this.isOver) this.#end()
  }

  #carryOut(effect: Effect): void {
    const answer = this.#server.answer(effect)
    if (answer !== null) setTimeout(() => this.#tell(answer), ANSWER_MS)
    switch (effect.do) {
      case 'say': return void this.#say(piecesOf(effect.sounds, { ...this.#told, language: this.#state.language }))
      case 'wait': return this.#wait(LIMITS.callWaitSeconds)
      case 'record':
        this.#wait(LIMITS.callSilenceSeconds)
        return this.#ear.record(effect.masked, () => { this.#stopWaiting(); this.#tell({ on: 'spoken' }) })
      case 'stop-recording':
        this.#stopWaiting()
        return this.#ear.stop()
      case 'discard': return this.#ear.discard()
      default: return undefined
    }
  }

  async #say(pieces: readonly Piece[]): Promise<void> {
    this.#stopWaiting()
    const saying = ++this.#saying
    this.#ear.hush()
    if (pieces.length === 0) return
    const isStill = (): boolean => saying === this.#saying && !this.isOver
    let isDigit = false
    for (const piece of pieces) {
      if (!isStill()) return
      const text = textOf(piece, this.#state.language)
      const isNext = piece.is === 'prompt' && piece.prompt.startsWith('digit-')
      if (text !== null) this.#note(text, isDigit && isNext)
      if (piece.is !== 'pause' || piece.seconds > BETWEEN_DIGITS_SECONDS) isDigit = isNext
      await this.#ear.play(piece)
    }
    if (isStill()) this.#tell({ on: 'played' })
  }

  #note(heard: Heard, goesOn = false): void {
    const last = this.heard.at(-1)
    this.heard = goesOn && last !== undefined ? [...this.heard.slice(0, -1), { ...last, text: `${last.text}${heard.text}` }] : [...this.heard, heard]
  }

  #wait(seconds: number): void {
    this.#stopWaiting()
    this.#waiting = setTimeout(() => this.#tell({ on: 'silence' }), seconds * 1000)
  }

  #stopWaiting(): void {
    if (this.#waiting !== null) clearTimeout(this.#waiting)
    this.#waiting = null
  }

  #end(): void {
    this.#stopWaiting()
    this.#saying += 1
    this.#ear.hush()
    this.#ear.discard()
  }
}

/** Digits stand as digits: a code is compared with what one wrote down. */
function textOf(piece: Piece, language: Language): Heard | null {
  if (piece.is === 'prompt') return { by: 'line', language: piece.language, text: piece.prompt.startsWith('digit-') ? piece.prompt.slice(-1) : PHONE_WORDS[piece.language][piece.prompt] }
  if (piece.is === 'words') return { by: 'line', language: piece.language, text: piece.text }
  if (piece.is === 'reply') return { by: 'line', language, text: PHONE_WORDS[language]['reply-written'] }
  return null
}
