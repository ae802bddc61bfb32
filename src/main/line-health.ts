import type { LineHealth } from '#clients/phone/line/health.ts'
import { DONE } from '#clients/cli/command.ts'
import { answer, type Io } from '#clients/cli/io.ts'
import { Refusal } from '#base/refusal.ts'

const WITHIN_MS = 5000

/**
 * Asks a running line how it stands.
 * @throws Refusal `unreachable` where none answers, `not-allowed` where it does not know the secret
 */
export async function tellHealth({ host, port, secret }: { readonly host: string; readonly port: number; readonly secret: string | null }, io: Io): Promise<number> {
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}/health`
  const response = await fetch(address, { signal: AbortSignal.timeout(WITHIN_MS), headers: secret === null ? {} : { authorization: `Bearer ${secret}` } }).catch(() => { throw new Refusal('unreachable') })
  if (!response.ok) throw new Refusal('not-allowed')
  const health = await response.json() as LineHealth
  const { day, callsNow, callsToday, waiting, lastTrouble, lines, prompts } = health
  answer(io, { ...health }, () => [
    io.say['line-health']({ now: callsNow, today: callsToday, day, waiting }), io.say['line-health-trouble']({ code: lastTrouble ?? '—' }), io.say['line-health-lines']({ lines: lines.join(' ') || '—' }),
    io.say['line-health-prompts']({ recorded: prompts.recorded }), ...prompts.faults.map(({ prompt, fault }) => io.say['line-health-prompt']({ prompt, fault })),
  ])
  return DONE
}
