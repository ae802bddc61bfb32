// `npm run test:voice`: voices as Debian's speech programs make them, in English and Chinese, are masked, and outside programs asked what they hear:
// Praat the pitch and the resonances, PocketSphinx the words. The unmasked voices are the control. Needs those programs, so it is no part of
// `npm test`, which measures a made-up voice with an ear of its own. Without them it fails and says so: nothing was checked then.
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masker, RANDOM_WORDS } from '#clients/voice/mask.ts'
import { missing } from '#tools/cleaning/run.ts'
import { measured, understood, wordErrors, type Measured } from './oracles.ts'
import { speakAll, writeWav, type Spoken } from './speech.ts'

const PACKAGES = 'flite espeak-ng sox praat pocketsphinx pocketsphinx-en-us'
const lacking = missing(['flite', 'espeak-ng', 'sox', 'praat', 'pocketsphinx_continuous'])
if (lacking.length > 0) {
  console.error(`Nothing was checked: ${lacking.join(', ')} missing. On Debian: apt-get install --no-install-recommends ${PACKAGES}`)
  console.log('\n0 passed, 0 failed, 5 skipped')
  process.exit(1)
}

/** Each voice is masked so often. */
const TIMES = 4
/** How many words may be lost more than without the mask, of all that were said: PocketSphinx knows no voice but plain ones. */
const WORDS_LOST_MAX = 0.3

interface Heard { readonly plain: Measured; readonly masked: readonly Measured[] }

const folder = mkdtempSync(join(tmpdir(), 'postern-voice-'))
const checks: { readonly what: string; readonly holds: boolean }[] = []
try {
  const spoken = speakAll(folder)
  const voices = [...new Set(spoken.map(({ voice }) => voice))]
  const words = { said: 0, lostPlain: 0, lostMasked: 0 }
  const all: Heard[] = []
  for (const voice of voices) all.push(listen(spoken.filter((each) => each.voice === voice), words))
  judge(all, words)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
for (const { what, holds } of checks) console.log(`${holds ? '✔' : '✖'} ${what}`)
const failed = checks.filter(({ holds }) => !holds).length
console.log(`\n${checks.length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1

function listen(sentences: readonly Spoken[], words: { said: number; lostPlain: number; lostMasked: number }): Heard {
  const [first] = sentences
  if (first === undefined) throw new Error('nobody speaks')
  const samples = Float32Array.from(sentences.flatMap((each) => [...each.samples]))
  const path = join(folder, 'heard.wav')
  const text = sentences.map((each) => each.text).join(' ')
  const count = (): number => (first.language === 'en' ? wordErrors(text, understood(path)) : 0)
  writeWav(path, samples)
  const plain = measured(folder, path)
  const lostPlain = count()
  tell(`${first.voice}, as it is`, plain, first.language === 'en' ? lostPlain / text.split(' ').length : null)
  const masked = Array.from({ length: TIMES }, () => {
    const mask = masker(randomFillSync(new Uint32Array(RANDOM_WORDS)))
    writeWav(path, Float32Array.from([...mask.push(samples), ...mask.finish()]))
    const found = measured(folder, path)
    const lost = count()
    words.lostMasked += lost / TIMES
    tell('  masked', found, first.language === 'en' ? lost / text.split(' ').length : null)
    return found
  })
  if (first.language === 'en') {
    words.said += text.split(' ').length
    words.lostPlain += lostPlain
  }
  return { plain, masked }
}

function tell(what: string, { pitch, formants }: Measured, lost: number | null): void {
  console.log(`${what.padEnd(20)} ${Math.round(pitch)} Hz, resonances ${formants.map(Math.round).join(' ')} Hz${lost === null ? '' : `, ${Math.round(100 * lost)} % of words lost`}`)
}

function judge(all: readonly Heard[], { said, lostPlain, lostMasked }: { readonly said: number; readonly lostPlain: number; readonly lostMasked: number }): void {
  const each = all.flatMap(({ plain, masked }) => masked.map((one) => ({ plain, one })))
  const pitches = each.map(({ plain, one }) => Math.abs(12 * Math.log2(one.pitch / plain.pitch)))
  checks.push({ what: `every masked voice has another pitch: ${Math.min(...pitches).toFixed(1)} semitones off at least`, holds: Math.min(...pitches) > 0.7 })
  const moved = each.map(({ plain, one }) => Math.max(...one.formants.map((hz, at) => Math.abs(hz / (plain.formants[at] ?? 1) - 1))))
  checks.push({ what: `every masked voice has another resonance: ${(100 * Math.min(...moved)).toFixed(0)} % off at least`, holds: Math.min(...moved) > 0.04 })
  const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values)
  const within = all.map(({ masked }) => spread(masked.map(({ pitch }) => pitch)))
  checks.push({ what: `one voice masked ${TIMES} times is spread in pitch by a factor of ${Math.min(...within).toFixed(2)} to ${Math.max(...within).toFixed(2)}`, holds: (within.toSorted((one, other) => one - other)[within.length >> 1] ?? 0) > 1.15 })
  const link = correlation(each.map(({ plain }) => Math.log(plain.pitch)), each.map(({ one }) => Math.log(one.pitch)))
  checks.push({ what: `the pitch that comes out hangs together with the one that went in by ${link.toFixed(2)}`, holds: Math.abs(link) < 0.6 })
  const [before, after] = [lostPlain / said, lostMasked / said]
  checks.push({ what: `of ${said} English words ${(100 * before).toFixed(0)} % are lost as they were spoken, ${(100 * after).toFixed(0)} % masked`, holds: after < before + WORDS_LOST_MAX })
}

/** Pearson's. */
function correlation(one: readonly number[], other: readonly number[]): number {
  const around = (values: readonly number[]): number[] => values.map((value) => value - values.reduce((sum, each) => sum + each, 0) / values.length)
  const product = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  const [first, second] = [around(one), around(other)]
  return product(first, second) / Math.sqrt(product(first, first) * product(second, second))
}
