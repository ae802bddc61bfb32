/**
 * Builds the reporter's page: style, page module and sealing code, each under the name of its content, and `manifest.json` that
 * tells their addresses and hashes. The same sources give the same bytes, so that anyone can hold a served page to them.
 *
 *     node src/clients/report/build.ts [--out build/report]
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, type Plugin, type Rolldown } from 'vite'
import { leaveOut, PURE_CALLS } from './leave-out.ts'
import type { Asset, Assets } from './site.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../../..')

/** Where the front serves them. */
const ADDRESS = '/a/'

const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'build/report') } } })
rmSync(values.out, { recursive: true, force: true })
mkdirSync(values.out, { recursive: true })
const pdf = keep('pdf', 'js', await bundle('../cleaning/pdf.ts'))
const work = keep('work', 'js', await bundle('../outgoing/work.ts', { PDF_CODE: JSON.stringify(pdf) }))
const worklet = keep('worklet', 'js', await bundle('../voice/worklet.ts'))
const voice = keep('voice', 'js', await bundle('voice-panel.ts', { WORKLET_CODE: JSON.stringify(worklet) }))
const assets: Assets = {
  style: keep('style', 'css', await bundle('report.css')),
  page: keep('page', 'js', await bundle('page/main.ts')),
  sealing: keep('sealing', 'js', await bundle('sealing.ts')),
  talking: keep('talking', 'js', await bundle('talking.ts')),
  files: keep('files', 'js', await bundle('files.ts', { WORK_CODE: JSON.stringify(work), VOICE_CODE: JSON.stringify(voice) })),
  work, pdf, voice, worklet,
}
writeFileSync(join(values.out, 'manifest.json'), `${JSON.stringify(assets, null, 2)}\n`)

/** One entry as one file: every request costs a reporter over Tor a round trip. */
async function bundle(entry: string, define: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const made = await build({
    root: here, plugins: [leaveOut(entry === 'sealing.ts' ? 'filing' : 'all'), holdLate()], define: { ...define }, configFile: false, envFile: false, logLevel: 'error', publicDir: false,
    build: {
      write: false, modulePreload: false, sourcemap: false, reportCompressedSize: false, target: 'es2022', cssMinify: 'lightningcss', minify: 'oxc',
      cssTarget: ['chrome108', 'firefox115', 'safari16'],
      rolldownOptions: {
        input: join(here, entry), preserveEntrySignatures: 'strict', treeshake: { manualPureFunctions: PURE_CALLS },
        output: { format: 'es', codeSplitting: false, comments: false },
      },
    },
  })
  const { output } = (Array.isArray(made) ? made[0] : made) as Rolldown.RolldownOutput
  const wanted = output.filter((file) => (entry.endsWith('.css') ? file.type === 'asset' : file.type === 'chunk'))
  const [only, ...others] = wanted
  if (only === undefined || others.length > 0) throw new Error(`${entry} became ${wanted.length} files`)
  const content = only.type === 'chunk' ? only.code : only.source
  return typeof content === 'string' ? new TextEncoder().encode(content) : content
}

/** A module that fetches code is replaced by one that holds it to its hash. */
function holdLate(): Plugin {
  const late = join(here, '../cleaning/late.ts')
  return { name: 'hold-late', enforce: 'pre', load: (id) => (id === late ? `export * from ${JSON.stringify(join(here, 'after/late.ts'))}` : null) }
}

function keep(name: string, extension: string, bytes: Uint8Array): Asset {
  const digest = createHash('sha384').update(bytes).digest()
  const file = `${name}.${digest.subarray(0, 9).toString('base64url')}.${extension}`
  writeFileSync(join(values.out, file), bytes)
  return { url: ADDRESS + file, integrity: `sha384-${digest.toString('base64')}` }
}

