// What became of transcripts, by a second hand: spec/transcripts.md.

export interface Spoken {
  readonly from: 'reporter' | 'office'
  readonly text: string
  readonly files?: readonly string[]
  readonly transcript?: { readonly file: string; readonly is: 'offered' | 'unchecked' }
  readonly minutes?: 'agreed' | 'rectified'
  readonly of?: number
}

interface Standing {
  readonly file: string
  standing: string
  reason: string | null
  spoken: number | null
  versions: { seq: number; from: string }[]
}

/** Entries by their place in the log, from entry 0 on. */
export function transcriptsIn(entries: readonly Spoken[], answerable: boolean): Standing[] {
  const all: Standing[] = []
  entries.forEach((entry, seq) => {
    const { from, text, transcript, minutes, of } = entry
    if (from === 'office') {
      const isTheirs = entries.slice(0, seq).some((before) => before.from === 'reporter' && before.files?.includes(transcript?.file ?? '') === true)
      if (transcript === undefined || !isTheirs) return
      let one = all.find(({ file }) => file === transcript.file)
      if (transcript.is === 'unchecked') {
        if (one !== undefined && one.standing !== 'agreed') [one.standing, one.reason] = ['unchecked', text]
        return
      }
      if (one === undefined) all.push(one = { file: transcript.file, standing: '', reason: null, spoken: null, versions: [] })
      one.versions.push({ seq, from })
      ;[one.standing, one.reason, one.spoken] = [answerable ? 'offered' : 'unchecked', null, null]
      return
    }
    const one = all.find(({ versions }) => versions.some((version) => version.seq === of))
    if (minutes === undefined || one === undefined) return
    if (minutes === 'agreed' && one.versions.at(-1)?.seq !== of) return
    const isSpoken = minutes === 'rectified' && (entry.files ?? []).length > 0
    if (minutes === 'rectified' && !isSpoken) one.versions.push({ seq, from })
    ;[one.standing, one.reason, one.spoken] = [minutes, null, isSpoken ? seq : null]
  })
  return all
}
