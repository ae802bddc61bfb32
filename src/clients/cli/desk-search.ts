import { listDockets, type Dockets } from '#clients/member/dockets.ts'
import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory, type Hit } from '#clients/member/search-memory.ts'
import { command, DONE } from './command.ts'
import { limitOf } from './desk-list.ts'
import { fileLeaves } from './file-leaves.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { stateWords } from './names.ts'
import { FILTER_OPTIONS, filterGiven, lookingFor, wantedOf, wholeFilter, type Wanted } from './queue-filters.ts'
import { visibleLine } from './visible.ts'

/** postern desk search: looks words up in what this device read, after reading what it lacks. Needs a member's passphrase. */
export const deskSearch = command({
  name: 'desk search',
  summary: 'summary-desk-search',
  note: 'note-desk-search',
  words: { shown: 'WORDS…', min: 1, max: 32 },
  options: { ...MEMBER_OPTIONS, ...FILTER_OPTIONS, limit: { type: 'text', value: 'N', help: 'option-limit' } },
  async run(given, io, words) {
    const hitsMax = limitOf(given.limit)
    const chosen = filterGiven(given)
    const { session } = await logInAsMember(given, io)
    const filter = wholeFilter(session, chosen, given.assigned)
    const memory = await SearchMemory.open(session, fileLeaves(io.env, SearchMemory.nameFor(session)))
    const dockets = await listDockets(session)
    await catchUp(session, memory, { ids: new Set(dockets.keys()), signal: new AbortController().signal, onprogress: ({ known, total }) => { if (known < total) tellProgress(io, io.say['search-progress']({ known, total })) } })
    const isAllowed = Object.keys(filter).length === 0 ? undefined : await allowedBy(wantedOf(session, filter, await lookingFor(session, filter, io)), { dockets, memory, line: words.join(' ') })
    const { hits, total } = await memory.find(words.join(' '), { hitsMax, signal: new AbortController().signal, ...(isAllowed === undefined ? {} : { isAllowed }) })
    answer(io, { hits: hits.map(hitJson), total }, () => [...hits.flatMap((hit) => shownHit(hit, io)), io.say['search-total']({ count: total })])
    return DONE
  },
})

interface Searched {
  readonly dockets: Dockets
  readonly memory: SearchMemory
  readonly line: string
}

/** Of what has the words and may be wanted, lines are opened where clear columns do not tell. */
async function allowedBy(wanted: Wanted, { dockets, memory, line }: Searched): Promise<(id: string) => boolean> {
  const mayBe = (id: string): boolean => { const docket = dockets.get(id); return docket !== undefined && wanted.mayBe(docket) }
  if (wanted.isTold) return mayBe
  const { hits } = await memory.find(line, { hitsMax: Number.POSITIVE_INFINITY, signal: new AbortController().signal, isAllowed: mayBe })
  const lines = new Set((await wanted.lines(hits.map(({ report }) => report.id))).map(({ id }) => id))
  return (id) => lines.has(id)
}

const plain = (pieces: Hit['title']): string => pieces.map(({ text }) => text).join('')

function hitJson({ report: { id, state, receivedDay, title, language, isWhole }, excerpt }: Hit) {
  return { id, state, receivedDay, title, language, whole: isWhole, excerpt: excerpt.map(({ text, isHit }) => ({ text, hit: isHit })) }
}

function shownHit({ report: { id, receivedDay, state }, title, excerpt }: Hit, { say }: Io): readonly string[] {
  return [`${id.slice(0, 10)}  ${receivedDay}  ${stateWords(say, state)}  ${visibleLine(plain(title))}`, `            ${visibleLine(plain(excerpt))}`]
}
