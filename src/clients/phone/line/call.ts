import { LIMITS } from '#base/limits.ts'
import { Refusal, type RefusalCode } from '#base/refusal.ts'
import type { Bytes } from '#base/bytes.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Attachment } from '#domain/bodies.ts'
import { TELEPHONE_HZ } from '#domain/telephone.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'
import type { LineNow } from '#domain/line-now.ts'
import { step } from '#clients/telephony/call/call.ts'
import { newCall, type CallEvent, type CallState, type Effect } from '#clients/telephony/call/state.ts'
import type { Ear, Media } from '../media/media.ts'
import { encode, isLoud } from '#clients/telephony/sound/g711.ts'
import type { Codes, Holder } from '../spoken/codes.ts'
import { prepareSpeech } from '../spoken/prepare.ts'
import { Speech } from '../spoken/speech.ts'
import type { WaitingRoom } from '../spoken/waiting-room.ts'
import type { Clock } from './clock.ts'
import { listenTo } from './listen.ts'
import { agreeToMinutes, callBack, keysOf, takeBack, type CalledBack } from './report.ts'
import { soundsOf, type Saying } from './sounds.ts'

export interface CallRoom extends Pick<Saying, 'voice' | 'person'> {
  readonly api: Api
  readonly office: { load(): Promise<TrustedOffice> }
  /** Channel of what is reported here. */
  readonly channel: string
  readonly waiting: WaitingRoom
  readonly codes: Codes
  readonly clock: Clock
  /** As it stands when the call comes. */
  readonly line: LineNow | null
  /** Whether this call may change its caller's voice: only so many may at once. */
  readonly offersMask: boolean
  /** Told by its code what no caller can mend, and nothing else of a call. */
  readonly trouble: (code: RefusalCode | 'defect') => void
}

/** One call: carries out what the state machine says, in order, and tells it what happened. */
export class Call implements Ear, Holder {
  readonly #room: CallRoom
  readonly #media: Media
  readonly #timers: (() => void)[]
  #state: CallState
  #stopWaiting: () => void = () => {}
  #turn: Promise<unknown> = Promise.resolve()
  /** Counts what is said: an older sound that was made late is not played. */
  #saying = 0
  #keys: ReporterKeys | null = null
  #speech: Speech | null = null
  #back: CalledBack | null = null
  /** As it was when the code was drawn or opened: what is sealed to it needs no server. */
  #office: TrustedOffice | null = null
  #take = 0
  #isWarned = false

  constructor(room: CallRoom, media: Media) {
    this.#room = room
    this.#media = media
    this.#state = newCall(room.line, room.offersMask)
    this.#timers = [
      room.clock.after(LIMITS.callSecondsWarned, () => this.#tell({ on: 'near-end' })),
      room.clock.after(LIMITS.callSecondsMax, () => this.#tell({ on: 'over' })),
    ]
    this.#tell({ on: 'begin' })
  }

  get offersMask(): boolean {
    return this.#room.offersMask
  }

  onAudio(samples: Bytes): void {
    const speech = this.#speech
    if (!this.#state.isRecording || speech === null) return
    const room = LIMITS.spokenSecondsMax * TELEPHONE_HZ - speech.sizeBytes
    speech.add(samples.subarray(0, room))
    if (isLoud(this.#media.codec, samples)) {
      this.#wait(LIMITS.callSilenceSeconds)
      if (!this.#state.hasSpoken) this.#tell({ on: 'spoken' })
    }
    if (!this.#isWarned && speech.sizeBytes >= LIMITS.spokenSecondsWarned * TELEPHONE_HZ) {
      this.#isWarned = true
      this.#tell({ on: 'near-end' })
    }
    if (samples.length >= room) this.#tell({ on: 'full' })
  }

  onDigit(digit: string): void {
    this.#tell({ on: 'digit', digit })
  }

  onPlayed(): void {
    this.#tell({ on: 'played' })
  }

  onEnd(): void {
    this.#tell({ on: 'hangup' })
  }

  /** Resolves once everything is done that this call began. */
  async settled(): Promise<void> {
    for (let last: Promise<unknown> | null = null; last !== this.#turn;) {
      last = this.#turn
      await last
    }
    await this.#speech?.settled()
  }

  async giveWay(): Promise<void> {
    this.#media.hangup()
    this.#tell({ on: 'hangup' })
    await this.settled()
  }

  #tell(event: CallEvent): void {
    if (this.#state.at === 'ended') return
    // A key or a sound that ended takes the place of waiting for one.
    if (event.on === 'digit') this.#stopWaiting()
    const { state, effects } = step(this.#state, event)
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    if (state.at === 'ended') this.#end()
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'say': return this.#say(effect.sounds)
      case 'wait': return this.#wait(LIMITS.callWaitSeconds)
      case 'record': return this.#record(effect.masked)
      case 'stop-recording':
        this.#speech?.rest()
        return this.#stopWaiting()
      case 'discard': return this.#discard()
      case 'hangup': return this.#media.hangup()
      case 'draw-code': return this.#later(() => this.#drawCode())
      case 'open': return this.#later(() => this.#open(effect.code))
      case 'agree': return this.#later(this.#agree(this.#back))
      case 'withdraw': return this.#later(() => this.#withdraw(effect))
      case 'deliver': return this.#later(this.#deliver(effect))
    }
  }

  /** One after the other. What goes wrong is told to the caller as far as it is theirs, and to the line by its code. */
  #later(act: () => Promise<CallEvent | null>): void {
    this.#turn = this.#after(this.#turn, act)
  }

  async #after(before: Promise<unknown>, act: () => Promise<CallEvent | null>): Promise<void> {
    await before
    try {
      const event = await act()
      if (event !== null) this.#tell(event)
    } catch (error) {
      const code = error instanceof Refusal ? error.code : 'defect'
      if (code !== 'unreachable') this.#room.trouble(code)
      this.#tell(this.#state.at === 'sending' ? { on: 'refused' } : { on: 'unreachable' })
    }
  }

  #say(sounds: Extract<Effect, { do: 'say' }>['sounds']): void {
    this.#stopWaiting()
    const saying = ++this.#saying
    this.#media.flush()
    if (sounds.length === 0) return
    const { voice, person, line } = this.#room
    const own = this.#speech === null ? null : { codec: this.#speech.sound.codec, samples: this.#speech.samples() }
    const made = soundsOf(sounds, { voice, person, line, language: this.#state.language, own, replies: this.#back?.replies ?? [], minutes: this.#back?.minutes?.turn ?? null, listen: (file) => this.#listen(file) })
    void this.#play(saying, made)
  }

  async #play(saying: number, made: Promise<Int16Array>): Promise<void> {
    const pcm = await made
    if (saying === this.#saying && this.#state.at !== 'ended') this.#media.play(encode(this.#media.codec, pcm))
  }

  async #listen(file: Attachment): Promise<Int16Array | null> {
    const { api, trouble } = this.#room
    const back = this.#back
    if (back === null) return null
    return listenTo(api, back.keys, file).catch(() => {
      trouble('defect')
      return null
    })
  }

  #wait(seconds: number): void {
    this.#stopWaiting()
    this.#stopWaiting = this.#room.clock.after(seconds, () => this.#tell({ on: 'silence' }))
  }

  #record(masked: boolean): void {
    if (this.#keys === null) throw new Error('nobody records before there is a code')
    const recorded = masked ? 'masked' : 'unmasked'
    // Silence from before the caller chose otherwise: it is nothing that was said.
    if (this.#speech !== null && this.#speech.sound.recorded !== recorded) this.#discard()
    this.#speech ??= new Speech(this.#room.api, { codec: this.#media.codec, recorded }, { keys: this.#keys, turn: this.#back?.turn ?? 0, take: this.#take })
    this.#wait(LIMITS.callSilenceSeconds)
  }

  /** What the server has nothing of needs no mark, and leaves its take to what is said next. */
  #discard(): void {
    const speech = this.#speech
    this.#speech = null
    this.#isWarned = false
    if (speech?.hasParts !== true) return speech?.forget()
    this.#later(async () => { await speech.throwAway(); return null })
    this.#take += 1
  }

  async #drawCode(): Promise<CallEvent> {
    const office = await this.#room.office.load()
    this.#office = office
    const code = newReceipt()
    this.#back = null
    this.#take = 0
    this.#keys = await deriveReporter(code, office.salt)
    this.#room.codes.hold(this.#keys, this)
    return { on: 'code', code }
  }

