import { endLineKey, makeLineKey, readLineStanding } from '#clients/member/line-standing.ts'
import type { Session } from '#clients/member/session.ts'
import { DONE } from './command.ts'
import { doOrTell } from './desk-office-deed.ts'
import { answer, type Io } from './io.ts'
import { visibleLine } from './visible.ts'

/** How the running line stands, and the key by which it says so. */

interface Asked {
  readonly session: Session
  readonly io: Io
  readonly given: { readonly apply: boolean }
}

export async function health({ session, io }: Asked): Promise<number> {
  const view = await readLineStanding(session)
  answer(io, { ...view }, () => {
    const { told } = view
    if (told === null) return [io.say[view.hasKey ? 'line-unheard' : 'line-no-key']]
    const { report } = told
    return [
      io.say['line-told']({ minutes: Math.floor(told.agoSeconds / 60), since: new Date(report.since * 1000).toISOString(), room: io.say[`line-room-${report.room}`], calls: io.say[`line-calls-${report.calls}`], ahead: told.aheadSeconds }),
      io.say['line-health-trouble']({ code: report.trouble ?? '—' }), io.say['line-health-lines']({ lines: report.lines.join(' ') || '—' }), io.say['line-health-prompts']({ recorded: report.prompts.recorded }),
      ...report.prompts.faults.map(({ prompt, fault }) => io.say['line-health-prompt']({ prompt: visibleLine(prompt), fault: visibleLine(fault) })),
    ]
  })
  return DONE
}

/** Told once, and only when it is made. */
export async function key({ session, io, given }: Asked): Promise<number> {
  const made = given.apply ? await makeLineKey(session) : null
  answer(io, { key: made, applied: given.apply }, () => (made === null ? [io.say['line-key'], io.say['recovery-apply']] : [io.say['line-key-once'], `POSTERN_LINE_KEY=${made}`]))
  return DONE
}

export async function unkey({ session, io, given }: Asked): Promise<number> {
  return doOrTell(session, { told: io.say['line-unkey'], json: { key: null }, act: () => endLineKey(session) }, { io, apply: given.apply })
}
