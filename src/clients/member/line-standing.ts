import { base64url, randomBytes } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { LineReport } from '#domain/line-report.ts'
import { Secret } from '#sealing/plain/secret.ts'
import { signingKeyFrom } from '#sealing/plain/signing-key.ts'
import { isOfLine } from '#sealing/proof/line-report.ts'
import { lineStanding } from '#wire/line-report.ts'
import { changeDirectory } from './channels.ts'
import { message } from './message.ts'
import type { Session } from './session.ts'

/** How the office's running line stands. */
export interface LineView {
  /** Whether the office has given a line a key. */
  readonly hasKey: boolean
  readonly told: {
    readonly report: LineReport
    /** How long ago the server heard it, by the server's clock. */
    readonly agoSeconds: number
    /** What the line's clock is ahead of the server's: less than a second or two on the way. */
    readonly aheadSeconds: number
    /** Whether it says the recordings that are signed now. */
    readonly hasNewestPrompts: boolean
  } | null
}

/** @throws Refusal `forged-history` for what the line's key did not sign, `not-allowed` */
export async function readLineStanding(session: Session): Promise<LineView> {
  const { told, now } = await message(await session.api.call({ route: 'read-line', parameters: { office: session.id } }), lineStanding)
  const { lineKey, prompts } = session.officeLog().fold.directory ?? {}
  if (told === null || lineKey === undefined) return { hasKey: lineKey !== undefined, told: null }
  if (told.report.office !== session.id || !await isOfLine(lineKey, told)) throw new Refusal('forged-history')
  return { hasKey: true, told: { report: told.report, agoSeconds: Math.max(0, now - told.heard), aheadSeconds: told.report.at - told.heard, hasNewestPrompts: told.report.prompts.set === (prompts ?? null) } }
}

/** A key for the line, in the place of the one before. @returns its secret half, base64url, which is kept nowhere. @throws Refusal `not-allowed` */
export async function makeLineKey(session: Session): Promise<string> {
  const seed = randomBytes(32)
  const { publicId } = await signingKeyFrom(new Secret('sign-seed', seed))
  await changeDirectory(session, (directory) => ({ ...directory, lineKey: publicId }))
  return base64url(seed)
}

/** Nothing that a line says is believed any more. @throws Refusal `not-allowed` */
export async function endLineKey(session: Session): Promise<void> {
  await changeDirectory(session, ({ lineKey: _, ...rest }) => rest)
}
