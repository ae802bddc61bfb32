/**
 * The list of a reporter's files, and what the page says about each. What looks into them, cleans, seals and sends them is outgoing/work.ts, in a worker.
 * Built by build.ts; the page imports it only after the browser held it to its hash.
 */
import { addFiles, addRecording, beginFiles, clear, count, drawAll, scopeOfField, take } from './after/files.ts'
import { asksForVoice, closeVoice, drawVoice, isVoiceUnfinished, openVoice } from './after/voice.ts'
import type { FileScope } from './file-part.ts'
import type { Host } from './page/host.ts'

export type Files = ReturnType<typeof begin>

export function begin(host: Host) {
  beginFiles(host)
  return {
    add(input: HTMLInputElement) {
      if (!asksForVoice(input)) return addFiles(host, input)
      const scope = scopeOfField(input)
      void openVoice(host, scope, (recorded) => { addRecording(host, scope, recorded) })
    },
    take: async (scope: FileScope) => (isVoiceUnfinished(scope) ? { wrong: 'voice-unfinished' } : take(scope)),
    clear(scope: FileScope) {
      closeVoice(scope)
      clear(host, scope)
    },
    count: (scope: FileScope) => count(scope) + (isVoiceUnfinished(scope) ? 1 : 0),
    draw() {
      drawAll(host)
      drawVoice()
    },
  }
}
