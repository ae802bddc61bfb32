// What becomes of transcripts, entry by entry, and bodies that no schema takes.
import { b64, fixed, type Value } from '../second/primitives.ts'
import { transcriptsIn, type Spoken } from '../second/transcripts.ts'

const CALL = b64(fixed('recording of a call'))
const CORRECTION = b64(fixed('recording of a correction'))
const STRANGER = b64(fixed('recording of nobody'))

const called: Spoken = { from: 'reporter', text: 'Said on the telephone.', files: [CALL] }
const offer = (text: string, file = CALL): Spoken => ({ from: 'office', text, transcript: { file, is: 'offered' } })
const unchecked = (text: string): Spoken => ({ from: 'office', text, transcript: { file: CALL, is: 'unchecked' } })
const answer = (minutes: 'agreed' | 'rectified', of: number, text = ''): Spoken => ({ from: 'reporter', text, minutes, of })
const spoken = (of: number): Spoken => ({ from: 'reporter', text: 'Said on the telephone.', minutes: 'rectified', of, files: [CORRECTION] })

const CASES: readonly { readonly name: string; readonly answerable?: false; readonly entries: readonly Spoken[] }[] = [
  { name: 'offered', entries: [called, offer('她说标底泄露了。')] },
  { name: 'rectified in writing, and the office writes it out', entries: [called, offer('She saw two lorries.'), answer('rectified', 1, 'Three lorries.'), offer('She saw three lorries.'), answer('agreed', 3)] },
  { name: 'rectified by speaking, written down and agreed', entries: [called, offer('She saw two lorries.'), spoken(1), offer('She saw three lorries.'), answer('agreed', 3)] },
  { name: 'rectified by speaking, and nobody wrote that down yet', entries: [called, offer('She saw two lorries.'), spoken(1)] },
  { name: 'agreeing to a version that is not the newest says nothing', entries: [called, offer('One.'), offer('Two.'), answer('agreed', 1)] },
  { name: 'agreed, and corrected afterwards', entries: [called, offer('One.'), answer('agreed', 1), answer('rectified', 1, 'Two.')] },
  { name: 'unchecked for a reason', entries: [called, offer('One.'), unchecked('Nobody called back in three months.')] },
  { name: 'unchecked, and agreed after all', entries: [called, offer('One.'), unchecked('Nobody called back.'), answer('agreed', 1)] },
  { name: 'what was agreed stays agreed', entries: [called, offer('One.'), answer('agreed', 1), unchecked('A mistake.')] },
  { name: 'nobody has the code', answerable: false, entries: [called, offer('One.')] },
  { name: 'the office does not answer for the reporter', entries: [called, offer('One.'), { from: 'office', text: '', minutes: 'agreed', of: 1 }] },
  { name: 'the reporter offers none', entries: [called, { from: 'reporter', text: 'One.', transcript: { file: CALL, is: 'offered' } }] },
  { name: 'of a recording that the reporter did not send', entries: [called, offer('One.', STRANGER)] },
  { name: 'unchecked before it was offered', entries: [called, unchecked('Why not.')] },
  { name: 'an answer to what brought no version', entries: [called, offer('One.'), answer('agreed', 0), answer('rectified', 7, 'Two.')] },
  { name: 'two recordings', entries: [called, { from: 'reporter', text: '', files: [CORRECTION] }, offer('Second.', CORRECTION), offer('First.'), answer('agreed', 3)] },
]

const BODY = { text: 'Words.', language: 'en' }

export function transcripts(): Value {
  return {
    cases: CASES.map(({ name, answerable = true, entries }) => ({ name, answerable, entries, transcripts: transcriptsIn(entries, answerable) })) as unknown as Value,
    good: [
      { name: 'offered', body: { ...BODY, transcript: { file: CALL, is: 'offered' } } },
      { name: 'unchecked', body: { ...BODY, transcript: { file: CALL, is: 'unchecked' } } },
      { name: 'agreed', body: { ...BODY, text: '', minutes: 'agreed', of: 1 } },
    ],
    /** No schema takes them. */
    malformed: [
      { name: 'a version without an answer', body: { ...BODY, of: 1 } },
      { name: 'a transcript without words', body: { ...BODY, text: '', transcript: { file: CALL, is: 'offered' } } },
      { name: 'a transcript that is an answer as well', body: { ...BODY, minutes: 'agreed', transcript: { file: CALL, is: 'offered' } } },
      { name: 'a standing that nobody says', body: { ...BODY, transcript: { file: CALL, is: 'agreed' } } },
      { name: 'a version before the first', body: { ...BODY, minutes: 'agreed', of: -1 } },
    ],
  }
}
