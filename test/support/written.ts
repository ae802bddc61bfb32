// What a process has open for writing, and which files there are. Linux.
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files that a process has open for writing, but for the one that keeps nothing: sockets, pipes and events are none. */
export function filesOpenForWriting(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`)
      const flags = Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0', 8)
      return target.startsWith('/') && target !== '/dev/null' && (flags & 3) !== 0 ? [target] : []
    } catch {
      // It was closed meanwhile.
      return []
    }
  })
}

export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
}
