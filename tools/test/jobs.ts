// In which processes test files run, and in which order.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { needBrowsers } from './files.ts'

/** What is run by one process. */
export interface Job {
  readonly title: string
  /** The file that the process is started with. */
  readonly entry: string
  readonly files: readonly string[]
  /** Whether it may open what a build makes. */
  readonly needsPages: boolean
  readonly needsBrowsers: boolean
  /** Whether the process may seal and open with the runtime's own hybrid (test/support/native-hybrid.ts). */
  readonly sealsNatively: boolean
}

/** The longest, as `npm test -- --costs` tells them: one that begins last is waited for by an idle core. */
const LONGEST_FIRST = [
  'test/bench.test.ts', 'test/desk-pages.test.ts', 'test/cli.test.ts', 'test/desk.test.ts', 'test/reporter-axe.test.ts', 'test/resume.test.ts',
  'test/hostile-office.test.ts', 'test/canary.test.ts', 'test/reporter-failing.test.ts', 'test/hostile.test.ts', 'src/clients/member/journal.test.ts',
  'src/sealing/open/file.test.ts', 'src/sealing/open/export-file.test.ts',
]

interface Room {
  readonly title: string
  readonly files: RegExp
  /** Whatever one file could do to another in the same process: hooks at the top belong to all tests of it, and so does what is global. */
  readonly shares: RegExp
}

const GLOBAL = /\b(before|beforeEach|afterEach)\(|\bprocess\.|\bmock\b|\bglobalThis\b|\buseDigest\b|\bregisterHooks\b/
/** What closes an office once all tests have ended may close it later. */
const GLOBAL_OR_AFTER = new RegExp(`${GLOBAL.source}|\\bafter\\(`)

/** Where files share processes: what they load takes longer than most of their tests. Nobody is in two of these. */
const TOGETHER: readonly Room[] = [
  // Functions without a place to share (ARCHITECTURE.md).
  { title: 'pure rooms', files: /^src\/(base|domain|wire|sealing|clients\/cleaning)\//, shares: GLOBAL_OR_AFTER },
  { title: 'offices of their own', files: /^src\/(clients\/member|server\/actions)\//, shares: GLOBAL },
  { title: 'the clients’ small parts', files: /^src\/clients\/(cli|desk|report|search|viewer)\//, shares: GLOBAL },
]
/** Where the library itself is looked at that seals what we store. */
const OF_THE_LIBRARY = /^(src\/(base|domain|wire|sealing|clients\/cleaning)|spec|tools)\/|\/native-hybrid\.test\.ts$/
/** Rooms that know of no page: their tests begin before any is built. */
const WITHOUT_PAGES = /^(src\/(base|domain|wire|sealing|server|clients\/(member|reporter|transport|cleaning))|tools|spec)\//
// Each process takes 0.2 s of a core before its first test, and a whole one over a server; more files than these would be the last that is waited for.
const TOGETHER_MAX = 12

/** Every file in a process of its own. */
export function singleJobs(root: string, files: readonly string[]): Job[] {
  return files.map((file) => ({
    title: file, entry: join(root, file), files: [file], needsPages: !WITHOUT_PAGES.test(file), needsBrowsers: needBrowsers(root, [file]),
    sealsNatively: !OF_THE_LIBRARY.test(file),
  }))
}

/**
 * For a whole run: the longest first, and files that may share a process at the end, a dozen to each.
 * @param folder - where the entries of those are written
 */
export function jobsInOrder(root: string, files: readonly string[], folder: string): Job[] {
  const rank = (file: string): number => (LONGEST_FIRST.includes(file) ? LONGEST_FIRST.indexOf(file) : LONGEST_FIRST.length)
  const rooms = new Map(files.filter((file) => !LONGEST_FIRST.includes(file)).map((file) => [file, sharedRoom(file, readFileSync(join(root, file), 'utf8'))]))
  const others = files.filter((file) => (rooms.get(file) ?? null) === null).sort((a, b) => rank(a) - rank(b))
  return [...singleJobs(root, others), ...TOGETHER.flatMap((room) => together(root, files.filter((file) => rooms.get(file) === room), { room, folder }))]
}

/** @returns null where a file must have a process of its own */
export function sharedRoom(path: string, text: string): Room | null {
  return TOGETHER.find(({ files, shares }) => files.test(path) && !shares.test(text)) ?? null
}

function together(root: string, files: readonly string[], { room, folder }: { readonly room: Room; readonly folder: string }): Job[] {
  const groups = Math.ceil(files.length / TOGETHER_MAX)
  return Array.from({ length: groups }, (_, group) => {
    // Dealt out like cards, because the slow ones of a room stand beside each other.
    const dealt = files.filter((_file, index) => index % groups === group)
    const entry = join(folder, `${TOGETHER.indexOf(room)}-${group}.test.mjs`)
    writeFileSync(entry, dealt.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)}\n`).join(''))
    const jobs = singleJobs(root, dealt)
    return {
      title: `${dealt.length} files of ${room.title} in one process`, entry, files: dealt,
      needsPages: jobs.some(({ needsPages }) => needsPages), needsBrowsers: jobs.some(({ needsBrowsers }) => needsBrowsers),
      sealsNatively: jobs.every(({ sealsNatively }) => sealsNatively),
    }
  })
}
