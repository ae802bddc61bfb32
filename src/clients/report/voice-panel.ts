import { LIMITS } from '#base/limits.ts'
import { sizeText } from '#base/size.ts'
import type { FileScope } from './file-part.ts'
import type { Host } from './page/host.ts'
import { NoRecording, record, type Interruption, type Recording, type Take } from '#clients/voice/recorder.ts'
import { bytesAMinute, newSink } from '#clients/voice/sink.ts'

/** Put in by build.ts: where the code is that runs on the audio thread. */
declare const WORKLET_CODE: { readonly url: string }

/** Where a recording stands. `failed` is before it, with a reason. */
type Phase = 'before' | 'asking' | 'recording' | 'paused' | 'ending' | 'done'

export interface Recorded { readonly file: File; readonly isMasked: boolean }

/** What a panel is opened with. */
export interface Room {
  readonly host: Host
  readonly scope: FileScope
  readonly add: (recorded: Recorded) => void
  readonly onclose: () => void
}

const TICK_MS = 200
/** A microphone that gives less than this for so long is most likely switched off. */
const [SILENT_LEVEL, SILENT_MS] = [0.003, 5000]

type Heard = Take & { readonly file: File; readonly url: string }

/**
 * The room in which a voice is recorded, heard and added. One at a time, since there is one microphone. Built as a file of its own: the code for
 * files imports it only after the browser held it to its hash.
 */
export class Panel {
  readonly scope: FileScope
  readonly #room: Room
  readonly #ticking: ReturnType<typeof setInterval>
  #parts: Parts
  #phase: Phase = 'before'
  /** The name of a sentence that stands in the place of the phase's own. */
  #note = ''
  #isMasked = true
  #bytesAMinute = 0
  #recording: Recording | null = null
  #heard: Heard | null = null
  #silentMs = 0
  #isWarned = false

