import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeviceMemory } from '#clients/member/device-memory.ts'
import { stateFolder, type Environment } from './session-file.ts'

/** What the command line keeps between two commands, beside its session. See [Note: What a device remembers] in clients/member. */
export function fileMemory(env: Environment): DeviceMemory {
  const folder = stateFolder(env)
  return {
    async read(name) {
      try {
        return new Uint8Array(await readFile(join(folder, `heads-${name}`)))
      } catch {
        return null
      }
    },
    async write(name, sealed) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const beside = join(folder, `heads-${name}.${process.pid}`)
      await writeFile(beside, sealed, { mode: 0o600 })
      await rename(beside, join(folder, `heads-${name}`))
    },
    remove: (name) => rm(join(folder, `heads-${name}`), { force: true }),
  }
}
