import { dayWords } from './day-words.ts'
import type { Host } from '../page/host.ts'

export interface Receipt {
  readonly groups: readonly string[]
  readonly received: string
  readonly answerBy: string | null
  readonly outcomeBy: string | null
}

/** The code, as long as this page is open. Nowhere else. */
let held: Receipt | null = null
let group = 1
let checked = false

export function hasReceipt(): boolean {
  return held !== null
}

/** Nobody has shown yet that the code was written down: without this page it may be lost. */
export function isReceiptAtRisk(): boolean {
  return held !== null && !checked
}

export function showReceipt(host: Host, receipt: Receipt): void {
  held = receipt
  checked = false
  group = 1 + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % receipt.groups.length)
  drawReceipt(host)
  host.go({ view: 'filled' })
}

export function drawReceipt(host: Host): void {
  if (held === null) return
  const view = host.piece('receipt')
  for (const [at, item] of host.all('.key li', view).entries()) item.textContent = held.groups[at] ?? ''
  for (const name of ['received', 'answerBy', 'outcomeBy'] as const) {
    const day = held[name]
    if (day === null) host.find(`[data-fill=${name}]`, view).closest('div')?.remove()
    else host.fill(view, name, dayWords(host, day))
  }
  host.fill(view, 'group', String(group))
  host.find('#filled').replaceChildren(view)
}

export async function copyReceipt(host: Host): Promise<void> {
  const said = await navigator.clipboard.writeText(held?.groups.join(' ') ?? '').then(() => 'copied', () => 'copy-failed')
  host.fill(host.find('#filled'), 'copied', host.say(said))
}

export function checkGroup(host: Host): void {
  const status = host.find('[data-fill=checked]')
  const digits = host.find<HTMLInputElement>('#check').value.normalize('NFKC').replace(/\D/g, '')
  const right = digits === held?.groups[group - 1]
  checked ||= right
  status.textContent = (status.dataset[right ? 'right' : 'wrong'] ?? '').replace('#', String(group))
}
