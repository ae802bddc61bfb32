// Appraisals: which steps may follow which, what the bodies may hold, and one whole log, signed and sealed by the second hand.
import { bodyFits, readOpinions, readOrder } from '../second/appraisal.ts'
import { commitment } from '../second/log.ts'
import { b64, fixed, Refused, signer, type Value } from '../second/primitives.ts'
import { entry, handler, logOf, told, type Log, type Made, type What } from './log.ts'

const expert = signer(fixed('expert sign seed'))
const other = signer(fixed('other expert sign seed'))
const id = (name: string): string => b64(fixed(name))
const half = (name: string): string => b64(fixed(name, 16))

type Step = readonly [kind: string, by: 'handler' | 'expert' | 'another']

const ASK: Step = ['appraisal', 'handler']
const ACCEPT: Step = ['appraisal-accepted', 'expert']
const OPINION: Step = ['opinion', 'expert']
const REVIEW: Step = ['appraisal-review', 'handler']
const CLOSE: Step = ['appraisal-closed', 'handler']
const REKEY: Step = ['rekey', 'handler']
const GRANT: Step = ['grant', 'handler']
const WORD: Step = ['appraisal-word', 'expert']

const ORDERS: readonly (readonly [string, readonly Step[]])[] = [
  ['asked', [ASK]], ['taken on, answered, looked at, added to, closed', [ASK, WORD, ACCEPT, OPINION, REVIEW, OPINION, WORD, CLOSE]],
  ['declined', [ASK, ['appraisal-declined', 'expert']]], ['closed unanswered', [ASK, CLOSE]], ['another key and another reader at every point', [ASK, REKEY, GRANT, ACCEPT, REKEY, OPINION, GRANT, REVIEW, REKEY, CLOSE, GRANT]],
  ['looked at twice', [ASK, ACCEPT, OPINION, REVIEW, REVIEW]], ['a reader after it was declined', [ASK, ['appraisal-declined', 'expert'], GRANT]],
  ['nothing', []], ['what is no question', [ACCEPT]], ['a second question', [ASK, ASK]], ['an opinion before it was taken on', [ASK, OPINION]], ['an opinion before it was taken on, behind a word', [ASK, WORD, OPINION]],
  ['looked at before there is an opinion', [ASK, ACCEPT, REVIEW]], ['taken on twice', [ASK, ACCEPT, ACCEPT]], ['declined after it was taken on', [ASK, ACCEPT, ['appraisal-declined', 'expert']]],
  ['a word after the end', [ASK, CLOSE, WORD]], ['an opinion after the end', [ASK, ACCEPT, OPINION, CLOSE, OPINION]], ['closed twice', [ASK, CLOSE, CLOSE]], ['a new key after the end', [ASK, CLOSE, REKEY]],
  ['an opinion after a reader was added behind the end', [ASK, ACCEPT, CLOSE, GRANT, OPINION]], ['another expert’s opinion', [ASK, ACCEPT, ['opinion', 'another']]], ['taken on by whoever asked', [ASK, ['appraisal-accepted', 'handler']]],
  ['a kind of another log', [ASK, ['note', 'handler']]],
]

function orders(): Value {
  return ORDERS.map(([name, steps]) => {
    const listed = steps.map(([kind, by]) => ({ kind, author: id(by) }))
    try {
      const { last, expert: by } = readOrder(listed)
      return { name, steps: listed, last, expert: by }
    } catch (error) {
      if (error instanceof Refused) return { name, steps: listed, refusal: error.code }
      throw error
    }
  })
}

const FILE: Value = {
  file: id('a recording'), name: '录音 1.wav', type: 'audio/wav', sizeBytes: 48_000, sha256: id('its words'), key: half('its key'), nonce: half('its nonce'), cleaning: 'kept-as-it-was',
}
const ITEM = { exhibit: id('exhibit 2'), number: 2, description: '开标室录音 𠮷', kind: 'file', files: [id('a recording')] } as const
const THING = { exhibit: id('exhibit 5'), number: 5, description: 'A telephone', kind: 'physical', files: [] } as const
export const QUESTION = { expert: expert.publicId, items: [ITEM, THING], questions: '录音是否经过剪辑？\nWhich device made it?', due: '2026-12-24', files: [FILE] } as const
const FINDING = { exhibit: ITEM.exhibit, finding: '未见剪辑', scale: '强支持', method: 'ENF', reasons: 'The mains hum is continuous.' } as const
export const ON_THING = { ...FINDING, exhibit: THING.exhibit, finding: 'It was not reset.' } as const

