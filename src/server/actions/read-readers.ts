import { Refusal } from '#base/refusal.ts'
import { parseHeader } from '#sealing/sealed/header.ts'
import type { LogPage } from '#wire/log.ts'
import type { Reader } from '../store/store.ts'
import type { OfficeBook } from './office-book.ts'

export interface ReadReadersDeps {
  readonly read: Pick<Reader, 'entries'>
  readonly offices: OfficeBook
}

/** The `readers` entry of this hash: what the directory cites, and nothing else of the office log. @throws Refusal `no-such-office`, `no-such-channel` */
export async function readReaders({ read, offices }: ReadReadersDeps, office: string, entry: string): Promise<LogPage> {
  const { seqOf } = await offices.recent(office)
  const seq = seqOf.get(entry)
  const [found] = seq === undefined ? [] : await read.entries(office, seq, 1)
  if (found === undefined || seq === undefined || parseHeader(found.header).kind !== 'readers') throw new Refusal('no-such-channel')
  return { log: office, from: seq, more: false, entries: [found], wraps: [] }
}
