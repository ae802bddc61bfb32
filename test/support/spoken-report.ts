// A report as the telephone line files it, without the call.
import type { Bytes } from '#base/bytes.ts'
import { wavOf } from '#clients/telephony/sound/wav-of.ts'
import { fileReport } from '#clients/reporter/file-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { sealFile } from '#clients/transport/sealed-file.ts'
import { deriveReporter, newReceipt, type ReporterKeys } from '#sealing/plain/receipt.ts'

export interface SpokenReport {
  readonly report: string
  readonly receipt: string
  readonly keys: ReporterKeys
  /** Id of the recording. */
  readonly file: string
}

/** @param samples - µ-law, 8,000 a second */
export async function fileSpoken(api: Api, office: TrustedOffice, samples: Bytes): Promise<SpokenReport> {
  const receipt = newReceipt()
  const keys = await deriveReporter(receipt, office.salt)
  const file = await sealFile(wavOf('ulaw', samples), { name: 'recording.wav', cleaning: 'nothing-found', recorded: 'unmasked' })
  await file.send(api)
  const draft = { channel: office.channels[0]?.channel ?? '', answers: { what: 'Said on the telephone.' }, language: 'en', provenance: 'by-telephone', files: [file.attachment] } as const
  const { report } = await fileReport(api, office, { keys, draft })
  return { report, receipt, keys, file: file.attachment.file }
}