const BODIES: readonly (readonly [string, string, Value])[] = [
  ['a question', 'appraisal', QUESTION], ['a question about a thing alone', 'appraisal', { expert: QUESTION.expert, items: [THING], questions: '?', due: '2028-02-29' }],
  ['a second look', 'appraisal', { ...QUESTION, again: id('the first') }], ['two items with one file', 'appraisal', { ...QUESTION, items: [ITEM, { ...THING, kind: 'file', files: ITEM.files }] }],
  ['a hundred items', 'appraisal', { ...QUESTION, items: [ITEM, ...Array.from({ length: 99 }, (_, at) => ({ ...THING, exhibit: id(`thing ${at}`) }))] }],
  ['taken on', 'appraisal-accepted', { independence: '与各方无利害关系' }], ['declined', 'appraisal-declined', { reason: '无暇' }], ['a word', 'appraisal-word', { text: '请提供设备型号' }],
  ['an opinion', 'opinion', { findings: [FINDING, ON_THING] }], ['accepted', 'appraisal-review', { opinion: id('an opinion'), verdict: 'accepted', reason: '' }],
  ['objected to', 'appraisal-review', { opinion: id('an opinion'), verdict: 'objected', reason: '未说明采样率' }], ['closed', 'appraisal-closed', { reason: '' }],

  ['no items', 'appraisal', { ...QUESTION, items: [], files: undefined }], ['an item twice', 'appraisal', { ...QUESTION, items: [ITEM, ITEM] }], ['a file of no item', 'appraisal', { ...QUESTION, items: [THING] }],
  ['an item without its file', 'appraisal', { ...QUESTION, files: undefined }], ['a file twice', 'appraisal', { ...QUESTION, files: [FILE, FILE] }], ['an empty list of files', 'appraisal', { ...QUESTION, items: [THING], files: [] }],
  ['a hundred and one items', 'appraisal', { ...QUESTION, items: [ITEM, ...Array.from({ length: 100 }, (_, at) => ({ ...THING, exhibit: id(`thing ${at}`) }))] }],
  ['no question', 'appraisal', { ...QUESTION, questions: '' }], ['a day that is none', 'appraisal', { ...QUESTION, due: '2027-02-29' }], ['an expert that is no key', 'appraisal', { ...QUESTION, expert: 'expert' }],
  ['an exhibit with number 0', 'appraisal', { ...QUESTION, items: [{ ...ITEM, number: 0 }] }], ['an item of another kind', 'appraisal', { ...QUESTION, items: [{ ...ITEM, kind: 'rumour' }] }],
  ['an item that is not described', 'appraisal', { ...QUESTION, items: [{ ...ITEM, description: '' }] }], ['a member more', 'appraisal', { ...QUESTION, urgent: true }], ['an item with a member more', 'appraisal', { ...QUESTION, items: [{ ...ITEM, seal: '' }] }],
  ['no declaration', 'appraisal-accepted', { independence: '' }], ['a word that is empty', 'appraisal-word', { text: '' }], ['declined without a reason', 'appraisal-declined', { reason: '' }],
  ['no findings', 'opinion', { findings: [] }], ['an exhibit found twice', 'opinion', { findings: [FINDING, FINDING] }], ['a finding without a method', 'opinion', { findings: [{ ...FINDING, method: '' }] }],
  ['a scale of 201 characters', 'opinion', { findings: [{ ...FINDING, scale: '强'.repeat(201) }] }], ['a finding without reasons', 'opinion', { findings: [{ exhibit: FINDING.exhibit, finding: 'x', scale: 'x', method: 'x' }] }],
  ['a verdict that is none', 'appraisal-review', { opinion: id('an opinion'), verdict: 'perhaps', reason: '' }], ['a review of nothing', 'appraisal-review', { verdict: 'accepted', reason: '' }],
  ['a body of another kind', 'opinion', { text: 'x' }],
]

