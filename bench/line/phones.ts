// Callers of a line, in a process of their own: they ring, listen, note their code, speak in real time and hang up, or are cut off.
//
//   node bench/line/phones.ts <Calling as JSON>     prints `notice` and `speaking` as they come to it, then Called as JSON
import type { Bytes } from '#base/bytes.ts'
import { voiceLike } from '#test/support/phone-line.ts'
import { PacedPhone, type Listened } from './paced-phone.ts'

export interface Calling {
  readonly url: string
  readonly calls: number
  /** The first and the last of them ring, and hang up, so far apart. */
  readonly spreadMs: number
  /** null for as long as the line is there. */
  readonly speakSeconds: number | null
  /** Times as fast as people are, but for speech. */
  readonly speed: number
}

export interface Called {
  readonly code: string
  readonly answersMs: readonly number[]
  /** From the key that agrees to the first digit that is heard. */
  readonly codeMs: number
  readonly listened: Listened
  readonly saidSeconds: number
  /** By the clock on the wall. */
  readonly endedMs: number
}

const FRAME_BYTES = 160
const FRAMES_PER_SECOND = 50
const RING_WITHIN_MS = 2000

const calling = JSON.parse(process.argv[2] ?? '') as Calling
const speakers = new Set<() => void>()
// One clock for all of them: a timer for each would be the load.
const ticking = setInterval(() => { for (const next of speakers) next() }, 1000 / FRAMES_PER_SECOND)
let speaking = 0
const called = await Promise.all(Array.from({ length: calling.calls }, (_, index) => call(index)))
clearInterval(ticking)
console.log(JSON.stringify(called))

async function call(index: number): Promise<Called> {
  const { url, speed, spreadMs, calls } = calling
  await new Promise((resolve) => { setTimeout(resolve, (index / calls) * Math.max(spreadMs, RING_WITHIN_MS)) })
  const phone = await PacedPhone.call(url, speed)
  await phone.hear('[language]')
  phone.press('1')
  await phone.hear('[menu]')
  phone.press('1')
  if (index === 0) console.log('notice')
  await phone.hear('[consent]')
  phone.press('1')
  const agreedMs = performance.now()
  const heard = await phone.hear('[code-ask]')
  const code = /\[code\](\d{24})\[code-again\]\1\[code-ask\]/.exec(heard)?.[1] ?? ''
  const codeMs = phone.saidSinceMs - agreedMs
  phone.press('1')
  await phone.hear('[danger]')
  phone.press('2')
  await phone.hear('[speak]')
  speaking += 1
  if (speaking === calls) console.log('speaking')
  const saidSeconds = await speak(phone, voiceLike(60, index))
  const endedMs = Date.now()
  phone.hangUp()
  return { code, answersMs: phone.answersMs, codeMs, listened: phone.listened, saidSeconds, endedMs }
}

/** In real time; over and over if need be. @returns how much was said, in seconds */
function speak(phone: PacedPhone, words: Bytes): Promise<number> {
  const startedMs = performance.now()
  const framesMax = calling.speakSeconds === null ? Infinity : calling.speakSeconds * FRAMES_PER_SECOND
  const count = words.length / FRAME_BYTES
  let sent = 0
  return new Promise((resolve) => {
    const next = (): void => {
      const due = Math.min(framesMax, Math.floor(((performance.now() - startedMs) / 1000) * FRAMES_PER_SECOND))
      while (sent < due && !phone.isOver) {
        phone.frame(words.slice((sent % count) * FRAME_BYTES, ((sent % count) + 1) * FRAME_BYTES))
        sent += 1
      }
      if (!phone.isOver && sent < framesMax) return
      speakers.delete(next)
      resolve(sent / FRAMES_PER_SECOND)
    }
    speakers.add(next)
  })
}
