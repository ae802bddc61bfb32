import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LeafStore } from '#clients/member/search-memory.ts'
import { stateFolder, type Environment } from './session-file.ts'

/** Where the command line keeps words that it searches, sealed. See [Note: What a device searches] in clients/member. */
export function fileLeaves(env: Environment, name: string): LeafStore {
  const folder = join(stateFolder(env), `search-${name}`)
  return {
    async names() {
      const files = await readdir(folder).catch(() => [])
      return files.filter((file) => /^[A-Za-z0-9_-]{22}$/.test(file))
    },
    read: async (leaf) => readFile(join(folder, leaf)).then((bytes) => new Uint8Array(bytes), () => null),
    async write(leaf, sealed) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const beside = join(folder, `${leaf}.${process.pid}`)
      await writeFile(beside, sealed, { mode: 0o600 })
      await rename(beside, join(folder, leaf))
    },
    remove: (leaf) => rm(join(folder, leaf), { force: true }),
  }
}
