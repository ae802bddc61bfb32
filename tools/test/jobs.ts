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
}

/** The longest, as `npm test -- --costs` tells them: one that begins last is waited for by an idle core. */
const LONGEST_FIRST = [
  'test/bench.test.ts', 'test/desk-pages.test.ts', 'test/cli.test.ts', 'test/desk.test.ts', 'test/reporter-axe.test.ts', 'test/resume.test.ts',
  'test/hostile-office.test.ts', 'test/canary.test.ts', 'test/reporter-failing.test.ts', 'test/hostile.test.ts', 'src/clients/member/journal.test.ts',
  'src/sealing/open/file.test.ts', 'src/sealing/open/export-file.test.ts',
]

/** Rooms of functions without a place to share (ARCHITECTURE.md). */
const PURE = /^src\/(base|domain|wire|sealing|clients\/cleaning)\//
/** Rooms that know of no page: their tests begin before any is built. */
const WITHOUT_PAGES = /^(src\/(base|domain|wire|sealing|server|clients\/(member|reporter|transport|cleaning))|tools|spec)\//
/** Whatever one file could do to another in the same process: hooks at the top belong to all tests of it, and so does what is global. */
const SHARES = /\b(before|after|beforeEach|afterEach)\(|\bprocess\.|\bmock\b|\bglobalThis\b|\buseDigest\b|\bregisterHooks\b/
// Each process takes 0.2 s of a core before its first test; more files than these would be the last that is waited for.
const TOGETHER_MAX = 12

/** Every file in a process of its own. */
export function singleJobs(root: string, files: readonly string[]): Job[] {
  return files.map((file) => ({
    title: file, entry: join(root, file), files: [file], needsPages: !WITHOUT_PAGES.test(file), needsBrowsers: needBrowsers(root, [file]),
  }))
}

/**
 * For a whole run: the longest first, and pure files at the end, a dozen to a process.
 * @param folder - where the entries of those are written
 */
export function jobsInOrder(root: string, files: readonly string[], folder: string): Job[] {
  const rank = (file: string): number => (LONGEST_FIRST.includes(file) ? LONGEST_FIRST.indexOf(file) : LONGEST_FIRST.length)
  const pure = files.filter((file) => !LONGEST_FIRST.includes(file) && isPure(file, readFileSync(join(root, file), 'utf8')))
  const others = files.filter((file) => !pure.includes(file)).sort((a, b) => rank(a) - rank(b))
  return [...singleJobs(root, others), ...together(root, pure, folder)]
}

export function isPure(path: string, text: string): boolean {
  return PURE.test(path) && !SHARES.test(text)
}

function together(root: string, files: readonly string[], folder: string): Job[] {
  const groups = Math.ceil(files.length / TOGETHER_MAX)
  return Array.from({ length: groups }, (_, group) => {
    // Dealt out like cards, because the slow ones of a room stand beside each other.
    const dealt = files.filter((_file, index) => index % groups === group)
    const entry = join(folder, `${group}.test.mjs`)
    writeFileSync(entry, dealt.map((file) => `import ${JSON.stringify(pathToFileURL(join(root, file)).href)}\n`).join(''))
    return { title: `${dealt.length} files of pure rooms in one process`, entry, files: dealt, needsPages: false, needsBrowsers: false }
  })
}
