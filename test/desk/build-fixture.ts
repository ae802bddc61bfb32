// Builds the desk with the fixture in the place of its beginning, for the set-up of a test run: node build-fixture.ts --out <folder>
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DESK = join(ROOT, 'src/clients/desk')

const { values: { out } } = parseArgs({ options: { out: { type: 'string' } } })
if (out === undefined) throw new Error('--out names the folder')
await build({
  configFile: join(DESK, 'vite.config.ts'), configLoader: 'native', root: DESK, logLevel: 'warn',
  plugins: [{
    name: 'postern-fixture', enforce: 'pre',
    resolveId: (source, importer) => (source === '/main.ts' || (source === './main.ts' && importer?.endsWith('index.html')) ? join(ROOT, 'test/desk/fixture-main.ts') : null),
  }],
  // Set-up tells every line that a build prints; what it says of large chunks it has said of the desk itself.
  build: { outDir: out, emptyOutDir: true, chunkSizeWarningLimit: 2000 },
})
