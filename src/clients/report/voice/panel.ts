import { LIMITS } from '#base/limits.ts'
import { sizeText } from '#base/size.ts'
import type { FileScope } from '../file-part.ts'
import type { Host } from '../page/host.ts'
import { NoRecording, record, type Interruption, type Recording, type Take } from './recorder.ts'
import { bytesAMinute } from './sink.ts'

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

export type Panel = ReturnType<typeof openPanel>

const TICK_MS = 200
/** A microphone that gives less than this for so long is most likely switched off. */
const [SILENT_LEVEL, SILENT_MS] = [0.003, 5000]

/** The room in which a voice is recorded, heard and added. One at a time, since there is one microphone. */
export function openPanel(room: Room) {
  const { host, scope, add, onclose } = room
  const state = { phase: 'before' as Phase, isMasked: true, note: '', recording: null as Recording | null, take: null as (Take & { readonly file: File; readonly url: string }) | null, silentMs: 0, isWarned: false, bytesAMinute: 0 }
  let parts = build(host)
  const ticking = setInterval(tick, TICK_MS)
  addEventListener('beforeunload', ask)
  document.addEventListener('visibilitychange', tick)
  place(true)
  void weigh()

  async function weigh(): Promise<void> {
    state.bytesAMinute = await bytesAMinute()
    if (state.phase === 'before') draw(false)
  }

  function draw(isTurn = true): void {
    const { phase, note } = state
    parts.status.textContent = note === '' ? statusOf(phase) : host.say(note)
    parts.body.replaceChildren(...bodyOf(phase))
    const deeds = deedsOf(phase)
    parts.deeds.replaceChildren(...deeds)
    if (isTurn) deeds[0]?.focus()
    showLevel()
  }

  function statusOf(phase: Phase): string {
    return phase === 'before' ? '' : host.say(`voice-is-${phase}`)
  }

  function bodyOf(phase: Phase): HTMLElement[] {
    if (phase === 'before') return beforeBody(host, state)
    if (phase === 'done' && state.take !== null) return doneBody(host, state.take)
    return phase === 'recording' || phase === 'paused' ? [parts.meterLine] : []
  }

  function deedsOf(phase: Phase): HTMLElement[] {
    const deed = (name: string, act: () => unknown, style = 'alt'): HTMLElement => button(host, name, { act, style })
    switch (phase) {
      case 'before': return [deed('voice-start', start), deed('voice-close', close, 'text')]
      case 'recording': return [deed('voice-pause', () => hold('')), deed('voice-stop', () => stop())]
      case 'paused': return [deed('voice-go-on', goOn), deed('voice-stop', () => stop())]
      case 'done': return [deed('voice-add', give), deed('voice-again', again), deed('voice-discard', close, 'text')]
      case 'asking': case 'ending': return []
    }
  }

  function turn(phase: Phase, note = ''): void {
    state.phase = phase
    state.note = note
    draw()
  }

  async function start(): Promise<void> {
    turn('asking')
    try {
      const recording = await record({ isMasked: state.isMasked, oninterruption: interrupted })
      // Somebody may have left meanwhile: then nobody listens.
      if (state.phase !== 'asking' || !isSeen()) return abandon(recording)
      Object.assign(state, { recording, silentMs: 0, isWarned: false })
      turn('recording')
    } catch (error) {
      if (state.phase === 'asking') turn('before', `voice-no-${error instanceof NoRecording ? error.reason : 'taken'}`)
    }
  }

  function abandon(recording: Recording): void {
    recording.discard()
    if (state.phase === 'asking') turn('before')
  }

  function hold(note: string): void {
    state.recording?.pause()
    turn('paused', note)
  }

  async function goOn(): Promise<void> {
    state.silentMs = 0
    await state.recording?.goOn()
    turn('recording')
  }

  function interrupted(what: Interruption): void {
    if (what === 'interrupted') return hold('voice-interrupted')
    void stop(what === 'broken' ? '' : `voice-${what}`)
  }

  async function stop(note = ''): Promise<void> {
    const { recording } = state
    if (recording === null) return
    state.recording = null
    turn('ending')
    try {
      const take = await recording.stop()
      if (state.phase !== 'ending') return
      const file = new File([...take.parts], `voice.${take.ending}`, { type: take.type, lastModified: 0 })
      state.take = { ...take, file, url: URL.createObjectURL(file) }
      turn('done', note)
    } catch {
      turn('before', 'voice-lost')
    }
  }

  function again(): void {
    forget()
    turn('before')
  }

  function give(): void {
    const { take } = state
    if (take === null) return
    add({ file: take.file, isMasked: take.isMasked })
    close()
  }

  function forget(): void {
    state.recording?.discard()
    state.recording = null
    if (state.take !== null) URL.revokeObjectURL(state.take.url)
    state.take = null
  }

  function close(): void {
    forget()
    state.phase = 'before'
    clearInterval(ticking)
    removeEventListener('beforeunload', ask)
    document.removeEventListener('visibilitychange', tick)
    parts.panel.remove()
    onclose()
  }

  function isSeen(): boolean {
    return document.visibilityState === 'visible' && parts.panel.isConnected && parts.panel.getClientRects().length > 0
  }

  /** Nothing is recorded that the person does not see being recorded, and nothing once they left. */
  function tick(): void {
    if (document.body === null) return close()
    if (state.phase === 'done' && !isSeen()) parts.panel.querySelector('audio')?.pause()
    const { recording } = state
    if (recording === null || state.phase !== 'recording') return
    if (!isSeen()) return hold('voice-hidden')
    showLevel()
  }

  function showLevel(): void {
    const { recording } = state
    if (recording === null) return
    parts.time.textContent = clock(recording.seconds)
    if (state.phase !== 'recording') return
    const level = recording.level()
    parts.meter.value = Math.sqrt(level)
    const wasSilent = state.silentMs >= SILENT_MS
    state.silentMs = level < SILENT_LEVEL ? state.silentMs + TICK_MS : 0
    if (!state.isWarned && recording.seconds >= LIMITS.voiceSecondsWarned) {
      state.isWarned = true
      parts.status.textContent = host.say('voice-soon')
    } else if (state.silentMs === SILENT_MS) parts.status.textContent = host.say('voice-silent')
    else if (wasSilent && state.silentMs === 0) parts.status.textContent = statusOf('recording')
  }

  function ask(event: BeforeUnloadEvent): void {
    // Leaving quickly never asks.
    if (document.body !== null && (state.recording !== null || state.take !== null)) event.preventDefault()
  }

  function place(isTurn: boolean): void {
    host.find(`[data-room="${scope}"]`, roomOf(scope)).after(parts.panel)
    draw(isTurn)
  }

  return {
    scope,
    /** Whether something was recorded that is neither added nor thrown away. */
    get isUnfinished() { return state.recording !== null || state.take !== null || state.phase === 'asking' || state.phase === 'ending' },
    close,
    focus: () => { parts.deeds.querySelector('button')?.focus() },
    /** The same in the language that the page has now. */
    redraw() {
      parts.panel.remove()
      parts = build(host)
      place(false)
    },
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
}

function build(host: Host): Parts {
  const panel = host.element('div', '', 'note')
  panel.setAttribute('role', 'group')
  panel.setAttribute('aria-label', host.say('record'))
  const [status, body, deeds] = [host.element('p', ''), host.element('div', ''), host.element('div', '', 'row')]
  status.setAttribute('role', 'status')
  const meter = document.createElement('meter')
  meter.setAttribute('aria-label', host.say('voice-level'))
  meter.style.inlineSize = '60%'
  const time = host.element('span', '', 'num')
  time.setAttribute('role', 'timer')
  const meterLine = host.element('p', '')
  meterLine.append(time, ' ', meter)
  panel.append(host.element('h3', host.say('record')), status, body, deeds)
  // The page listens to every click, and to Enter in every field: these are for the panel alone. Escape is not: it leaves.
  panel.addEventListener('click', (event) => event.stopPropagation())
  panel.addEventListener('keydown', (event) => { if (event.key === 'Enter') event.stopPropagation() })
  return { panel, status, body, deeds, meterLine, time, meter }
}

function beforeBody(host: Host, state: { isMasked: boolean; readonly bytesAMinute: number }): HTMLElement[] {
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = state.isMasked
  box.addEventListener('change', () => { state.isMasked = box.checked })
  const label = host.element('label', '', 'pick')
  const text = host.element('span', host.say('voice-mask'))
  text.append(host.element('small', host.say('voice-mask-hint')))
  label.append(box, text)
  const size = state.bytesAMinute === 0 ? '' : `${host.say('voice-minute')} ${sizeText(state.bytesAMinute, host.data('lang'))}`
  return [host.element('p', host.say('voice-why')), label, host.element('p', size, 'hint')]
}

function doneBody(host: Host, { url, seconds, file, isMasked }: Take & { readonly file: File; readonly url: string }): HTMLElement[] {
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
