import type { FileScope } from '../file-part.ts'
import type { Host } from '../page/host.ts'
import type { Panel as VoicePanel, Recorded } from '../voice-panel.ts'
import { late, type Code } from './held.ts'
import { VOICE_ASKED } from './voice-door.ts'

/** Put in by build.ts: where the code that records a voice is, and its hash. */
declare const VOICE_CODE: Code

const loadVoice = late<typeof import('../voice-panel.ts')>(() => VOICE_CODE)

let panel: VoicePanel | null = null
let isLoading = false

/** Whether the change of this field asks for a voice; asked once. */
export function asksForVoice(input: HTMLInputElement): boolean {
  const asks = input.dataset[VOICE_ASKED] !== undefined
  delete input.dataset[VOICE_ASKED]
  return asks
}

/** Opens the room for a voice under the files of the answer that is being written. */
export async function openVoice(host: Host, scope: FileScope, add: (recorded: Recorded) => void): Promise<void> {
  if (panel?.scope === scope) return panel.focus()
  if (isLoading) return
  isLoading = true
  try {
    const { Panel } = await loadVoice()
    panel?.close()
    panel = new Panel({ host, scope, add, onclose: () => { panel = null; focusDoor(scope) } })
  } catch {
    host.showWrong(host.find(scope === 'form' ? '#write' : '#filled'), [{ text: host.say('unreachable') }])
  } finally {
    isLoading = false
  }
}

function focusDoor(scope: FileScope): void {
  document.querySelector<HTMLElement>(`[data-room="${scope}"] .row button`)?.focus()
}

/** Something was recorded and is neither added nor thrown away: it would be lost with the page. */
export function isVoiceUnfinished(scope: FileScope): boolean {
  return panel?.scope === scope && panel.isUnfinished
}

export function closeVoice(scope: FileScope): void {
  if (panel?.scope === scope) panel.close()
}

export function drawVoice(): void {
  panel?.redraw()
}
