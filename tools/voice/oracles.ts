// What outside programs hear in a recording: Praat its pitch and resonances, PocketSphinx its words.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '#tools/cleaning/run.ts'

const SPHINX = '/usr/share/pocketsphinx/model/en-us'

/** Medians over what is spoken with a voice, in Hz. */
export interface Measured {
  readonly pitch: number
  readonly formants: readonly [number, number, number]
}

/** @see Boersma and Weenink, Praat: To Pitch, To Formant (burg) */
const PRAAT = `form Measure
  sentence path
endform
sound = Read from file: path$
pitch = To Pitch: 0, 60, 450
frames = Get number of frames
median = Get quantile: 0, 0, 0.5, "Hertz"
selectObject: sound
formant = To Formant (burg): 0, 5, 5300, 0.025, 50
table = Create Table with column names: "heard", 0, "f1 f2 f3"
row = 0
for frame to frames
  selectObject: pitch
  hz = Get value in frame: frame, "Hertz"
  time = Get time from frame number: frame
  if hz <> undefined
    selectObject: formant
    one = Get value at time: 1, time, "hertz", "Linear"
    two = Get value at time: 2, time, "hertz", "Linear"
    three = Get value at time: 3, time, "hertz", "Linear"
    if one <> undefined and two <> undefined and three <> undefined
      selectObject: table
      Append row
      row = row + 1
      Set numeric value: row, "f1", one
      Set numeric value: row, "f2", two
      Set numeric value: row, "f3", three
    endif
  endif
endfor
selectObject: table
a = Get quantile: "f1", 0.5
b = Get quantile: "f2", 0.5
c = Get quantile: "f3", 0.5
writeInfoLine: median, " ", a, " ", b, " ", c
`

export function measured(folder: string, path: string): Measured {
  const script = join(folder, 'measure.praat')
  writeFileSync(script, PRAAT)
  const [pitch = NaN, one = NaN, two = NaN, three = NaN] = run('praat', ['--run', script, path]).toString().trim().split(' ').map(Number)
  return { pitch, formants: [one, two, three] }
}

/** What PocketSphinx understands with its own model of English. */
export function understood(path: string): string {
  return run('pocketsphinx_continuous', ['-infile', path, '-lm', `${SPHINX}/en-us.lm.bin`, '-hmm', `${SPHINX}/en-us`, '-dict', `${SPHINX}/cmudict-en-us.dict`, '-logfn', '/dev/null']).toString().replace(/\s+/g, ' ').trim()
}

/** Words that were not understood, of those that were said: substitutions, deletions and insertions. */
export function wordErrors(said: string, heard: string): number {
  const [one, other] = [said.split(' '), heard.split(' ').filter((word) => word !== '')]
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [from, word] of one.entries()) {
    const next = [from + 1]
    for (const [to, each] of other.entries()) next.push(Math.min((next[to] ?? 0) + 1, (row[to + 1] ?? 0) + 1, (row[to] ?? 0) + (word === each ? 0 : 1)))
    row = next
  }
  return row.at(-1) ?? 0
}