  constructor(room: Room) {
    this.scope = room.scope
    this.#room = room
    this.#parts = build(room.host)
    this.#ticking = setInterval(this.#tick, TICK_MS)
    addEventListener('beforeunload', this.#ask)
    document.addEventListener('visibilitychange', this.#tick)
    this.#place(true)
    void this.#weigh()
  }

  /** Whether something was recorded that is neither added nor thrown away. */
  get isUnfinished(): boolean {
    return this.#recording !== null || this.#heard !== null || this.#phase === 'asking' || this.#phase === 'ending'
  }

  /** Throws away what was recorded. */
  readonly close = (): void => {
    this.#forget()
    this.#phase = 'before'
    clearInterval(this.#ticking)
    removeEventListener('beforeunload', this.#ask)
    document.removeEventListener('visibilitychange', this.#tick)
    this.#parts.panel.remove()
    this.#room.onclose()
  }

  focus(): void {
    this.#parts.deeds.querySelector('button')?.focus()
  }

  /** The same in the language that the page has now. */
  redraw(): void {
    this.#parts.panel.remove()
    this.#parts = build(this.#room.host)
    this.#place(false)
  }

  async #weigh(): Promise<void> {
    this.#bytesAMinute = await bytesAMinute()
    this.#sayWeight()
  }

  #sayWeight(): void {
    const { host } = this.#room
    if (this.#bytesAMinute > 0) this.#parts.weight.textContent = `${host.say('voice-minute')} ${sizeText(this.#bytesAMinute, host.data('lang'))}`
  }

  #place(isTurn: boolean): void {
    this.#room.host.find(`[data-room="${this.scope}"]`, roomOf(this.scope)).after(this.#parts.panel)
    this.#sayWeight()
    this.#draw(isTurn)
  }

  #draw(isTurn: boolean): void {
    const { status, body, deeds } = this.#parts
    status.textContent = this.#note === '' ? this.#statusOf(this.#phase) : this.#room.host.say(this.#note)
    body.replaceChildren(...this.#body())
    const now = this.#deeds()
    deeds.replaceChildren(...now)
    if (isTurn) now[0]?.focus()
    this.#showLevel()
  }

  #statusOf(phase: Phase): string {
    return phase === 'before' ? '' : this.#room.host.say(`voice-is-${phase}`)
  }

  #body(): HTMLElement[] {
    const { host } = this.#room
    if (this.#phase === 'before') return [...beforeBody(host, { isMasked: this.#isMasked, onmask: (isMasked) => { this.#isMasked = isMasked } }), this.#parts.weight]
    if (this.#phase === 'done' && this.#heard !== null) return doneBody(host, this.#heard)
    return this.#phase === 'recording' || this.#phase === 'paused' ? [this.#parts.meterLine] : []
  }

  #deeds(): HTMLElement[] {
    const deed = (name: string, act: () => unknown, style = 'alt'): HTMLElement => button(this.#room.host, name, { act, style })
    switch (this.#phase) {
      case 'before': return [deed('voice-start', () => this.#start()), deed('voice-close', this.close, 'text')]
      case 'recording': return [deed('voice-pause', () => this.#hold('')), deed('voice-stop', () => this.#stop())]
      case 'paused': return [deed('voice-go-on', () => this.#goOn()), deed('voice-stop', () => this.#stop())]
      case 'done': return [deed('voice-add', () => this.#give()), deed('voice-again', () => this.#again()), deed('voice-discard', this.close, 'text')]
      case 'asking': return [deed('voice-close', this.close, 'text')]
      case 'ending': return []
    }
  }

  #turn(phase: Phase, note = ''): void {
    this.#phase = phase
    this.#note = note
    this.#draw(true)
  }

  async #start(): Promise<void> {
    this.#turn('asking')
    try {
      const recording = await record({ worklet: WORKLET_CODE.url, secondsMax: LIMITS.voiceSecondsMax, newSink, isMasked: this.#isMasked, oninterruption: (what) => this.#interrupted(what) })
      // Somebody may have left meanwhile: then nobody listens.
      if (this.#phase !== 'asking' || !this.#isSeen()) {
        recording.discard()
        if (this.#phase === 'asking') this.#turn('before')
        return
      }
      this.#recording = recording
      this.#silentMs = 0
      this.#isWarned = false
      this.#turn('recording')
    } catch (error) {
      if (this.#phase === 'asking') this.#turn('before', `voice-no-${error instanceof NoRecording ? error.reason : 'taken'}`)
    }
  }

  #hold(note: string): void {
    this.#recording?.pause()
    this.#turn('paused', note)
  }

  async #goOn(): Promise<void> {
    this.#silentMs = 0
    await this.#recording?.goOn()
    this.#turn('recording')
  }

  #interrupted(what: Interruption): void {
    if (what === 'interrupted') return this.#hold('voice-interrupted')
    void this.#stop(what === 'broken' ? '' : `voice-${what}`)
  }

  async #stop(note = ''): Promise<void> {
    const recording = this.#recording
    if (recording === null) return
    this.#recording = null
    this.#turn('ending')
    try {
      const take = await recording.stop()
      // It was thrown away meanwhile.
      if (this.#phase !== 'ending') return
      const file = new File([...take.parts], `voice.${take.ending}`, { type: take.type, lastModified: 0 })
      this.#heard = { ...take, file, url: URL.createObjectURL(file) }
      this.#turn('done', note)
    } catch {
      this.#turn('before', 'voice-lost')
    }
  }

  #again(): void {
    this.#forget()
    this.#turn('before')
  }

  #give(): void {
    if (this.#heard === null) return
    const { file, isMasked } = this.#heard
    this.#room.add({ file, isMasked })
    this.close()
  }

  #forget(): void {
    this.#recording?.discard()
    this.#recording = null
    if (this.#heard !== null) URL.revokeObjectURL(this.#heard.url)
    this.#heard = null
  }

  #isSeen(): boolean {
    const { panel } = this.#parts
    return document.visibilityState === 'visible' && panel.isConnected && panel.getClientRects().length > 0
  }

  /** Nothing is recorded that the person does not see being recorded, and nothing once they left. */
  readonly #tick = (): void => {
    if (document.body === null) return this.close()
    if (this.#phase === 'done' && !this.#isSeen()) this.#parts.panel.querySelector('audio')?.pause()
    if (this.#recording === null || this.#phase !== 'recording') return
    if (!this.#isSeen()) return this.#hold('voice-hidden')
    this.#showLevel()
  }

  #showLevel(): void {
    if (this.#recording === null) return
    const { time, meter, status } = this.#parts
    time.textContent = clock(this.#recording.seconds)
    if (this.#phase !== 'recording') return
    const level = this.#recording.level()
    meter.value = Math.sqrt(level)
    const wasSilent = this.#silentMs >= SILENT_MS
    this.#silentMs = level < SILENT_LEVEL ? this.#silentMs + TICK_MS : 0
    const say = (name: string): void => { status.textContent = this.#room.host.say(name) }
    if (!this.#isWarned && this.#recording.seconds >= LIMITS.voiceSecondsWarned) {
      this.#isWarned = true
      say('voice-soon')
    } else if (this.#silentMs === SILENT_MS) say('voice-silent')
    else if (wasSilent && this.#silentMs === 0) say('voice-is-recording')
  }

  readonly #ask = (event: BeforeUnloadEvent): void => {
    // Leaving quickly never asks.
    if (document.body !== null && (this.#recording !== null || this.#heard !== null)) event.preventDefault()
  }
}

/** An answer's room stands in the conversation that is shown; a template may hold another. */
function roomOf(scope: FileScope): ParentNode {
  return document.querySelector(scope === 'reply' ? '#filled' : '#write') ?? document
}

interface Parts {
  readonly panel: HTMLElement
  readonly status: HTMLElement
  readonly body: HTMLElement
  readonly deeds: HTMLElement
  readonly meterLine: HTMLElement
  readonly time: HTMLElement
  readonly meter: HTMLMeterElement
  /** What a minute weighs, once that is known. */
  readonly weight: HTMLElement
}

function build(host: Host): Parts {
  const panel = host.element('div', '', 'note')
  panel.setAttribute('role', 'group')
  const title = host.say('record').replace('…', '')
  panel.setAttribute('aria-label', title)
  const [status, body, deeds] = [host.element('p', ''), host.element('div', ''), host.element('div', '', 'row')]
  status.setAttribute('role', 'status')
  const meter = document.createElement('meter')
  meter.setAttribute('aria-label', host.say('voice-level'))
  meter.style.inlineSize = '60%'
  const time = host.element('span', '', 'num')
  time.setAttribute('role', 'timer')
  const meterLine = host.element('p', '')
  meterLine.append(time, ' ', meter)
  panel.append(host.element('h3', title), status, body, deeds)
  // The page listens to every click, and to Enter in every field: these are for the panel alone. Escape is not: it leaves.
  panel.addEventListener('click', (event) => event.stopPropagation())
  panel.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.stopPropagation() })
  return { panel, status, body, deeds, meterLine, time, meter, weight: host.element('p', '', 'hint') }
}

interface Before { readonly isMasked: boolean; readonly onmask: (isMasked: boolean) => void }

function beforeBody(host: Host, { isMasked, onmask }: Before): HTMLElement[] {
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = isMasked
  box.addEventListener('change', () => { onmask(box.checked) })
  const label = host.element('label', '', 'pick')
  const text = host.element('span', host.say('voice-mask'))
  text.append(host.element('small', host.say('voice-mask-hint')))
  label.append(box, text)
  return [host.element('p', host.say('voice-why')), label]
}

function doneBody(host: Host, { url, seconds, file, isMasked }: Heard): HTMLElement[] {
  const audio = document.createElement('audio')
  audio.controls = true
  audio.src = url
  audio.setAttribute('aria-label', host.say('voice-hear'))
  audio.style.inlineSize = '100%'
  const facts = [clock(seconds), sizeText(file.size, host.data('lang')), host.say(isMasked ? 'voice-masked' : 'voice-unmasked')]
  return [audio, host.element('p', facts.join(' · '), 'hint')]
}

function button(host: Host, name: string, { act, style }: { readonly act: () => unknown; readonly style: string }): HTMLElement {
  const made = host.element('button', host.say(name), style)
  made.setAttribute('type', 'button')
  made.addEventListener('click', () => { void act() })
  return made
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}
