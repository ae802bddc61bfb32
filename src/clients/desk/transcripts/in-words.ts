import type { Place } from '#clients/viewer/protocol.ts'
import type { Transcript } from '#domain/transcripts.ts'
import type { Words } from '#words/desk/generated/words.ts'

/** How a transcript stands, in a few words; of a recording that nobody wrote down too. */
export function standingInWords(transcript: Transcript | null, { words, isBegun }: { readonly words: Words; /** Whether a version is being typed on this device. */ readonly isBegun: boolean }): string {
  if (transcript === null) return words[isBegun ? 'transcript-drafted' : 'transcript-none']
  return words[`transcript-${transcript.standing}`]({ version: transcript.versions.length })
}

/** A place in a recording as it stands in a transcript: `[1:05]`, `[1:02:03]`. */
export function timeOf({ atMs }: Pick<Place, 'atMs'>): string {
  const whole = Math.floor(atMs / 1000)
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (count: number): string => String(count).padStart(2, '0')
  return `[${hours === 0 ? `${minutes}` : `${hours}:${two(minutes)}`}:${two(seconds)}]`
}

/** Puts a mark where somebody types: on a line of its own beginning, with a space behind it. */
export function markAt(text: string, at: number, mark: string): { readonly written: string; readonly caret: number } {
  const [before, after] = [text.slice(0, at), text.slice(at)]
  const isAtBegin = before === '' || before.endsWith('\n')
  const put = `${isAtBegin ? '' : '\n'}${mark} `
  return { written: before + put + after, caret: before.length + put.length }
}
