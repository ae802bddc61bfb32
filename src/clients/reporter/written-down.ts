import type { Language } from '#domain/bodies.ts'
import type { Turn } from '#domain/conversation.ts'
import type { MinutesStanding } from '#domain/minutes.ts'
import { newestOf } from '#domain/transcripts.ts'
import { LATE_WORDS } from './late-words.ts'
import type { OpenedReport } from './reporter.ts'

/** Something that the office wrote down of the reporter's words, to be checked: minutes of the report itself, or the transcript of a recording. */
export interface WrittenDown {
  /** What an answer says that it is of; none for the report's own minutes. */
  readonly of: number | undefined
  readonly standing: MinutesStanding
  /** The words as they are now; null where they are the report's own answers. */
  readonly newest: Turn | null
  /** The sentences for it. */
  readonly title: string
  readonly about: string
  readonly agree: string
  readonly label: string
  readonly hint: string
}

/** Minutes first, then transcripts in the order in which they were offered. */
export function writtenDown(language: Language, { minutes, transcripts, turns }: Pick<OpenedReport, 'minutes' | 'transcripts' | 'turns'>): readonly WrittenDown[] {
  const words = LATE_WORDS[language]
  const first: readonly WrittenDown[] = minutes === null ? [] : [{
    of: undefined, standing: minutes.standing, newest: null,
    title: words['minutes-title'], about: words[`minutes-${minutes.standing}`], agree: words['minutes-agree'], label: words['minutes-label'], hint: words['minutes-hint'],
  }]
  return [...first, ...transcripts.flatMap((transcript): WrittenDown[] => {
    const { file, standing, spoken } = transcript
    const newest = turns.find(({ seq }) => seq === newestOf(transcript)?.seq)
    if (newest === undefined) return []
    const about = spoken === null ? words[`transcript-${standing}`] : words['transcript-spoken']
    return [{ of: newest.seq, standing, newest, title: words['transcript-title']({ name: nameOf(turns, file) }), about, agree: words['transcript-agree'], label: words['transcript-label'], hint: words['transcript-hint'] }]
  })]
}

/** What a turn says of minutes or a transcript, in a line above its words; null for most. */
export function writtenDownLine(language: Language, { minutes, of: answered, transcript }: Pick<Turn, 'minutes' | 'of' | 'transcript'>, turns: readonly Turn[]): string | null {
  const words = LATE_WORDS[language]
  if (transcript !== undefined) return words[`turn-transcript-${transcript.is}`]({ name: nameOf(turns, transcript.file) })
  if (minutes === undefined) return null
  return answered === undefined ? words[`turn-minutes-${minutes}`] : words[`turn-transcript-${minutes}`]
}

/** What the reporter's own entry calls a recording. */
function nameOf(turns: readonly Turn[], file: string): string {
  return turns.flatMap(({ files = [] }) => files).find((each) => each.file === file)?.name ?? ''
}
