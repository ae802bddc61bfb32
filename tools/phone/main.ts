// `npm run test:phone`: a call through a real Asterisk, with the configuration of deploy/asterisk, from sipp: keys, speech, hanging up; then what handlers hear, and a
// search for the caller's number through everything that was written. It takes sipp and Debian's newer suite, so it is no part of `npm test`, which has a
// telephone of its own. Where it cannot run it fails and says so: nothing was checked then.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { fetchLogFile } from '#clients/member/log-file.ts'
import { listQueue } from '#clients/member/queue.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import { startWithOffice } from '#test/support/client.ts'
import { voiceLike } from '#test/support/phone-line.ts'
import { freePort } from '#test/support/postern.ts'
import { writePrompts } from '#test/support/test-phone.ts'
import { missing } from '#tools/cleaning/run.ts'
import { fetchAsterisk, startAsterisk } from './asterisk.ts'
import { scenario } from './scenario.ts'

const CLI = fileURLToPath(import.meta.resolve('#main/cli.ts'))
const [SECRET, FROM, SERVICE] = ['secret of the tool', '441632960961', '4930']
const SECONDS = 12
const FOUND_WITHIN_MS = 30_000

const lacking = missing(['sipp', 'apt-get', 'dpkg-deb'])
const root = lacking.length === 0 ? fetchAsterisk() : null
if (root === null) {
  console.error(lacking.length > 0 ? `Nothing was checked: ${lacking.join(', ')} missing. On Debian: apt-get install sip-tester` : 'Nothing was checked: Asterisk cannot be fetched from Debian’s newer suite.')
  console.log('\n0 passed, 0 failed, 4 skipped')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'postern-asterisk-'))
const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })]
const checks: (readonly [string, boolean])[] = []
try {
  await call(root)
} finally {
  for (const end of endings.toReversed()) await end()
}
for (const [what, holds] of checks) console.log(`${holds ? '✔' : '✖'} ${what}`)
const failed = checks.filter(([, holds]) => !holds).length
console.log(`\n${checks.length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1

async function call(asteriskRoot: string): Promise<void> {
  const { postern, session } = await startWithOffice({ after: (end: () => unknown) => endings.push(end) } as unknown as TestContext)
  const [linePort, sipPort, ownPort] = [await freePort(), await freePort(), await freePort()]
  const line = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, 'line', '--to', postern.url, '--port', String(linePort), '--prompts', writePrompts(join(folder, 'prompts')), '--json'],
    { env: { ...process.env, POSTERN_LINE_SECRET: SECRET }, stdio: ['ignore', 'pipe', 'pipe'] })
  endings.push(() => line.kill('SIGKILL'))
  let told = ''
  line.stderr.on('data', (piece: Buffer) => { told += piece.toString() })
  await new Promise((resolve) => { line.stdout.once('data', resolve) })
  const asterisk = await startAsterisk({ root: asteriskRoot, folder, linePort, secret: SECRET, sipPort })
  endings.push(() => asterisk.kill('SIGKILL'))
  const said = voiceLike(SECONDS, 3)
  const [soundPath, scenarioPath] = [join(folder, 'said.ulaw'), join(folder, 'call.xml')]
  writeFileSync(soundPath, said)
  // Language, report, consent, code noted, nobody in danger; then the tone is waited for.
  writeFileSync(scenarioPath, scenario({ from: FROM, soundPath, soundMs: (SECONDS + 1) * 1000, keys: [['1', 1500], ['1', 1500], ['1', 3000], ['1', 2000], ['2', 3000]] }))
  const sipp = spawnSync('sipp', [`127.0.0.1:${sipPort}`, '-i', '127.0.0.1', '-p', String(ownPort), '-mi', '127.0.0.1', '-sf', scenarioPath, '-m', '1', '-s', SERVICE, '-timeout', '90'], { encoding: 'utf8', cwd: folder })
  checks.push(['Asterisk takes the call and hands it on', sipp.status === 0])
  const heard = await recordings(session)
  checks.push(['what was said arrives to the sample, although the caller hung up', heard.some((samples) => samples.includes(said))])
  rmSync(scenarioPath)
  const written = [...filesIn(folder), ...filesIn(postern.data)].filter((path) => readFileSync(path).includes(FROM))
  checks.push([`the caller’s number stands in no file of Asterisk’s, the line’s or the server’s${written.length === 0 ? '' : `: ${written.join(' ')}`}`, written.length === 0])
  checks.push([`the line found nothing wrong${told === '' ? '' : `: ${told}`}`, told === ''])
}

async function recordings(session: Parameters<typeof listQueue>[0]): Promise<Buffer[]> {
  const until = Date.now() + FOUND_WITHIN_MS
  for (;;) {
    const { lines } = await listQueue(session)
    const [first] = lines
    if (first !== undefined) {
      const { conversation } = await openReportAsHandler(session, first.id)
      const files = conversation.turns.flatMap(({ files: sent = [] }) => sent)
      return Promise.all(files.map(async (attachment) => Buffer.from(await (await fetchLogFile(session, first.id, { attachment, signal: new AbortController().signal, onProgress: () => {} })).blob.arrayBuffer())))
    }
    if (Date.now() > until) return []
    await new Promise((resolve) => { setTimeout(resolve, 200) })
  }
}

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name)).filter((each) => statSync(each, { throwIfNoEntry: false })?.isFile() === true)
}
