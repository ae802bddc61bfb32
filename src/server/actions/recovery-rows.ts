import { Refusal } from '#base/refusal.ts'
import type { Office, OfficeEvent } from '#domain/office.ts'
import { memberReader, RECOVERY_READER, teamReader, type WrapRow } from '#sealing/sealed/entry.ts'

/**
 * Key rows come as the entry says: one share to each holder; and a team's secrets to the recovery where the entry names its generation,
 * for every epoch that this generation has not yet. A team that is said to be recoverable, and is not, would be found out too late.
 *
 * @throws Refusal `malformed`
 */
export function checkRecoveryRows({ given }: Office, event: OfficeEvent, wraps: readonly WrapRow[]): void {
  const readers = wraps.map(({ reader }) => reader)
  if (event.kind === 'recovery') {
    const single = new Set(readers).size === readers.length
    if (!single || !event.body.shares.every(({ holder }) => readers.includes(memberReader(holder)))) throw new Refusal('malformed', { member: 'wraps' })
  }
  if (event.kind !== 'team') return
  const { team, epoch, recovery } = event.body
  const subjects = wraps.filter(({ reader }) => reader === RECOVERY_READER).map(({ subject }) => subject)
  const epochs = recovery === undefined ? [] : Array.from({ length: epoch + 1 }, (_, each) => each)
  const due = epochs.filter((each) => given.get(`${team}:${each}`) !== recovery)
  const fits = due.every((each) => subjects.includes(teamReader(team, each))) && (recovery !== undefined || subjects.length === 0)
  if (!fits) throw new Refusal('malformed', { member: 'wraps' })
}
