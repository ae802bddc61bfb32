import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { Refusal } from '#base/refusal.ts'
import { BROKEN, command, DONE, UsageError } from '#clients/cli/command.ts'
import { answer, tellProgress, type Io } from '#clients/cli/io.ts'
import { visibleLine } from '#clients/cli/visible.ts'
import { httpApi } from '#clients/transport/api.ts'
import { health } from '#wire/messages.ts'
import { checkSite, releaseManifest, type Difference } from './verify-site.ts'
import { VERSION } from './version.ts'

const BUILD = fileURLToPath(new URL('../../build', import.meta.url))
const PROGRESS_EVERY = 25

/** postern verify-site: holds what a site serves to what this checkout builds. Reads only; needs no key. */
export const verifySiteCommand = command({
  name: 'verify-site',
  summary: 'summary-verify-site',
  note: 'note-verify-site',
  words: { shown: '[URL]', min: 0, max: 1 },
  options: {
    'manifest': { type: 'text', value: 'FILE', help: 'option-verify-site-manifest' },
    'print-manifest': { type: 'flag', help: 'option-verify-site-print' },
  },
  async run(given, io, [url]) {
    if (given['print-manifest']) {
      const files = await releaseManifest(BUILD)
      answer(io, { version: VERSION, files }, () => files)
      return DONE
    }
    const site = url === undefined ? null : URL.parse(url)
    if (site === null || !/^https?:$/.test(site.protocol)) throw new UsageError((say) => say['usage-verify-site'])
    if (given.manifest !== undefined && !await isTheRelease(given.manifest)) return differs(io, [{ address: given.manifest, reason: 'manifest', found: '' }])
    return verify(site.origin, io)
  },
})

type Told = Difference | { readonly address: string; readonly reason: 'version' | 'manifest'; readonly found: string }

async function verify(origin: string, io: Io): Promise<number> {
  const running = await versionOf(origin)
  if (running !== VERSION) return differs(io, [{ address: '/api/health', reason: 'version', found: running }])
  const { compared, differences } = await checkSite(origin, BUILD, (count, total) => {
    if (count % PROGRESS_EVERY === 0) tellProgress(io, io.say['site-progress']({ count: String(count), total: String(total) }))
  })
  if (differences.length > 0) return differs(io, differences)
  answer(io, { whole: true, compared, version: VERSION }, () => [io.say['site-whole']({ count: String(compared), url: visibleLine(origin), version: VERSION })])
  return DONE
}

/** A site of another release differs in everything: that is said once. */
async function versionOf(origin: string): Promise<string> {
  const told = v.safeParse(health, await (await httpApi(origin).call({ route: 'read-health' })).json())
  if (!told.success) throw new Refusal('wrong-server')
  return told.output.version
}

async function isTheRelease(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')
  if (lines.length === 0 || lines.some((line) => !/^[0-9a-f]{64} {2}\/\S+$/.test(line))) throw new UsageError((say) => say['usage-manifest']({ file }))
  return [...lines].sort().join('\n') === (await releaseManifest(BUILD)).join('\n')
}

function differs(io: Io, differences: readonly Told[]): number {
  if (io.json) answer(io, { whole: false, differences }, () => [])
  else for (const { address, reason, found } of differences) io.error(io.say['site-differs']({ address: visibleLine(address), reason: reasonOf(io, reason, visibleLine(found)) }))
  return BROKEN
}

function reasonOf({ say }: Io, reason: Told['reason'], found: string): string {
  return reason === 'manifest' ? say['site-reason-manifest'] : say[`site-reason-${reason}`]({ found })
}
