import { base64url, type Bytes } from '#base/bytes.ts'
import { addDays } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { readPromptSet } from '#domain/prompts.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { Reader, Writer } from '../store/store.ts'
import type { Today } from './calendar.ts'
import type { Caller } from './caller.ts'
import type { OfficeBook } from './office-book.ts'

export interface ReadPromptFileDeps {
  readonly read: Pick<Reader, 'promptFile'>
}

/** What telephone lines say is no secret: every caller hears it. @throws Refusal `no-such-file` */
export async function readPromptFile({ read }: ReadPromptFileDeps, office: string, file: string): Promise<Bytes> {
  const bytes = await read.promptFile(office, file)
  if (bytes === null) throw new Refusal('no-such-file')
  return bytes
}

export interface PutPromptFileDeps {
  readonly write: Pick<Writer, 'putPromptFile'>
  readonly offices: OfficeBook
  readonly today: Today
}

/**
 * Keeps a recording until the directory cites it, by a set.
 * @throws Refusal `malformed` for bytes under another hash; `too-large` where the office keeps as much as it may
 */
export async function putPromptFile({ write, offices, today }: PutPromptFileDeps, { office }: Caller, { file, bytes }: { readonly file: string; readonly bytes: Bytes }): Promise<void> {
  if (base64url(hash(bytes)) !== file) throw new Refusal('malformed', { member: 'file' })
  const { timeZone } = await offices.current(office)
  const isKept = await write.putPromptFile({ office, file, bytes, day: today(timeZone), bytesMax: LIMITS.spokenPromptsBytesMax })
  if (!isKept) throw new Refusal('too-large', { bytesMax: LIMITS.spokenPromptsBytesMax })
}

export interface DropPromptFilesDeps {
  readonly read: Pick<Reader, 'offices' | 'promptFile'>
  readonly write: Pick<Writer, 'dropPromptFiles'>
  readonly offices: Pick<OfficeBook, 'current'>
  readonly today: Today
}

/**
 * Throws away recordings that no present set names, once the day after theirs is over: a set may be on its way over midnight. A voice that was taken out is not fetched
 * for ever.
 */
export async function dropPromptFiles({ read, write, offices, today }: DropPromptFilesDeps): Promise<void> {
  for (const office of await read.offices()) {
    const { fold, timeZone } = await offices.current(office)
    const keep = await cited(read, office, fold.directory?.prompts)
    // What a set names that cannot be read nobody knows.
    if (keep !== null) await write.dropPromptFiles({ office, before: addDays(today(timeZone), -1), keep })
  }
}

async function cited(read: Pick<Reader, 'promptFile'>, office: string, set: string | undefined): Promise<readonly string[] | null> {
  if (set === undefined) return []
  const bytes = await read.promptFile(office, set)
  const sounds = bytes === null ? null : readPromptSet(bytes)
  return sounds === null ? null : [set, ...sounds.map(({ sound }) => sound)]
}