const log: Log = logOf('appraisal', handler)
const next: Log = { ...log, generation: 1, key: fixed('appraisal/second log key') }
const WRAPS = { wraps: [b64(fixed('a wrap’s hash'))] }

/** A log whose first opinion is of too few items, whose second counts, whose third adds to it, whose fourth is of another exhibit; re-keyed and given on. */
function wholeLog(): readonly Made[] {
  const made: Made[] = []
  const add = (name: string, what: What, under: Log = log): Made => {
    const last = entry(under, made, { name: `appraisal/${name}`, ...what })
    made.push(last)
    return last
  }
  add('0', { kind: 'appraisal', value: QUESTION, author: handler, extra: { ...WRAPS, about: id('the report'), files: [id('a recording')] } })
  add('1', { kind: 'appraisal-word', value: { text: '请提供设备型号' }, author: expert })
  add('2', { kind: 'appraisal-accepted', value: { independence: '与各方无利害关系' }, author: expert })
  add('3', { kind: 'opinion', value: { findings: [FINDING] }, author: expert })
  const counts = add('4', { kind: 'opinion', value: { findings: [FINDING, ON_THING] }, author: expert })
  add('5', { kind: 'appraisal-review', value: { opinion: counts.hash, verdict: 'objected', reason: '未说明采样率' }, author: handler })
  add('6', { kind: 'rekey', value: { previous: b64(log.key), reason: 'left-out' }, author: handler, extra: { keyCommit: commitment(next.key), ...WRAPS } }, next)
  add('7', { kind: 'opinion', value: { findings: [ON_THING] }, author: expert }, next)
  add('8', { kind: 'opinion', value: { findings: [{ ...FINDING, exhibit: id('exhibit 9') }] }, author: expert }, next)
  add('9', { kind: 'opinion', value: { findings: [] }, author: expert }, next)
  add('10', { kind: 'appraisal-review', value: { opinion: counts.hash, verdict: 'accepted', reason: '' }, author: handler }, next)
  add('11', { kind: 'appraisal-closed', value: { reason: '' }, author: handler }, next)
  add('12', { kind: 'grant', value: {}, author: handler, extra: WRAPS }, next)
  return made
}

/** The same, its words in whoever's hand: what an opinion by another expert would be, were it kept. */
function judgements(): Value {
  const [question, finding] = [{ hash: id('q'), kind: 'appraisal', author: handler.publicId, body: QUESTION }, { kind: 'opinion', body: { findings: [FINDING, ON_THING] } }]
  const cases: readonly (readonly [string, Parameters<typeof readOpinions>[0]])[] = [
    ['another expert’s', [question, { ...finding, hash: id('1'), author: other.publicId }, { ...finding, hash: id('2'), author: expert.publicId }]],
    ['one that does not open', [question, { ...finding, hash: id('1'), author: expert.publicId, body: null }, { ...finding, hash: id('2'), author: expert.publicId }]],
  ]
  return cases.map(([name, said]) => ({ name, said: said.map((each) => ({ ...each })), opinions: judged(said) }))
}

function judged(said: Parameters<typeof readOpinions>[0]): Value {
  return readOpinions(said).map(({ opinion, breaks, supplements, verdicts }) => ({ opinion, breaks: [...breaks], supplements, verdicts: [...verdicts] }))
}

export function appraisals(): Value {
  const made = wholeLog()
  return {
    orders: orders(),
    bodies: BODIES.map(([name, kind, body]) => ({ name, kind, body, fits: bodyFits(kind, JSON.parse(JSON.stringify(body)) as Value) })),
    judgements: judgements(),
    log: { office: log.office, log: log.log, key: b64(next.key), entries: made.map((each) => ({ hash: each.hash, ...(told(each) as object) })) },
  }
}
