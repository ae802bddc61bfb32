import { all, dayWords, fill, find, piece, say } from './dom.ts'
import { go } from './views.ts'

export interface Receipt {
  readonly groups: readonly string[]
  readonly received: string
  readonly answerBy: string
  readonly outcomeBy: string
}

/** The code, as long as this page is open. Nowhere else. */
let held: Receipt | null = null
let group = 1

export function hasReceipt(): boolean {
  return held !== null
}

export function showReceipt(receipt: Receipt): void {
  held = receipt
  group = 1 + ((crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) % receipt.groups.length)
  drawReceipt()
  go({ view: 'filled' })
}

export function drawReceipt(): void {
  if (held === null) return
  const view = piece('receipt')
  for (const [at, item] of all('.key li', view).entries()) item.textContent = held.groups[at] ?? ''
  for (const name of ['received', 'answerBy', 'outcomeBy'] as const) fill(view, name, dayWords(held[name]))
  fill(view, 'group', String(group))
  find('#filled').replaceChildren(view)
}

export async function copyReceipt(): Promise<void> {
  const said = await navigator.clipboard.writeText(held?.groups.join(' ') ?? '').then(() => 'copied', () => 'copy-failed')
  fill(find('#filled'), 'copied', say(said))
}

export function checkGroup(): void {
  const status = find('[data-fill=checked]')
  const digits = find<HTMLInputElement>('#check').value.normalize('NFKC').replace(/\D/g, '')
  const right = digits === held?.groups[group - 1]
  status.textContent = (status.dataset[right ? 'right' : 'wrong'] ?? '').replace('#', String(group))
}
