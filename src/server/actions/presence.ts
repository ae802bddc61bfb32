import type { Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { isHandler } from '#domain/roles.ts'
import { checkPresence } from '#sealing/proof/presence.ts'
import type { Reader } from '../store/store.ts'
import type { Caller } from './caller.ts'
import { readableLog, readersOf, type LogAccessDeps, type ReadableLog } from './log-access.ts'
import type { Presences } from './presences.ts'

export interface PresenceDeps extends LogAccessDeps {
  readonly read: Pick<Reader, 'allWraps' | 'log' | 'recusals' | 'recusedFrom' | 'wraps'>
  readonly presences: Presences
  readonly nowMs: () => number
}

/**
 * Holds for some seconds that the caller is at a report, and tells who else is: whoever looks is seen. What they do there is sealed. One that was signed before
 * the one that is held changes nothing; where whoever sends it has left since, they are told of nobody: else a client that sends old ones would watch unseen.
 * @throws Refusal `no-such-log`, `not-allowed`, `malformed`, `bad-signature`, `wrong-time`; `stale-head` where the report has another key by now
 */
export async function putPresence(deps: PresenceDeps, caller: Caller, said: { readonly log: string; readonly bytes: Bytes }): Promise<readonly Bytes[]> {
  const readable = await readableReport(deps, caller, said.log)
  const { row } = readable
  const { author, generation, atMs } = await checkPresence({ office: row.office, log: row.log }, said.bytes, { nowMs: deps.nowMs(), toleranceMs: LIMITS.presenceClockSeconds * 1000 })
  if (author !== caller.signKey) throw new Refusal('not-allowed')
  if (generation !== row.generation) throw new Refusal('stale-head', { length: row.length, log: row.log })
  const isSeen = deps.presences.put(row.log, { signKey: author, generation, atMs, bytes: said.bytes })
  return isSeen ? othersAt(deps, caller, readable) : []
}

/** What the caller sent before is not taken again until it is too old. @throws Refusal `no-such-log`, `not-allowed` */
export async function endPresence(deps: PresenceDeps, caller: Caller, log: string): Promise<void> {
  const { row } = await readableReport(deps, caller, log)
  deps.presences.end(row.log, caller.signKey)
}

async function readableReport(deps: PresenceDeps, caller: Caller, log: string): Promise<ReadableLog> {
  const readable = await readableLog(deps, caller, log)
  if (readable.row.kind !== 'report') throw new Refusal('no-such-log')
  if (!isHandler(caller.roles)) throw new Refusal('not-allowed')
  return readable
}

/** Whoever was left out since, declared a conflict of interest or is no member any more is not there, however short a time ago they were. */
async function othersAt({ read, offices, presences }: PresenceDeps, caller: Caller, { row, wraps }: ReadableLog): Promise<readonly Bytes[]> {
  const others = presences.at(row.log).filter(({ signKey, generation }) => signKey !== caller.signKey && generation === row.generation)
  if (others.length === 0) return []
  const [state, recused, readers] = [await offices.current(row.office), await read.recusedFrom(row.log), new Set(readersOf(row, wraps))]
  const stands = async ({ signKey }: { readonly signKey: string }): Promise<boolean> => {
    const member = state.fold.members.get(signKey)
    if (member?.active !== true || !isHandler(member.roles) || recused.includes(signKey)) return false
    return (await offices.readersOf(state, signKey)).some((reader) => readers.has(reader))
  }
  const standing = await Promise.all(others.map(stands))
  return others.flatMap(({ bytes }, at) => (standing[at] === true ? [bytes] : []))
}
