import { base64url, type Bytes } from '#base/bytes.ts'
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

export interface PutPromptFileDeps extends ReadPromptFileDeps {
  readonly write: Pick<Writer, 'putPromptFile'>
  readonly offices: OfficeBook
  readonly today: Today
}

/**
 * Keeps a recording until the directory cites it, by a set: what no set of the present directory names goes once it is a day old.
 * @throws Refusal `malformed` for bytes under another hash; `too-large` where the office keeps as much as it may
 */
export async function putPromptFile({ read, write, offices, today }: PutPromptFileDeps, { office }: Caller, { file, bytes }: { readonly file: string; readonly bytes: Bytes }): Promise<void> {
  if (base64url(hash(bytes)) !== file) throw new Refusal('malformed', { member: 'file' })
  const { fold, timeZone } = await offices.current(office)
  const set = fold.directory?.prompts
  const cited = set === undefined ? null : await read.promptFile(office, set)
  const keep = set === undefined ? [] : [set, ...(cited === null ? [] : readPromptSet(cited) ?? []).map(({ sound }) => sound)]
  const isKept = await write.putPromptFile({ office, file, bytes, day: today(timeZone), keep, bytesMax: LIMITS.spokenPromptsBytesMax })
  if (!isKept) throw new Refusal('too-large', { bytesMax: LIMITS.spokenPromptsBytesMax })
}
