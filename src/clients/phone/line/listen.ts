import { concat, type Bytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { ownFile } from '#clients/reporter/own-file.ts'
import type { Api } from '#clients/transport/api.ts'
import { openFile, wholeFile } from '#clients/transport/download.ts'
import type { Attachment } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { readWav } from '#clients/telephony/sound/read-wav.ts'

/**
 * A recording that came with an answer, fetched and opened when it is to be played: as desks record it, a short WAV file. It is in memory while the call lasts.
 * @returns null for another file, a longer one, or one that does not come: then the caller is told where it waits
 */
export async function listenTo(api: Api, keys: ReporterKeys, file: Attachment): Promise<Int16Array | null> {
  if (file.recorded === undefined || file.type !== 'audio/wav' || file.sizeBytes > LIMITS.spokenAnswerBytesMax) return null
  const parts: Bytes[] = []
  try {
    for await (const words of wholeFile(await openFile(api, ownFile(keys, file.file), file))) parts.push(words)
    const samples = readWav(concat(...parts))
    return samples === null || samples.length === 0 ? null : samples
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  } finally {
    for (const part of parts) part.fill(0)
  }
}
