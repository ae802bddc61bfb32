import type { Labels, Place, SoundDeed } from '../protocol.ts'
import { clock, type Silence } from './wave.ts'

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const
/** What is told of the place to the desk, at most. */
const TELL_MS = 250
const STEP_SECONDS = 5

export interface Sound {
  readonly seconds: number
  /** Null where its shape is not drawn. */
  readonly peaks: Float32Array | null
  readonly silences: readonly Silence[]
}

interface Around {
  readonly labels: Labels
  readonly heard: (place: Place) => void
}

/** Play and pause, a shape that is a slider, speed, and whether silence is passed over. */
export class Player {
  readonly element = document.createElement('main')
  readonly #audio: HTMLAudioElement
  readonly #sound: Sound
  readonly #around: Around
  readonly #canvas = document.createElement('canvas')
  readonly #slider = document.createElement('div')
  readonly #play = document.createElement('button')
  readonly #time = document.createElement('span')
  readonly #skip = document.createElement('input')
  #toldMs = 0

  constructor(audio: HTMLAudioElement, sound: Sound, around: Around) {
    this.#audio = audio
    this.#sound = sound
    this.#around = around
    this.element.className = 'sound'
    this.element.append(this.#slider, this.#tools())
    this.#dressSlider()
    for (const name of ['play', 'pause', 'ended', 'seeked'] as const) audio.addEventListener(name, () => this.#changed())
    audio.addEventListener('play', () => this.#tick())
    addEventListener('resize', () => this.draw())
    addEventListener('keydown', (event) => this.#keyed(event))
    this.#changed()
  }

  obey(deed: SoundDeed): void {
    if (deed === 'toggle') this.toggle()
    else if (deed === 'back') this.#jump(this.#audio.currentTime - STEP_SECONDS)
    else this.#audio.pause()
  }

  toggle(): void {
    // A browser that wants a touch first says no, and the button is there for it.
    if (this.#audio.paused) this.#audio.play().catch(() => undefined)
    else this.#audio.pause()
  }

  draw(): void {
    const { peaks } = this.#sound
    const ratio = devicePixelRatio
    const [width, height] = [Math.round(this.#slider.clientWidth * ratio), Math.round(this.#slider.clientHeight * ratio)]
    const brush = this.#canvas.getContext('2d')
    if (brush === null || width === 0) return
    Object.assign(this.#canvas, { width, height })
    const bar = 3 * ratio
    const count = Math.floor(width / bar)
    const played = this.#sound.seconds > 0 ? (this.#audio.currentTime / this.#sound.seconds) * count : 0
    const [behind, ahead] = [getComputedStyle(this.#slider).color, getComputedStyle(this.#canvas).color]
    for (let at = 0; at < count; at++) {
      const level = peaks === null ? 0 : loudest(peaks, at / count, (at + 1) / count)
      const size = Math.max(2 * ratio, Math.sqrt(level) * height)
      brush.fillStyle = at < played ? behind : ahead
      brush.fillRect(at * bar, (height - size) / 2, bar - ratio, size)
    }
  }

  #tools(): HTMLElement {
    const { labels } = this.#around
    const tools = document.createElement('div')
    tools.className = 'sound-tools'
    this.#play.addEventListener('click', () => this.toggle())
    const step = (label: string, by: number): HTMLElement => {
      const made = document.createElement('button')
      made.textContent = by < 0 ? `−${STEP_SECONDS} s` : `+${STEP_SECONDS} s`
      made.setAttribute('aria-label', label)
      made.addEventListener('click', () => this.#jump(this.#audio.currentTime + by))
      return made
    }
    const speed = document.createElement('select')
    for (const each of SPEEDS) speed.append(new Option(`${each}×`, String(each), each === 1, each === 1))
    speed.addEventListener('change', () => { this.#audio.playbackRate = Number(speed.value) })
    this.#skip.type = 'checkbox'
    const skip = labelled(labels['sound-skip'], this.#skip)
    skip.hidden = this.#sound.silences.length === 0
    this.#time.className = 'number'
    for (const button of [this.#play]) button.className = 'tool go'
    const [back, on] = [step(labels['sound-back'], -STEP_SECONDS), step(labels['sound-on'], STEP_SECONDS)]
    for (const button of [back, on]) button.className = 'tool'
    tools.append(this.#play, back, on, this.#time, labelled(labels['sound-speed'], speed), skip)
    return tools
  }

  #dressSlider(): void {
    const slider = this.#slider
    slider.className = 'sound-shape'
    slider.tabIndex = 0
    slider.append(this.#canvas)
    const said = { 'role': 'slider', 'aria-label': this.#around.labels['sound-place'], 'aria-valuemin': '0', 'aria-valuemax': String(Math.floor(this.#sound.seconds)) }
    for (const [name, value] of Object.entries(said)) slider.setAttribute(name, value)
    const follow = ({ clientX }: PointerEvent): void => {
      const { left, width } = slider.getBoundingClientRect()
      this.#jump(((clientX - left) / width) * this.#sound.seconds)
    }
    slider.addEventListener('pointerdown', (event) => { slider.setPointerCapture(event.pointerId); follow(event) })
    slider.addEventListener('pointermove', (event) => { if (slider.hasPointerCapture(event.pointerId)) follow(event) })
  }

  #keyed(event: KeyboardEvent): void {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || target instanceof HTMLSelectElement || target instanceof HTMLInputElement) return
    const place = this.#audio.currentTime
    const jumps: Readonly<Record<string, number>> = { ArrowLeft: place - STEP_SECONDS, ArrowRight: place + STEP_SECONDS, Home: 0, End: this.#sound.seconds }
    const to = jumps[key]
    if (to !== undefined) this.#jump(to)
    // A button's own space presses it.
    else if (key === ' ' && !(target instanceof HTMLButtonElement)) this.toggle()
    else return
    event.preventDefault()
  }

  #jump(seconds: number): void {
    this.#audio.currentTime = Math.min(this.#sound.seconds, Math.max(0, seconds))
    this.#changed()
  }

  readonly #tick = (): void => {
    if (this.#audio.paused) return
    const place = this.#audio.currentTime
    const silence = this.#skip.checked ? this.#sound.silences.find(({ from, to }) => place >= from && place < to) : undefined
    if (silence !== undefined) this.#audio.currentTime = silence.to
    if (performance.now() - this.#toldMs >= TELL_MS) this.#changed()
    else this.draw()
    requestAnimationFrame(this.#tick)
  }

  #changed(): void {
    const { labels, heard } = this.#around
    const place = Math.min(this.#audio.currentTime, this.#sound.seconds)
    this.#toldMs = performance.now()
    this.#play.textContent = labels[this.#audio.paused ? 'sound-play' : 'sound-pause']
    this.#time.textContent = `${clock(place)} / ${clock(this.#sound.seconds)}`
    this.#slider.setAttribute('aria-valuenow', String(Math.floor(place)))
    this.#slider.setAttribute('aria-valuetext', `${clock(place)} / ${clock(this.#sound.seconds)}`)
    this.draw()
    heard({ atMs: Math.round(place * 1000), isPlaying: !this.#audio.paused })
  }
}

function loudest(peaks: Float32Array, from: number, to: number): number {
  let found = 0
  for (let at = Math.floor(from * peaks.length); at < Math.max(from * peaks.length + 1, to * peaks.length) && at < peaks.length; at++) found = Math.max(found, peaks[at] ?? 0)
  return found
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const label = document.createElement('label')
  if (control instanceof HTMLInputElement) label.append(control, ` ${text}`)
  else label.append(`${text} `, control)
  return label
}
