// Many reports, filed as reporters file them, for tests of what lists and pages do with them.
import { fileReport } from '#clients/reporter/file-report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import type { Language } from '#domain/bodies.ts'
import type { ReporterKeys } from '#sealing/plain/receipt.ts'
import { quickReporter } from './client.ts'

export interface FiledReport {
  readonly keys: ReporterKeys
  readonly id: string
}

export function fileAll(api: Api, office: TrustedOffice, texts: readonly { readonly what: string; readonly language: Language }[]): Promise<readonly FiledReport[]> {
  return Promise.all(texts.map(async ({ what, language }) => {
    const keys = await quickReporter()
    const draft = { channel: 'web', answers: { what, danger: 'no' }, language, provenance: 'in-browser' } as const
    return { keys, id: (await fileReport(api, office, { draft, keys })).report }
  }))
}
