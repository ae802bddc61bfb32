// What a caller does on a line and what handlers hear of it, over a server in this process.
import assert from 'node:assert/strict'
import type { Bytes } from '#base/bytes.ts'
import { fetchLogFile } from '#clients/member/log-file.ts'
import { openReportAsHandler } from '#clients/member/report.ts'
import type { Session } from '#clients/member/session.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import type { OpenedReport, TrustedOffice } from '#clients/reporter/reporter.ts'
import type { Api } from '#clients/transport/api.ts'
import { deriveReporter } from '#sealing/plain/receipt.ts'
import { TestPhone } from './test-phone.ts'

/** As far as the tone after which a caller speaks. @param danger - the key pressed there, and behind it the one for waking somebody @returns the code, as it was heard */
export async function untilTone(phone: TestPhone, danger = '2'): Promise<string> {
  await phone.hear('[language]')
  phone.press('1')
  assert.equal(await phone.hear('[menu]'), '[menu]')
  phone.press('1')
  assert.equal(await phone.hear('[consent]'), '[notice][consent]')
  phone.press('1')
  const code = codeIn(await phone.hear('[code-ask]'))
  phone.press('1')
  await phone.hear('[danger]')
  phone.press(danger.slice(0, 1))
  if (danger.length > 1) {
    await phone.hear('[wake]')
    phone.press(danger.slice(1))
  }
  await phone.hear('[speak]')
  return code
}

/** What was said is sent to a server that is away, and the caller told so. */
export async function sendLater(phone: TestPhone): Promise<void> {
  phone.press('#')
  await phone.hear('[review]')
  phone.press('2')
  await phone.hear('[sent-later]')
  await phone.over()
}

/** Read twice, alike. */
export function codeIn(heard: string): string {
  const [, first = '', again = ''] = /\[code\](\d{24})\[code-again\](\d{24})\[code-ask\]/.exec(heard) ?? []
  assert.ok(first !== '' && first === again, heard)
  return first
}

/** Tells a report in one call. @returns its code */
export async function tellOnce(url: string, said: Bytes): Promise<string> {
  const phone = await TestPhone.call(url)
  const code = await untilTone(phone)
  phone.say(said)
  phone.press('#2')
  await phone.hear('[thanks]')
  return code
}

/** Calls back with a code, as far as what is said then. */
export async function callBack(url: string, code: string, wanted: string): Promise<{ readonly phone: TestPhone; readonly heard: string }> {
  const phone = await TestPhone.call(url)
  await phone.hear('[language]')
  phone.press('12')
  await phone.hear('[enter-code]')
  phone.press(code)
  return { phone, heard: await phone.hear(wanted) }
}

export interface Desk {
  readonly api: Api
  readonly session: Session
  readonly office: TrustedOffice
}

/** What the reporter reads with this code. */
export async function opened({ api, office }: Desk, code: string): Promise<OpenedReport> {
  return openReport(api, office, await deriveReporter(code, office.salt))
}

/** What handlers hear of the report with this code. */
export async function played(desk: Desk, code: string): Promise<{ readonly said: readonly Bytes[]; readonly urgent: boolean; readonly provenance: string | null }> {
  const { report } = await opened(desk, code)
  const { conversation } = await openReportAsHandler(desk.session, report)
  const files = conversation.turns.flatMap(({ from, files: sent = [] }) => (from === 'reporter' ? sent : []))
  const said = await Promise.all(files.map(async (attachment) => {
    assert.deepEqual([attachment.type, attachment.recorded], ['audio/wav', 'unmasked'])
    const { blob } = await fetchLogFile(desk.session, report, { attachment, signal: new AbortController().signal, onProgress: () => {} })
    const bytes = new Uint8Array(await blob.arrayBuffer())
    return bytes.slice(58, 58 + new DataView(bytes.buffer).getUint32(54, true))
  }))
  return { said, urgent: conversation.docket.urgent, provenance: conversation.provenance }
}
