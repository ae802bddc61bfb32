// An audit export by a second hand: what spec/audit-export.md says is checked, step by step, over files in memory. Of the office log it folds rules 1 to 3;
// requests for identities have vectors of their own, and a log of one is not expected here.
import { readOrder } from './appraisal.ts'
import { LOG_OF, readHeader, type Header } from './header.ts'
import { commitmentTo, leafOf, leafOfDay, mth, readCheckpoint } from './journal.ts'
import { entryHash, readChain, readFrames, readGenerations, type Entry } from './log.ts'
import { ascii, b64, join, record, Refused, sha256, signed, type Bytes, type Value } from './primitives.ts'

export type Files = ReadonlyMap<string, Bytes>
type Members = Readonly<Record<string, Value | undefined>>

interface Manifest {
  readonly office: string
  readonly day: string
  readonly author: string
  /** The files that it names, and no others. */
  readonly files: Files
}

function fileIn(files: Files, name: string): Bytes {
  const bytes = files.get(name)
  if (bytes === undefined) throw new Refused('missing', name)
  return bytes
}

/** Step 1. */
function readManifest(files: Files): Manifest {
  const [bytes, signature] = [fileIn(files, 'manifest.json'), fileIn(files, 'manifest.sig')]
  const { format, office, day, author, files: named, ...more } = JSON.parse(Buffer.from(bytes).toString()) as Members
  const list = (named ?? []) as readonly Members[]
  const sound = format === 'postern/audit/v1' && Object.keys(more).length === 0 && list.every(({ file }) => typeof file === 'string' && /^[a-z0-9][a-z0-9.-]*$/i.test(file))
  if (!sound || typeof office !== 'string' || typeof day !== 'string' || typeof author !== 'string') throw new Refused('manifest')
  if (!signed(author, join(ascii('postern/export/v1\n'), bytes), signature)) throw new Refused('signature')
  const listed = new Map(list.map(({ file, sha256: hash }) => {
    const found = fileIn(files, String(file))
    if (Buffer.from(sha256(found)).toString('hex') !== hash) throw new Refused('file-hash', String(file))
    return [String(file), found]
  }))
  return { office, day, author, files: listed }
}

function pages(files: Files, kind: string): { readonly meta: Members; readonly parts: readonly Bytes[] }[] {
  const found = []
  for (let number = 1; ; number++) {
    const bytes = files.get(`${kind}-${String(number).padStart(5, '0')}.frames`)
    if (bytes === undefined) return found
    const { meta, parts } = readFrames(bytes)
    found.push({ meta: record(meta), parts })
  }
}

const NOTHING: Bytes = new Uint8Array(0)

/** Parts in threes. */
function triples(kind: string, files: Files): Entry[] {
  return pages(files, kind).flatMap(({ meta, parts }) => Array.from({ length: Number(meta['entries']) }, (_, at) => {
    const [header = NOTHING, signature = NOTHING, body = NOTHING] = parts.slice(at * 3, at * 3 + 3)
    return { header, signature, body }
  }))
}

interface Office {
  readonly roles: ReadonlyMap<string, readonly string[]>
  readonly serverKey: string
}

interface History {
  readonly office: string
  readonly length: number
  readonly at: ReadonlyMap<string, Office>
  readonly now: Office
}

/** Step 2: the office log by rules 1 to 3 of office-log.md. */
function readOffice(entries: readonly Entry[]): History {
  const headers = readChain(entries)
  const [first] = entries
  if (first === undefined || headers[0]?.kind !== 'genesis') throw new Refused('bad-chain')
  const genesis = record(JSON.parse(Buffer.from(first.body).toString()) as Value)
  const administrator = record(genesis['administrator'] ?? null)['signKey']
  const at = new Map<string, Office>()
  let roles = new Map<string, readonly string[]>()
  for (const [seq, { kind, author, seen }] of headers.entries()) {
    const rules = roles.size === 0 ? author === administrator : roles.get(author)?.includes('administrator') === true
    if ((kind !== 'team' && kind !== 'drill' && !rules) || (seen !== null && !at.has(seen))) throw new Refused('forged-history', seq)
    const entry = entries[seq]
    if (kind === 'member' && entry !== undefined) {
      const { signKey, roles: given, active } = record(JSON.parse(Buffer.from(entry.body).toString()) as Value)
      roles = new Map(roles).set(String(signKey), active === true ? given as readonly string[] : [])
    }
    if (entry !== undefined) at.set(entryHash(entry), { roles, serverKey: String(genesis['serverKey']) })
  }
  return { office: entryHash(first), length: headers.length, at, now: [...at.values()].at(-1) ?? { roles, serverKey: '' } }
}

