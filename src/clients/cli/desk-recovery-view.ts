import type { OpenRecovery } from '#clients/member/recover.ts'
import type { RecoveryView } from '#clients/member/recovery.ts'
import type { Io } from './io.ts'
import { visibleLine } from './visible.ts'

export function recoveryJson(view: RecoveryView | null) {
  if (view === null) return { arranged: false }
  const { generation, threshold, holders, fingerprint, teams, drill } = view
  return { arranged: true, generation, threshold, holders, fingerprint, teams: teams.map(({ team, given }) => ({ team, given })), drill }
}

export function recoveryLines(view: RecoveryView | null, { say }: Io): string[] {
  if (view === null) return [say['recovery-none']]
  const { threshold, holders, teams, drill } = view
  return [
    say['recovery-status']({ threshold, count: holders.length }),
    ...holders.map(({ name, active }, at) => `${at + 1}  ${visibleLine(name)}${active ? '' : `  (${say['recovery-left']})`}`), '',
    ...teams.map(({ team, given }) => `${team}  ${given ? say['recovery-team-given'] : say['recovery-team-missing']}`),
    say['recovery-fingerprint']({ words: view.fingerprint.join(' ') }),
    drill === null ? say['recovery-never-drilled'] : say['recovery-last-drill']({ day: drill.day }),
    say['recovery-honest']({ threshold }),
  ]
}

interface Opened {
  readonly opened: OpenRecovery
  readonly confirmed: OpenRecovery['waiting']
  readonly waiting: OpenRecovery['waiting']
}

/** Who waits is named without their six words: those come by another way, never from this screen. */
export function openedLines({ opened, confirmed, waiting }: Opened, { say }: Io): string[] {
  const line = ({ name, team }: OpenRecovery['waiting'][number]) => ({ name: visibleLine(name), team })
  return [
    ...opened.lost.map((team) => say['recovery-lost']({ team })),
    ...confirmed.map((each) => say['recovery-gave'](line(each))), ...waiting.map((each) => say['recovery-waits'](line(each))),
    ...waiting.length > 0 ? [say['recovery-compare']] : [], ...confirmed.length > 0 ? [say['recovery-anew']] : [],
  ]
}
