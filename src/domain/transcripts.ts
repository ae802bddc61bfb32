import type { Day } from '#base/day.ts'
import type { Entered, MinutesAnswer } from './bodies.ts'
import type { Checked, MinutesStanding, MinutesVersion } from './minutes.ts'

/** What the office says of a recording: what is heard in it, or why nobody checks that. */
export interface TranscriptWord {
  /** Id of a file that the reporter sent. */
  readonly file: string
  readonly is: 'offered' | 'unchecked'
}

/** What was written down of one recording. Before it is offered it is a draft, on the device of whoever types it. @see spec/transcripts.md */
export interface Transcript extends Checked {
  readonly file: string
  /** Why it stands unchecked, in the office's words; null where it does not, or where nobody has the code. */
  readonly reason: string | null
  /** Number of the entry in which the reporter corrects it by speaking, until somebody writes that down as the next version. */
  readonly spoken: number | null
}

/** A turn of a conversation, as far as transcripts are concerned. */
interface Said {
  readonly seq: number
  readonly from: 'office' | 'reporter'
  readonly day: Day
  readonly text: string
  readonly files?: readonly { readonly file: string }[]
  readonly transcript?: TranscriptWord
  readonly minutes?: MinutesAnswer
  /** Number of the entry that brought the version which is answered. */
  readonly of?: number
}

type Drawn = { -readonly [K in keyof Transcript]: Transcript[K] } & { versions: MinutesVersion[] }

/**
 * What became of every transcript, in the order in which they were first offered. An agreement counts for the version that it names and only while that is the
 * newest one: nobody agrees to words that they have not had before them.
 */
export function transcriptsOf(entered: Entered | null, turns: readonly Said[]): readonly Transcript[] {
  const fromReporter = new Set<string>()
  const found = new Map<string, Drawn>()
  const first: MinutesStanding = entered?.answerable === false ? 'unchecked' : 'offered'
  for (const turn of turns) {
    if (turn.from === 'reporter') {
      for (const { file } of turn.files ?? []) fromReporter.add(file)
      answer(turn, found)
    } else if (turn.transcript !== undefined && fromReporter.has(turn.transcript.file)) offer(turn, turn.transcript, { found, first })
  }
  return [...found.values()]
}

/** The newest words: those that are shown, read out and answered. */
export function newestOf({ versions }: Pick<Transcript, 'versions'>): MinutesVersion | null {
  return versions.at(-1) ?? null
}

function offer({ seq, day, text }: Said, { file, is }: TranscriptWord, { found, first }: { readonly found: Map<string, Drawn>; readonly first: MinutesStanding }): void {
  const known = found.get(file)
  if (is === 'unchecked') {
    // What was agreed stays agreed.
    if (known !== undefined && known.standing !== 'agreed') Object.assign(known, { standing: 'unchecked', reason: text })
    return
  }
  const transcript: Drawn = known ?? { file, standing: first, versions: [], reason: null, spoken: null }
  found.set(file, transcript)
  transcript.versions.push({ version: transcript.versions.length + 1, seq, from: 'office', day })
  Object.assign(transcript, { standing: first, reason: null, spoken: null })
}

function answer({ seq, day, minutes, of, files = [] }: Said, found: ReadonlyMap<string, Drawn>): void {
  if (minutes === undefined || of === undefined) return
  const transcript = [...found.values()].find(({ versions }) => versions.some((version) => version.seq === of))
  if (transcript === undefined) return
  if (minutes === 'agreed') {
    if (newestOf(transcript)?.seq === of) Object.assign(transcript, { standing: 'agreed', reason: null, spoken: null })
    return
  }
  const isSpoken = files.length > 0
  if (!isSpoken) transcript.versions.push({ version: transcript.versions.length + 1, seq, from: 'reporter', day })
  Object.assign(transcript, { standing: 'rectified', reason: null, spoken: isSpoken ? seq : null })
}
