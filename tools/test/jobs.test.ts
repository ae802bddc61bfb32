// Goal: files share a process only where none of them can be felt by another, and nothing is left out. Method: this repository's own tests.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { allTestFiles } from './files.ts'
import { jobsInOrder, sharedRoom, singleJobs } from './jobs.ts'
import { runInLanes } from './lanes.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'postern-jobs-'))
after(() => rmSync(folder, { recursive: true }))

test('every file is in exactly one job', () => {
  const files = allTestFiles(ROOT)
  const jobs = jobsInOrder(ROOT, files, folder)
  assert.deepEqual(jobs.flatMap((job) => job.files).sort(), [...files].sort())
  assert.ok(jobs.length < files.length - 20 && jobs.every(({ entry }) => existsSync(entry)))
  const [group] = jobs.filter((job) => job.files.length > 1)
  assert.deepEqual(readFileSync(group?.entry ?? '', 'utf8').trim().split('\n').length, group?.files.length)
})

test('a journey waits for the pages, a process of ours too, and a room that knows of none does not', () => {
  const waits = singleJobs(ROOT, ['test/docs.test.ts', 'src/main/verify-site.test.ts', 'src/clients/member/teams.test.ts', 'src/server/store/contract.test.ts'])
  assert.deepEqual(waits.map(({ needsPages }) => needsPages), [true, true, false, false])
})

test('where the library that seals is looked at, nothing stands in its place', () => {
  const files = ['src/sealing/open/file.test.ts', 'spec/vectors.test.ts', 'test/support/native-hybrid.test.ts', 'src/clients/member/teams.test.ts', 'test/cli.test.ts']
  assert.deepEqual(singleJobs(ROOT, files).map(({ sealsNatively }) => sealsNatively), [false, false, false, true, true])
})

test('the longest come first, and each of them is there', () => {
  const [first] = jobsInOrder(ROOT, allTestFiles(ROOT), folder)
  assert.equal(first?.title, 'test/bench.test.ts')
  const text = readFileSync(join(ROOT, 'tools/test/jobs.ts'), 'utf8')
  for (const [, file = ''] of text.matchAll(/'((?:test|src)\/[\w/-]+\.test\.ts)'/g)) assert.ok(existsSync(join(ROOT, file)), file)
})

test('a file that has hooks, a mocked clock or anything global runs alone, and so does one of a room whose files share nothing', () => {
  const plain = "import { test } from 'node:test'\ntest('one', () => {})"
  const shares = (path: string, more = ''): boolean => sharedRoom(path, `${plain}\n${more}`) !== null
  assert.deepEqual(['src/domain/state.test.ts', 'src/clients/member/state.test.ts', 'src/server/store/state.test.ts'].map((path) => shares(path)), [true, true, false])
  for (const more of ['beforeEach(clear)', 'context.mock.timers.enable()', 'process.env', 'globalThis.now = 1', 'useDigest(fast)']) {
    for (const path of ['src/domain/state.test.ts', 'src/clients/member/state.test.ts']) assert.equal(shares(path, more), false, more)
  }
  assert.deepEqual(['src/domain/state.test.ts', 'src/clients/member/state.test.ts'].map((path) => shares(path, 'after(() => {})')), [false, true], 'an office may be closed later')
})

test('files share a process only with those of their rooms, and the library that seals only with itself', () => {
  for (const { files, title, sealsNatively } of jobsInOrder(ROOT, allTestFiles(ROOT), folder).filter((job) => job.files.length > 1)) {
    assert.equal(sealsNatively, !title.includes('pure rooms'), title)
    assert.equal(new Set(files.map((file) => sharedRoom(file, readFileSync(join(ROOT, file), 'utf8')))).size, 1, title)
  }
})

interface Fake { readonly name: string; readonly needsPages: boolean; readonly needsBrowsers: boolean }

function fake(name: string, needs: Partial<Fake> = {}): Fake {
  return { name, needsPages: false, needsBrowsers: false, ...needs }
}

/** Lets everything happen that only waits for a promise. */
const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

test('no more run at once than there are lanes, fewer of those with a browser, and each once what it needs is there', async () => {
  const [pages, browsers] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const ends = new Map<string, () => void>()
  const begun: string[] = []
  const work = ({ name }: Fake): Promise<void> => {
    begun.push(name)
    return new Promise((resolve) => { ends.set(name, resolve) })
  }
  const end = async (name: string): Promise<void> => { ends.get(name)?.(); await turn() }
  const both = { needsPages: true, needsBrowsers: true }
  const jobs = [fake('b1', both), fake('b2', both), fake('p', { needsPages: true }), fake('1'), fake('2'), fake('3')]
  const all = runInLanes(jobs, { lanes: 2, browsers: 1, ready: { pages: pages.promise, browsers: browsers.promise } }, work)
  await turn()
  assert.deepEqual(begun, ['1', '2'])
  pages.resolve()
  await end('1')
  assert.deepEqual(begun, ['1', '2', 'p'])
  browsers.resolve()
  await end('2')
  assert.deepEqual(begun, ['1', '2', 'p', 'b1'])
  await end('p')
  assert.deepEqual(begun, ['1', '2', 'p', 'b1', '3'], 'the second browser waits for the first')
  await end('b1')
  assert.deepEqual(begun.at(-1), 'b2')
  for (const name of ['b2', '3']) await end(name)
  await all
})

test('what a job throws ends the run, after what runs has ended', async () => {
  let ended = false
  const work = async ({ name }: Fake): Promise<void> => {
    if (name === 'bad') throw new Error('no process')
    await turn()
    await turn()
    ended = true
  }
  const ready = { pages: Promise.resolve(), browsers: Promise.resolve() }
  await assert.rejects(runInLanes([fake('slow'), fake('bad'), fake('never')], { lanes: 2, browsers: 1, ready }, work), /no process/)
  assert.equal(ended, true)
})
