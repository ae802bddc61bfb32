// The organisation's recovery: one split secret, its shares in every spelling, and what must not be believed.
import { identityText, recipientText } from '../second/age.ts'
import { b64, fixed, join, type Bytes, type Value } from '../second/primitives.ts'
import { combine, hashOf, recoveryOf, shareAt, textOf, wordsOf, type Share, type Terms } from '../second/recovery.ts'
import { wrap } from './keys.ts'
import { OFFICE } from './log.ts'

const SECRET = fixed('recovery secret')
const [GENERATION, THRESHOLD] = [1, 3]
/** Five points, as a splitter may draw them: in no order. */
const POINTS = [200, 7, 31, 255, 1]
const COEFFICIENTS = [SECRET, fixed('recovery coefficient 1'), fixed('recovery coefficient 2')]

function sharesOf(coefficients: readonly Bytes[]): Share[] {
  return POINTS.map((point, place) => ({ office: OFFICE, generation: GENERATION, index: place + 1, share: shareAt(point, coefficients) }))
}

function termsOf(shares: readonly Share[]): Terms {
  const { recipient, signKey } = recoveryOf(SECRET, OFFICE)
  return { office: OFFICE, generation: GENERATION, recipient, signKey, threshold: THRESHOLD, hashes: shares.map(hashOf) }
}

const told = ({ office, generation, index, share }: Share): Value => ({ office, generation, index, share: b64(share) })

export async function recovery(): Promise<Value> {
  const shares = sharesOf(COEFFICIENTS)
  const [first, second, third, , fifth] = shares as [Share, Share, Share, Share, Share]
  const terms = termsOf(shares)
  const { box, recipient, signKey } = recoveryOf(SECRET, OFFICE)
  const stray = sharesOf([fixed('another recovery secret'), ...COEFFICIENTS.slice(1)]) as [Share, Share, Share, Share, Share]
  const flipped: Share = { ...second, share: join(new Uint8Array([Number(second.share[0]) ^ 1]), second.share.subarray(1)) }
  const words = wordsOf(first)
  const slip = [...words.slice(0, 4), words[4] === 'zoo' ? 'zone' : 'zoo', ...words.slice(5)]
  const holder = fixed('member identity seed')
  const { office, generation, index } = first
  const expected = { office, generation, index, hash: hashOf(first) }
  const wrapped = (name: string, value: Value, to = holder) => wrap(`share/${name}`, recipientText(to), value)
  combine([first, second, third], terms)
  return {
    secret: b64(SECRET), coefficients: COEFFICIENTS.map(b64), identity: identityText(box), terms: { ...terms, recipient, signKey },
    shares: shares.map((share) => ({ ...told(share) as object, hash: hashOf(share), text: textOf(share), words: wordsOf(share).join(' ') })),
    typed: [
      { typed: textOf(first).toLowerCase(), index: 1 }, { typed: ` ${textOf(second)}\n`, index: 2 }, { typed: words.join(',  ').toUpperCase(), index: 1 },
      { typed: words.map((word, at) => `${at + 1}. ${word}`).join('\n'), index: 1 },
      { typed: '', refusal: 'share-mistyped' }, { typed: words.slice(1).join(' '), refusal: 'share-mistyped' }, { typed: slip.join(' '), refusal: 'share-mistyped' },
      { typed: [...words.slice(0, 6), 'postern', ...words.slice(7)].join(' '), refusal: 'share-mistyped', word: 7 },
      { typed: [words[1], words[0], ...words.slice(2)].join(' '), refusal: 'share-mistyped' }, { typed: textOf(first).slice(0, -1), refusal: 'share-mistyped' },
      { typed: textOf(first).replace(/.$/, (last) => (last === 'Q' ? 'P' : 'Q')), refusal: 'share-mistyped' },
    ],
    combined: [[1, 2, 3], [5, 3, 1], [4, 2, 5, 1], [1, 2, 3, 4, 5]],
    refused: [
      { name: 'too few', refusal: 'too-few-shares', shares: [first, third].map(told) }, { name: 'none', refusal: 'too-few-shares', shares: [] },
      { name: 'one twice', refusal: 'share-twice', shares: [first, second, first].map(told) },
      { name: 'of another generation', refusal: 'share-foreign', shares: [first, second, { ...fifth, generation: 0 }].map(told) },
      { name: 'of another office', refusal: 'share-foreign', shares: [first, second, { ...fifth, office: b64(fixed('other office')) }].map(told) },
      { name: 'a bit of one flipped', refusal: 'share-wrong', shares: [first, flipped, third].map(told) },
      { name: 'in another’s place', refusal: 'share-wrong', shares: [first, second, { ...fifth, index: 4 }].map(told) },
      { name: 'beyond the last', refusal: 'share-wrong', shares: [first, second, { ...fifth, index: 6 }].map(told) },
      { name: 'of another secret, rightly signed for', refusal: 'recovery-differs', shares: [first, second, stray[2]].map(told), terms: { ...termsOf([first, second, stray[2]]) } },
    ],
    wrap: {
      identity: identityText(holder), seed: b64(holder), expected, wrap: await wrapped('good', told(first)), share: b64(first.share),
      refused: [
        { name: 'another share', refusal: 'share-wrong', wrap: await wrapped('other', { ...told(first) as object, share: b64(second.share) }) },
        { name: 'another generation', refusal: 'share-wrong', wrap: await wrapped('generation', { ...told(first) as object, generation: 0 }) },
        { name: 'another place', refusal: 'share-wrong', wrap: await wrapped('place', { ...told(first) as object, index: 2 }) },
        { name: 'sealed to somebody else', refusal: 'foreign-key', wrap: await wrapped('else', told(first), fixed('other identity seed')) },
      ],
    },
  }
}
