/**
 * The list of a reporter's files, and what the page says about each. What looks into them, cleans, seals and sends them is outgoing/work.ts, in a worker.
 * Built by build.ts; the page imports it only after the browser held it to its hash.
 */
import { addFiles, beginFiles, clear, count, drawAll, take } from './after/files.ts'
import type { FileScope } from './file-part.ts'
import type { Host } from './page/host.ts'

export type Files = ReturnType<typeof begin>

export function begin(host: Host) {
  beginFiles(host)
  return {
    add: (input: HTMLInputElement) => { addFiles(host, input) },
    take: (scope: FileScope) => take(scope),
    clear: (scope: FileScope) => { clear(host, scope) },
    count: (scope: FileScope) => count(scope),
    draw: () => { drawAll(host) },
  }
}