interface Journal {
  readonly firstDay: string
  readonly roots: readonly string[]
  readonly leaves: readonly ReadonlySet<string>[]
}

function dayAfter(first: string, days: number): string {
  return new Date(Date.parse(first) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Step 3. */
function readJournal(files: Files, { office, now }: History): Journal {
  const [roots, leaves, days]: [string[], Set<string>[], Bytes[]] = [[], [], []]
  let firstDay = '2000-01-01'
  for (const { meta, parts } of pages(files, 'journal')) {
    firstDay = String(meta['firstDay'])
    for (let at = 0; at < Number(meta['days']); at++) {
      const [bytes = NOTHING, note = NOTHING] = parts.slice(at * 2, at * 2 + 2)
      const day = Array.from({ length: Math.floor(bytes.length / 32) }, (_, index) => bytes.slice(index * 32, index * 32 + 32))
      const root = mth(day.map(leafOf))
      days.push(leafOfDay(dayAfter(firstDay, days.length), root))
      const told = ((): { readonly size: number; readonly root: Bytes } => {
        try { return readCheckpoint(`postern/${office}`, now.serverKey, Buffer.from(note).toString()) } catch { throw new Refused('bad-proof', days.length - 1) }
      })()
      const rising = day.every((leaf, index) => index === 0 || Buffer.compare(day[index - 1] ?? NOTHING, leaf) < 0)
      if (bytes.length % 32 !== 0 || !rising || told.size !== days.length || b64(told.root) !== b64(mth(days))) throw new Refused('bad-proof', days.length - 1)
      roots.push(b64(root))
      leaves.push(new Set(day.map(b64)))
    }
  }
  return { firstDay, roots, leaves }
}

/** Step 6. */
function inJournal({ firstDay, leaves }: Journal, day: string, commitment: string): 'there' | 'waits' {
  const own = Math.max(0, (Date.parse(day) - Date.parse(firstDay)) / 86_400_000)
  if (leaves.slice(Math.max(0, own - 1)).some((batch) => batch.has(commitment))) return 'there'
  if (own + 2 < leaves.length) throw new Refused('not-in-journal')
  return 'waits'
}

const CLEAR = new Set(['erased'])
const EXPERTS_ONLY = new Set(['appraisal-accepted', 'appraisal-declined', 'opinion'])
const EXPERTS = new Set([...EXPERTS_ONLY, 'appraisal-word'])

/** The entries of every other log, by its id. */
function sealedLogs(files: Files): Map<string, Entry[]> {
  const logs = new Map<string, Entry[]>()
  let last = ''
  for (const entry of triples('logs', files)) {
    const { log } = readHeader(entry.header)
    if (log !== last && logs.has(log)) throw new Refused('twice', log)
    logs.set(log, [...(logs.get(log) ?? []), entry])
    last = log
  }
  return logs
}

interface Checked {
  readonly headers: readonly Header[]
  readonly about: string | null
  readonly erased: boolean
  readonly emptied: boolean
  readonly acknowledged: string | null
  readonly appraisal: Members | null
}

/** Step 5. The third part of an entry is no body: the chain is read without bodies. */
function checkLog(entries: readonly Entry[], history: History): Checked {
  const headers = readChain(entries, { bodies: false })
  const [first] = headers
  const kind = LOG_OF[first?.kind ?? ''] ?? ''
  const ends = headers.at(-1)?.kind === 'erased'
  for (const [seq, header] of headers.entries()) {
    const proof = entries[seq]?.body ?? NOTHING
    const fits = CLEAR.has(header.kind) ? b64(sha256(proof)) === header.bodyHash : proof.length === 16
    if (!fits && !(proof.length === 0 && (ends || kind !== 'report'))) throw new Refused('bad-chain', seq)
    const office = history.at.get(header.seen ?? '')
    const handles = office?.roles.get(header.author)?.some((role) => role === 'intake' || role === 'investigator') === true
    const answers = kind === 'appraisal' && EXPERTS.has(header.kind) && office?.roles.get(header.author)?.includes('expert') === true
    const asks = handles && !(kind === 'appraisal' && EXPERTS_ONLY.has(header.kind))
    const stands = kind === 'report' && header.author === first?.author ? office !== undefined : asks || answers
    const belongs = LOG_OF[header.kind]?.split(' ').includes(kind) === true && header.office === history.office
    if (!stands || !belongs) throw new Refused('forged-history', seq)
  }
  readGenerations(headers)
  const appraisal = kind === 'appraisal' ? orderOf(headers) : null
  const emptied = entries.some(({ body }, seq) => body.length === 0 && (headers[seq]?.bodySize ?? 0) > 0)
  return { headers, about: first?.about ?? null, erased: ends, emptied, acknowledged: kind === 'report' ? docketOf(headers) : null, appraisal }
}

const HOW_FAR: Readonly<Record<string, string>> = {
  'appraisal': 'asked', 'appraisal-accepted': 'accepted', 'appraisal-declined': 'declined', 'opinion': 'given', 'appraisal-review': 'reviewed', 'appraisal-closed': 'closed',
}

/** By appraisal.md: who asked, who answered, and how far it is. */
function orderOf(headers: readonly Header[]): Members {
  try {
    const [first] = headers
    const { last, expert } = readOrder(headers)
    return { log: first?.log, about: first?.about, state: HOW_FAR[last], asker: first?.author, askedDay: first?.day, expert }
  } catch (error) {
    throw error instanceof Refused ? new Refused('forged-history', headers.length - 1) : error
  }
}

const NEXT: Readonly<Record<string, string>> = {
  'received': 'acknowledged assessed accepted not-accepted outside-remit referred', 'acknowledged': 'assessed accepted not-accepted outside-remit referred',
  'assessed': 'accepted not-accepted outside-remit referred', 'accepted': 'concluded referred not-accepted', 'not-accepted': 'acknowledged accepted',
  'outside-remit': 'acknowledged', 'concluded': 'acknowledged', 'withdrawn': 'acknowledged not-accepted concluded', 'referred': 'acknowledged assessed accepted concluded',
}

/** The docket by entries.md. @returns the day of acknowledgement */
function docketOf(headers: readonly Header[]): string | null {
  let [state, acknowledged]: [string, string | null] = ['', null]
  for (const [seq, { author, docket, day }] of headers.entries()) {
    const { state: to, channel, team } = docket ?? {}
    const mine = author === headers[0]?.author
    const wrong = seq === 0 ? to !== 'received' || channel === undefined || team === undefined : channel !== undefined || team !== undefined
    const follows = seq === 0 || to === undefined || (mine ? to === 'withdrawn' && state !== 'withdrawn' : NEXT[state]?.split(' ').includes(String(to)) === true)
    if (wrong || !follows) throw new Refused('forged-history', seq)
    if (!mine && to !== undefined) acknowledged ??= day
    state = to === undefined ? state : String(to)
  }
  return acknowledged
}

/** What an export shows. @throws Refused with the reason of the first thing that does not hold */
export function readAudit(files: Files, since: Files | null): Members {
  const manifest = readManifest(files)
  const office = triples('office', manifest.files)
  const history = readOffice(office)
  if (history.office !== manifest.office) throw new Refused('office')
  if (history.now.roles.get(manifest.author)?.includes('auditor') !== true) throw new Refused('author')
  const journal = readJournal(manifest.files, history)
  const trail = triples('audit', manifest.files)
  const told = readTrail(trail, history)
  const sealed = sealedLogs(manifest.files)
  const checked = new Map([...sealed].map(([log, entries]) => [log, checkLog(entries, history)]))
  const all = new Map([['office', office], ['audit', trail], ...sealed])
  let [waiting, entries] = [0, 0]
  for (const [log, found] of all) {
    entries += found.length
    for (const entry of found) {
      const header = readHeader(entry.header)
      if (entry.body.length === 0 && header.bodySize > 0) continue
      const salt = sealed.has(log) && !CLEAR.has(header.kind) ? entry.body : NOTHING
      if (inJournal(journal, header.day, b64(commitmentTo(entryHash(entry), salt))) === 'waits') waiting += 1
    }
  }
  const erased = [...checked].filter(([, log]) => log.erased).map(([log]) => log).toSorted()
  checkComplete({ checked, erased, access: told.access, office: history.office })
  if (since !== null) checkGrown({ all, journal }, since, manifest.office)
  const dates = [...checked].filter(([, { headers }]) => headers[0]?.kind === 'report').map(([log, { acknowledged }]) => ({ log, acknowledged }))
  return { office: history.office, day: manifest.day, logs: all.size, entries, days: journal.roots.length, waiting, erased, ...told, dates, appraisals: [...checked.values()].flatMap(({ appraisal }) => (appraisal === null ? [] : [appraisal])) }
}

interface Told {
  readonly access: readonly { readonly day: string; readonly member: string; readonly log: string }[]
  readonly changes: readonly { readonly day: string; readonly member: string; readonly what: string }[]
  readonly sessions: readonly { readonly day: string; readonly member: string }[]
}

/** Step 4. */
function readTrail(trail: readonly Entry[], { now, at }: History): Told {
  const headers = trail.length === 0 ? [] : readChain(trail)
  const bodies = headers.map(({ kind, author, day, seen }, seq) => {
    if (author !== now.serverKey || !at.has(seen ?? '') || LOG_OF[kind] !== 'audit') throw new Refused('forged-history', seq)
    return { kind, day, body: record(JSON.parse(Buffer.from(trail[seq]?.body ?? NOTHING).toString()) as Value) }
  })
  return {
    changes: bodies.filter(({ kind }) => kind === 'access-changed').map(({ day, body }) => ({ day, member: String(body['member']), what: String(body['what']) })),
    access: bodies.filter(({ kind }) => kind === 'keys-given').map(({ day, body }) => ({ day, member: String(body['reader']), log: String(body['log']) })),
    sessions: bodies.filter(({ kind }) => kind === 'session-started').map(({ day, body }) => ({ day, member: String(body['member']) })),
  }
}

interface Found {
  readonly checked: ReadonlyMap<string, Checked>
  readonly erased: readonly string[]
  readonly access: Told['access']
  readonly office: string
}

/** Step 7. */
function checkComplete({ checked, erased, access, office }: Found): void {
  for (const { log } of access) if (log !== office && !checked.has(log)) throw new Refused('log-missing', log)
  for (const [log, { emptied, about }] of checked) if (emptied && !erased.includes(about ?? log)) throw new Refused('body-missing', log)
}

/** Step 8. */
function checkGrown({ all, journal }: { readonly all: ReadonlyMap<string, readonly Entry[]>; readonly journal: Journal }, since: Files, office: string): void {
  const before = readManifest(since)
  if (before.office !== office) throw new Refused('office')
  const history = readOffice(triples('office', before.files))
  if (readJournal(before.files, history).roots.some((root, day) => journal.roots[day] !== root)) throw new Refused('changed-since')
  for (const [log, entries] of [['office', triples('office', before.files)], ['audit', triples('audit', before.files)], ...sealedLogs(before.files)] as const) {
    const now = all.get(log)
    const [last, same] = [entries.at(-1), now?.[entries.length - 1]]
    if (now === undefined) throw new Refused('log-missing', log)
    if (last !== undefined && (same === undefined || entryHash(same) !== entryHash(last))) throw new Refused('changed-since', log)
  }
}
