// The proof of an erasure by a second hand.
import { readGenesis } from './journal.ts'
import { saysErased } from './log.ts'
import { Refused, unb64 } from './primitives.ts'

const MEMBERS = 'day entry format genesis log office signature'

/** What a proof file of an erasure proves. @throws Refused with the part that does not hold */
export function readErasureProof(file: Readonly<Record<string, unknown>>): { readonly office: string; readonly log: string; readonly entry: string; readonly day: string } {
  const { format, office, log, entry, day, signature, genesis } = file as Readonly<Record<'format' | 'office' | 'log' | 'entry' | 'day' | 'signature', string>> & { readonly genesis: Parameters<typeof readGenesis>[1] }
  if (format !== 'postern/erasure-proof/v1' || Object.keys(file).toSorted().join(' ') !== MEMBERS) throw new Refused('file')
  const serverKey = ((): string => { try { return readGenesis(office, genesis).serverKey } catch { throw new Refused('genesis') } })()
  if (!saysErased(serverKey, { office, log, entry, day }, unb64(signature))) throw new Refused('signature')
  return { office, log, entry, day }
}
