import { catchUp } from '#clients/member/search-catch-up.ts'
import { SearchMemory, type Hit } from '#clients/member/search-memory.ts'
import { command, DONE } from './command.ts'
import { limitOf } from './desk-list.ts'
import { fileLeaves } from './file-leaves.ts'
import { answer, tellProgress, type Io } from './io.ts'
import { logInAsMember, MEMBER_OPTIONS } from './member-login.ts'
import { stateWords } from './names.ts'
import { visibleLine } from './visible.ts'

/** postern desk search: looks words up in what this device read, after reading what it lacks. Needs a member's passphrase. */
export const deskSearch = command({
  name: 'desk search',
  summary: 'summary-desk-search',
  note: 'note-desk-search',
  words: { shown: 'WORDS…', min: 1, max: 32 },
  options: { ...MEMBER_OPTIONS, limit: { type: 'text', value: 'N', help: 'option-limit' } },
  async run(given, io, words) {
    const hitsMax = limitOf(given.limit)
    const { session } = await logInAsMember(given, io)
    const memory = await SearchMemory.open(session, fileLeaves(io.env, SearchMemory.nameFor(session)))
    await catchUp(session, memory, { signal: new AbortController().signal, onprogress: ({ known, total }) => { if (known < total) tellProgress(io, io.say['search-progress']({ known, total })) } })
    const { hits, total } = await memory.find(words.join(' '), hitsMax, new AbortController().signal)
    answer(io, { hits: hits.map(hitJson), total }, () => [...hits.flatMap((hit) => shownHit(hit, io)), io.say['search-total']({ count: total })])
    return DONE
  },
})

const plain = (pieces: Hit['title']): string => pieces.map(({ text }) => text).join('')

function hitJson({ report: { id, state, receivedDay, title, language, isWhole }, excerpt }: Hit) {
  return { id, state, receivedDay, title, language, whole: isWhole, excerpt: excerpt.map(({ text, isHit }) => ({ text, hit: isHit })) }
}

function shownHit({ report: { id, receivedDay, state }, title, excerpt }: Hit, { say }: Io): readonly string[] {
  return [`${id.slice(0, 10)}  ${receivedDay}  ${stateWords(say, state)}  ${visibleLine(plain(title))}`, `            ${visibleLine(plain(excerpt))}`]
}