  async #open(code: string): Promise<CallEvent> {
    const { api, codes, voice } = this.#room
    const office = await this.#room.office.load()
    const keys = await keysOf(code, office)
    if (keys === null) return { on: 'wrong-code' }
    if (!await codes.takeOver(keys, this)) return { on: 'still-waiting' }
    const back = await callBack(api, office, { keys, canSpeak: voice.canSpeak })
    if (back === null) return { on: 'wrong-code' }
    const { unsent, take, turn, opened } = back
    this.#office = office
    this.#back = back
    this.#keys = keys
    this.#take = take
    this.#speech = unsent === null ? null : Speech.found(api, { keys, turn, take }, unsent)
    return { on: 'opened', opened }
  }

  async #withdraw({ erase, language }: Extract<Effect, { do: 'withdraw' }>): Promise<CallEvent | null> {
    const { api, office, voice } = this.#room
    if (this.#keys === null) throw new Error('nobody takes back what no code opened')
    const back = await takeBack(api, await office.load(), { keys: this.#keys, canSpeak: voice.canSpeak, erase, language })
    if (back === null) return null
    this.#back = back
    // What is said next becomes another entry.
    this.#take = 0
    return { on: 'withdrawn', opened: back.opened }
  }

  /** @param back - as it was when the key was pressed: a second press agrees to nothing that was not heard. */
  #agree(back: CalledBack | null): () => Promise<CallEvent | null> {
    return async () => {
      if (back === null || back !== this.#back) return null
      const { api, office } = this.#room
      const minutes = await agreeToMinutes(api, await office.load(), back)
      // The next of the caller's entries is another.
      this.#back = { ...back, minutes, turn: back.turn + 1 }
      this.#take = 0
      return { on: 'agreed', hasMore: minutes !== null }
    }
  }

  #deliver({ danger, wake, language, corrects }: Extract<Effect, { do: 'deliver' }>): () => Promise<CallEvent> {
    const [speech, office] = [this.#speech, this.#office]
    const isFiled = this.#back?.opened.isFiled === true
    const minutes = corrects ? this.#back?.minutes ?? null : null
    this.#speech = null
    return async () => {
      if (speech === null || office === null) throw new Error('nothing was said')
      const { channel, waiting } = this.#room
      const prepared = await prepareSpeech(speech, { office, channel, danger, wake, language, isFiled, corrects: minutes })
      return { on: await waiting.send(prepared) ? 'delivered' : 'waiting' }
    }
  }

  #end(): void {
    this.#stopWaiting()
    for (const stop of this.#timers) stop()
    this.#saying += 1
    void this.settled().then(() => this.#room.codes.leave(this))
    this.#speech?.forget()
    this.#speech = null
    this.#back = null
  }
}
