import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build, defineConfig, type Plugin, type Rolldown } from 'vite'

/** Assets are named by what they hold, and the page pins what it loads first: a swapped file is not run. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/desk/',
  publicDir: false,
  define: { ...versionDefined(), VIEW_FILES: readFileSync(join(import.meta.dirname, '../../../build/viewer/manifest.json'), 'utf8') },
  worker: { format: 'es' },
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } }), pushWorker(), pinAssets()],
  build: {
    target: 'es2023',
    // Browsers that know light-dark(), so that the tokens stay as they are written.
    cssTarget: ['chrome125', 'firefox128', 'safari17.5'],
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // A module of runes is called `name.svelte.ts`, and what is made of it no more.
    rolldownOptions: { output: { chunkFileNames: ({ name }) => `assets/${name.replace(/\.svelte$/, '')}-[hash].js` } },
  },
})

/** What a copy that is made here says of what made it. */
function versionDefined(): Readonly<Record<string, string>> {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }
  return { POSTERN_VERSION: JSON.stringify(version) }
}

/** The worker that shows a page: one file at an address that stays, and nothing of the desk in it. */
function pushWorker(): Plugin {
  return {
    name: 'postern-push-worker',
    async generateBundle() {
      const made = await build({
        root: import.meta.dirname, configFile: false, envFile: false, logLevel: 'error', publicDir: false,
        build: {
          write: false, modulePreload: false, reportCompressedSize: false, target: 'es2023',
          rolldownOptions: { input: join(import.meta.dirname, 'notices/push-worker.ts'), output: { format: 'es', codeSplitting: false, comments: false } },
        },
      })
      const { output: [{ code }] } = (Array.isArray(made) ? made[0] : made) as Rolldown.RolldownOutput
      this.emitFile({ type: 'asset', fileName: 'push.js', source: code })
    },
  }
}

/** Writes `integrity` beside every script and style sheet that index.html names. @see Subresource Integrity */
function pinAssets(): Plugin {
  return {
    name: 'postern-pin-assets',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset') return
        page.source = String(page.source).replace(/(?:src|href)="\/desk\/(assets\/[^"]+\.(?:js|css))"/g, (found, name: string) => {
          const asset = bundle[name]
          if (asset === undefined) throw new Error(`index.html names ${name}, which is not there`)
          const hash = createHash('sha384').update(asset.type === 'chunk' ? asset.code : asset.source).digest('base64')
          return `${found} integrity="sha384-${hash}"`
        })
      },
    },
  }
}
