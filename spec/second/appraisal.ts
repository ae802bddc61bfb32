// Appraisals by a second hand: the order of their steps from headers, and what is said in them from opened bodies.
import type { Header } from './header.ts'
import { record, Refused, unb64, type Value } from './primitives.ts'

const AFTER: Readonly<Record<string, string>> = {
  'appraisal': 'appraisal-accepted appraisal-declined appraisal-word appraisal-closed rekey grant',
  'appraisal-accepted': 'opinion appraisal-word appraisal-closed rekey grant',
  'opinion': 'opinion appraisal-review appraisal-word appraisal-closed rekey grant',
  'appraisal-review': 'opinion appraisal-review appraisal-word appraisal-closed rekey grant',
  'appraisal-declined': 'grant', 'appraisal-closed': 'grant',
}
/** What changes nothing of what may follow. */
const ASIDE = new Set(['appraisal-word', 'rekey', 'grant'])
const BY_EXPERT = new Set(['appraisal-accepted', 'appraisal-declined', 'opinion'])

type Step = Pick<Header, 'kind' | 'author'>

/** @returns the kind of the last step that counts, and the expert, once there is one. @throws Refused `malformed`, `transition-not-allowed`, `not-allowed`, with the number of the step */
export function readOrder(steps: readonly Step[]): { readonly last: string; readonly expert: string | null } {
  const [first] = steps
  if (first?.kind !== 'appraisal') throw new Refused('malformed', 0)
  let [last, expert]: [string, string | null] = ['appraisal', null]
  for (const [seq, { kind, author }] of steps.entries()) {
    if (seq === 0) continue
    if (AFTER[last]?.split(' ').includes(kind) !== true) throw new Refused('transition-not-allowed', seq)
    if (BY_EXPERT.has(kind)) {
      if (author === first.author || (expert !== null && expert !== author)) throw new Refused('not-allowed', seq)
      expert = author
    }
    if (!ASIDE.has(kind)) last = kind
  }
  return { last, expert }
}

const ITEMS_MAX = 100
const FILES_MAX = 200
const NAME_MAX = 200
const TEXT_MAX = 200_000

type Body = Readonly<Record<string, Value | undefined>>
type Is = (value: Value | undefined) => boolean

const text = (least: number, most: number): Is => (value) => typeof value === 'string' && value.length >= least && value.length <= most
const written = text(1, TEXT_MAX)
const name = text(1, NAME_MAX)
const count: Is = (value) => Number.isSafeInteger(value) && Number(value) >= 0
const oneOf = (...words: readonly string[]): Is => (value) => words.includes(String(value)) && typeof value === 'string'

function idOf(bytes: number): Is {
  return (value) => {
    try {
      return unb64(value, bytes).length === bytes
    } catch {
      return false
    }
  }
}

const id = idOf(32)

const day: Is = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && new Date(`${value}T00:00:00Z`).toJSON()?.slice(0, 10) === value

function list(of: Is, least: number, most: number): Is {
  return (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every((each: Value) => of(each))
}

/** An object with exactly these members; a name that ends with `?` may be absent. */
function object(members: Readonly<Record<string, Is>>): Is {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const given = value as Body
    const known = Object.keys(members).map((member) => member.replace('?', ''))
    return Object.keys(given).every((member) => known.includes(member))
      && Object.entries(members).every(([member, is]) => (member.endsWith('?') && given[member.slice(0, -1)] === undefined) || is(given[member.replace('?', '')]))
  }
}

const TYPE = /^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/

/** Members of an attachment, by files.md. */
const attachment = object({
  file: id, name: text(0, NAME_MAX), type: (value) => typeof value === 'string' && TYPE.test(value), sizeBytes: (value) => count(value) && Number(value) <= 8 * 1024 ** 3, sha256: id,
  key: idOf(16), nonce: idOf(16), cleaning: oneOf('cleaned', 'nothing-found', 'kept-as-it-was', 'cannot-be-cleaned'),
})
const item = object({ exhibit: id, number: (value) => count(value) && value !== 0, description: name, kind: oneOf('report-file', 'file', 'physical'), files: list(id, 0, FILES_MAX) })
const finding = object({ exhibit: id, finding: written, scale: name, method: written, reasons: written })

const SHAPES: Readonly<Record<string, Is>> = {
  'appraisal': object({ expert: id, items: list(item, 1, ITEMS_MAX), questions: written, due: day, 'files?': list(attachment, 1, FILES_MAX), 'again?': id }),
  'appraisal-accepted': object({ independence: written }), 'appraisal-declined': object({ reason: written }), 'appraisal-word': object({ text: written }),
  'opinion': object({ findings: list(finding, 1, ITEMS_MAX) }), 'appraisal-review': object({ opinion: id, verdict: oneOf('accepted', 'objected'), reason: text(0, TEXT_MAX) }),
  'appraisal-closed': object({ reason: text(0, TEXT_MAX) }),
}

const parts = (value: Value | undefined): readonly Body[] => (Array.isArray(value) ? value.map((each: Value) => record(each)) : [])
const isSet = (values: readonly (Value | undefined)[]): boolean => new Set(values).size === values.length

/** Whether a body is what its kind allows. */
export function bodyFits(kind: string, value: Value): boolean {
  if (SHAPES[kind]?.(value) !== true) return false
  const body = record(value)
  if (kind === 'opinion') return isSet(parts(body['findings']).map(({ exhibit }) => exhibit))
  if (kind !== 'appraisal') return true
  const items = parts(body['items'])
  const asked = new Set(items.flatMap(({ files }) => files as readonly Value[]))
  const files = parts(body['files']).map(({ file }) => file ?? null)
  return isSet(items.map(({ exhibit }) => exhibit)) && isSet(files) && files.length === asked.size && files.every((file) => asked.has(file))
}

export interface Said {
  readonly hash: string
  readonly kind: string
  readonly author: string
  /** Null for a body that does not open, or is not what its kind allows. */
  readonly body: Value
}

export interface Judged {
  readonly opinion: string
  /** Why it counts for nothing; empty if it counts. */
  readonly breaks: readonly string[]
  readonly supplements: boolean
  readonly verdicts: readonly string[]
}

/** Which opinions count, and what the office said of each. @throws Refused `malformed` where the question does not open */
export function readOpinions([first, ...rest]: readonly Said[]): readonly Judged[] {
  if (first === undefined || first.kind !== 'appraisal' || first.body === null) throw new Refused('malformed')
  const question = record(first.body)
  const asked = parts(question['items']).map(({ exhibit }) => exhibit)
  const judged: { opinion: string; breaks: string[]; supplements: boolean; verdicts: string[] }[] = []
  for (const { hash, kind, author, body } of rest) {
    if (kind === 'opinion') {
      const supplements = judged.some(({ breaks }) => breaks.length === 0)
      const of = body === null ? null : parts(record(body)['findings']).map(({ exhibit }) => exhibit)
      const fits = of === null || (of.every((each) => asked.includes(each)) && (supplements || of.length === asked.length))
      judged.push({ opinion: hash, supplements, verdicts: [], breaks: [...(of === null ? ['unreadable'] : []), ...(author === question['expert'] ? [] : ['another-expert']), ...(fits ? [] : ['items-differ'])] })
    }
    if (kind === 'appraisal-review' && body !== null) judged.find(({ opinion }) => opinion === record(body)['opinion'])?.verdicts.push(String(record(body)['verdict']))
  }
  return judged
}
