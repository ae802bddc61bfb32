// Goal: every bench runs and prints its figures; no time is asserted, because machines differ. Method: the command itself, in its
// short form, over offices that are sealed with the runtime's own hybrid. What holds on every machine is asserted: requests, bytes, and that nothing acknowledged is missing.
import assert from 'node:assert/strict'
import test from 'node:test'
import { noChromium } from './support/browsers.ts'
import { SEALING_NATIVELY } from './support/cheap-passphrases.ts'
import { runPostern } from './support/postern.ts'

interface Figure { readonly name: string; readonly value: number; readonly unit: string; readonly most?: number }
interface Answer { readonly machine: Readonly<Record<string, unknown>>; readonly results: readonly { readonly bench: string; readonly figures: readonly Figure[] }[] }

async function figures(...benches: readonly string[]): Promise<readonly Figure[]> {
  const { code, out, errors } = await runPostern(['bench', ...benches, '--short', '--json'], '', SEALING_NATIVELY)
  assert.equal(code, 0, errors)
  const { machine, results } = JSON.parse(out) as Answer
  assert.deepEqual(Object.keys(machine), ['cores', 'cpu', 'memoryGb', 'system', 'node', 'sqlite', 'chromium'])
  assert.deepEqual(results.map((each) => each.bench), ['machine', ...benches])
  const found = results.flatMap((each) => each.figures)
  for (const { name, value, unit } of found) assert.ok(Number.isFinite(value) && name !== '' && unit !== '', name)
  return found
}

function valueOf(all: readonly Figure[], name: string): number {
  const figure = all.find((each) => each.name === name)
  assert.ok(figure, `no figure “${name}” among ${all.map((each) => each.name).join(', ')}`)
  return figure.value
}

test('bench reporter: what a reporter waits for keeps its budget in both languages', { skip: noChromium() }, async () => {
  const all = await figures('reporter')
  for (const language of ['en', 'zh']) {
    for (const name of ['to usable form', 'to usable form, received', 'to filed report', 'to filed report, received and sent']) {
      const { value, most = 0 } = all.find((each) => each.name === `${language}: ${name}`) ?? { value: Number.NaN }
      assert.ok(value <= most, `${language}: ${name} is ${value}, over ${most}`)
    }
    assert.ok(valueOf(all, `${language}: click to code, median`) > 0)
  }
})

test('bench filing: everything acknowledged is listed', async () => {
  const all = await figures('filing')
  assert.equal(valueOf(all, 'acknowledged and not listed'), 0)
  for (const way of ['direct', 'front']) {
    for (const clients of [1, 16, 64]) {
      for (const what of ['filed', 'p50', 'p99', 'server CPU each']) valueOf(all, `${way}, ${clients} clients: ${what}`)
    }
  }
  assert.ok(all.every(({ name }) => !name.endsWith('refused')), 'nothing is refused')
})

test('bench files: a file goes through the page', { skip: noChromium() }, async () => {
  const all = await figures('files')
  assert.ok(valueOf(all, 'sealed, through the page') > 0)
  for (const who of ['server', 'front', 'tab']) assert.ok(valueOf(all, `${who}: at most`) > 0)
})

test('bench looking: a place near the end of a film is drawn without most of the film', { skip: noChromium() }, async () => {
  const all = await figures('looking')
  assert.ok(valueOf(all, 'a place near its end: drawn, median') > 0)
  assert.ok(valueOf(all, 'segments fetched by then, median') < 20)
  valueOf(all, 'a report with 20 files, listed')
})

test('bench desk: an officer logs in, searches, scrolls, reads and decides by keyboard', { skip: noChromium() }, async () => {
  const all = await figures('desk')
  for (const name of ['the same, a known device, median', 'typed to found, p95', 'scrolled: a frame, p95', 'from the key that decides to its being shown, median', 'the tab’s heap']) assert.ok(valueOf(all, name) > 0)
})

test('bench append-store, journal, office, searching, series, start, memory: print their figures', async () => {
  const all = await figures('append-store', 'journal', 'office', 'searching', 'series', 'start', 'memory')
  for (const name of ['a proof, checked', '64 writers: appended', 'words found, median', 'start, median', 'at rest: server and front']) valueOf(all, name)
  const wraps = all.filter(({ name }) => name.startsWith('a new reader of') && name.endsWith('wraps')).map(({ value }) => value)
  assert.deepEqual(wraps, [1, 1], 'one wrap for each epoch of the team, whatever the number of reports')
})

test('bench line: calls in real time over a real line, killed in mid-speech, and a control that is noticed', async () => {
  const all = await figures('line')
  assert.equal(valueOf(all, '2 calls: arrived, of those that spoke'), 2)
  for (const name of ['key to first sound, p99', 'hung up to seen in the queue, p95', 'the line\'s CPU a minute of speech', 'memory, at most']) assert.ok(valueOf(all, `2 calls: ${name}`) > 0)
  // Of what was said in 12.7 seconds and more, no more than what was on its way is gone: two parts at most on a slow machine.
  const lost = valueOf(all, 'killed with 2 speaking: lost, most')
  assert.ok(lost > 0 && lost < 12_000, String(lost))
  const control = valueOf(all, 'control, a line that stands still: gap between frames, longest')
  assert.ok(control >= 500 && control > valueOf(all, '2 calls: gap between frames, p99'), String(control))
})

test('a bench that is not there is wrong usage', async () => {
  const { code, errors } = await runPostern(['bench', 'frobnicate'])
  assert.equal(code, 2)
  assert.match(errors, /reporter filing append-store journal office files looking desk searching series line start memory/)
})

test('bench timing: unknown names and codes are measured against known ones', async () => {
  const all = await figures('timing')
  assert.equal(all.filter(({ name }) => name.endsWith('|t|')).length, 4)
})
