/**
 * What a reporter's files need: it looks what they give away, takes it out, seals them and sends them, while the person goes on writing.
 * Built by build.ts; the page imports it only after the browser held it to its hash.
 */
import { addFiles, clear, count, drawAll, take } from './after/files.ts'
import type { FileScope } from './file-part.ts'
import type { Host } from './page/host.ts'

export type Files = ReturnType<typeof begin>

export function begin(host: Host) {
  return {
    add: (input: HTMLInputElement) => { addFiles(host, input) },
    take: (scope: FileScope) => take(scope),
    clear: (scope: FileScope) => { clear(host, scope) },
    count: (scope: FileScope) => count(scope),
    draw: () => { drawAll(host) },
  }
}
