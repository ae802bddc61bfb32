/**
 * Builds `verify.mjs`, which goes along with every audit export: the check of `postern verify --audit` as one file without dependencies.
 *
 *     node src/clients/cli/build-verify.ts [--out build/verify]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build, type Rolldown } from 'vite'

const here = fileURLToPath(new URL('.', import.meta.url))
const { values } = parseArgs({ options: { out: { type: 'string', default: join(here, '../../../build/verify') } } })

const made = await build({
  root: here, configFile: false, envFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true, write: false, sourcemap: false, reportCompressedSize: false, target: 'node20', minify: false,
    rolldownOptions: { input: join(here, 'verify-alone.ts'), output: { format: 'es', codeSplitting: false } },
  },
})
const { output } = (Array.isArray(made) ? made[0] : made) as Rolldown.RolldownOutput
const [only, ...others] = output
if (only?.type !== 'chunk' || others.length > 0) throw new Error(`verify.mjs became ${output.length} files`)
mkdirSync(values.out, { recursive: true })
writeFileSync(join(values.out, 'verify.mjs'), only.code)
