import { base64url, hex } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { HeldLog } from '#clients/member/held-log.ts'
import { openLogFile } from '#clients/member/log-file.ts'
import type { Session } from '#clients/member/session.ts'
import type { OpenFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import { runningFileId, type FoundFile } from '#sealing/open/export-file.ts'
import type { ExportedFile } from '#sealing/open/export-manifest.ts'
import { fileKeyFrom } from '#sealing/plain/file-key.ts'
import { runningHash, type RunningHash } from '#sealing/proof/hash.ts'
import { fileShape } from '#sealing/sealed/file-shape.ts'
import { fileHeader, type ExportKey } from '#sealing/seal/export.ts'

/** Writes a large file of the export while it is made. */
export type WriteFile = (name: string, pieces: AsyncIterable<Uint8Array>) => Promise<void>

interface Attaching {
  readonly session: Session
  readonly key: ExportKey
  readonly write: WriteFile
}

/** Writes every file that the entries cite as an age file for the export's key. @returns what the manifest says of each, and its SHA-256 in hex */
export async function attachFiles(attaching: Attaching, logs: Readonly<Record<'report' | 'desk', HeldLog>>): Promise<readonly (ExportedFile & { readonly sha256: string })[]> {
  const cited = (['report', 'desk'] as const).flatMap((log) => logs[log].log.entries.flatMap((entry, seq) => filesOf(entry).map((attachment) => ({ log, seq, attachment }))))
  const written: (ExportedFile & { readonly sha256: string })[] = []
  for (const [number, { log, seq, attachment }] of cited.entries()) {
    const body = `file-${String(number).padStart(3, '0')}.age`
    const { sha256, holds } = await writeOne(attaching, body, await openLogFile(attaching.session, logs[log].log.log, attachment))
    written.push({ log, seq, id: attachment.file, body, sha256, ...(holds ? {} : { unreadable: true as const }) })
  }
  return written
}

function filesOf(entry: HeldLog['log']['entries'][number]): readonly Attachment[] {
  return 'body' in entry && 'files' in entry.body ? entry.body.files ?? [] : []
}

/** @returns `holds`: whether its words are those that its sender's entry names */
async function writeOne({ key, write }: Attaching, name: string, file: OpenFile): Promise<{ readonly sha256: string; readonly holds: boolean }> {
  const whole = runningHash()
  const { pieces, found } = exportedFile(key, file)
  await write(name, hashed(pieces, whole))
  return { sha256: hex(whole.digest()), holds: found().sha256 === file.attachment.sha256 }
}

/** The same pieces, each hashed as it goes by. */
export async function* hashed(pieces: AsyncIterable<Uint8Array>, whole: RunningHash): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    whole.update(piece)
    yield piece
  }
}

interface ExportedFilePieces {
  /** Of all pieces together. */
  readonly sizeBytes: number
  readonly pieces: AsyncIterable<Uint8Array>
  /** What was read, once it all was: SHA-256 of its words, and the id that its bytes give. */
  found(): Pick<FoundFile, 'sha256' | 'file'>
}

/** A file as an age file for the export's key, a segment at a time. @throws Refusal as `openLogFile` */
export function exportedFile(key: ExportKey, file: OpenFile): ExportedFilePieces {
  const { attachment, segments } = file
  const own = fileKeyFrom(attachment.key, attachment.nonce)
  if (own === null) throw new Refusal('wrong-server')
  const head = fileHeader(own, key)
  const [words, id] = [runningHash(), runningFileId()]
  return {
    sizeBytes: head.length + fileShape(attachment.sizeBytes).payloadBytes,
    pieces: (async function* () {
      yield head
      for (let segment = 0; segment < segments; segment++) {
        const opened = await file.segment(segment)
        words.update(opened.words)
        id.update(opened.payload)
        if (opened.payload.length > 0) yield opened.payload
      }
    })(),
    found: () => ({ sha256: base64url(words.digest()), file: id.id(own, attachment.sizeBytes) }),
  }
}
