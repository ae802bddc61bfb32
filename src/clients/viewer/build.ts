/**
 * Builds the pages in which a stranger's file is looked at. Each is one document with its style and its script inside, so that its policy can
 * name the two by hash and forbid everything else; `manifest.json` tells their addresses and those hashes.
 *
 *     node src/clients/viewer/build.ts [--out build/viewer]
 */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, type Rolldown } from 'vite'
import { RESOURCES, VIEWS, type View, type ViewPage } from './protocol.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../../..')

const { values } = parseArgs({ options: { out: { type: 'string', default: join(root, 'build/viewer') } } })
rmSync(values.out, { recursive: true, force: true })
mkdirSync(values.out, { recursive: true })
const style = (await bundle('viewer.css')).trim()
const pages = Object.fromEntries(await Promise.all(VIEWS.map(async (view) => [view, page(view, (await bundle(`${view}/main.ts`)).trim())] as const)))
writeFileSync(join(values.out, 'manifest.json'), `${JSON.stringify(pages, null, 2)}\n`)
const pdfjs = dirname(fileURLToPath(import.meta.resolve('pdfjs-dist/package.json')))
for (const kind of RESOURCES) cpSync(join(pdfjs, kind), join(values.out, kind), { recursive: true, filter: (path) => !/LICENSE|\.js$/.test(path) })

function page(view: View, script: string): ViewPage {
  // The one thing that would end the element early.
  const inside = script.replaceAll('</script', String.raw`<\/script`).replaceAll('<!--', String.raw`<\!--`)
  const html = `<!doctype html>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>Postern</title>\n<style>${style}</style>\n<script type="module">${inside}</script>\n`
  const file = `${view}.${createHash('sha384').update(html).digest('base64url').slice(0, 12)}.html`
  writeFileSync(join(values.out, file), html)
  return { file, script: sourceOf(inside), style: sourceOf(style) }
}

function sourceOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

async function bundle(entry: string): Promise<string> {
  const made = await build({
    root: here, configFile: false, envFile: false, logLevel: 'error', publicDir: false,
    build: {
      write: false, modulePreload: false, sourcemap: false, reportCompressedSize: false, target: 'es2023', cssMinify: 'lightningcss', minify: 'oxc',
      cssTarget: ['chrome125', 'firefox128', 'safari17.5'],
      rolldownOptions: { input: join(here, entry), output: { format: 'es', codeSplitting: false, comments: false } },
    },
  })
  const { output } = (Array.isArray(made) ? made[0] : made) as Rolldown.RolldownOutput
  const wanted = output.filter((file) => (entry.endsWith('.css') ? file.type === 'asset' : file.type === 'chunk'))
  const [only, ...others] = wanted
  if (only === undefined || others.length > 0) throw new Error(`${entry} became ${wanted.length} files`)
  const content = only.type === 'chunk' ? only.code : only.source
  return typeof content === 'string' ? content : new TextDecoder().decode(content)
}
