import type * as v from 'valibot'
import { base64url } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Office } from '#domain/office.ts'
import { checkChain } from '#sealing/proof/chain.ts'
import { hash } from '#sealing/proof/hash.ts'
import { decodeAppend } from '#wire/append.ts'
import type { setup } from '#wire/messages.ts'
import type { AppendDeed, Reader, StandingRow, Writer } from '../store/store.ts'
import { beginSession, type BeginSessionDeps } from './begin-session.ts'
import { checkDay } from './calendar.ts'
import { checkForm, type CheckedEntry } from './checked-entry.ts'
import { deedOf } from './keep.ts'
import { bytesOf, newAccount } from './new-member.ts'
import { officeStep, type Home } from './office-entry.ts'
import { sessionMessage, type SessionMessage } from './session-message.ts'

export interface SetupDeps {
  readonly read: Pick<Reader, 'installation'>
}

export interface OpenOfficeDeps extends SetupDeps, BeginSessionDeps {
  readonly write: Pick<Writer, 'openOffice' | 'startSession'>
  readonly home: Home
  /** The link is used up: whoever keeps its token may throw it away. */
  readonly onSetup: () => Promise<void>
}

/** @throws Refusal `setup-used` if the link was used, `not-authenticated` if the token is not the link's. */
export async function checkSetupToken({ read }: SetupDeps, token: string | undefined): Promise<string> {
  const { setupTokenHash } = await read.installation()
  if (setupTokenHash === null) throw new Refusal('setup-used')
  // Both are hashes of 32 random bytes: how long a comparison takes tells nothing about the token.
  if (base64url(hash(bytesOf(token ?? ''))) !== setupTokenHash) throw new Refusal('not-authenticated')
  return setupTokenHash
}

/**
 * Makes an office and its first administrator out of the log entries that the administrator's device signed: all or nothing.
 * Who has just proved passphrase and one-time code need not do so again: the answer is a session.
 *
 * @throws Refusal `setup-used`, `not-authenticated`, `foreign-key`, `wrong-day`, `bad-chain`, `not-allowed`, `malformed`
 */
export async function openOffice(deps: OpenOfficeDeps, message: v.InferOutput<typeof setup>): Promise<SessionMessage> {
  const setupTokenHash = await checkSetupToken(deps, message.token)
  const { account, step } = newAccount(message, deps.nowMs())
  const checked = message.appends.map((append) => checkForm(decodeAppend(bytesOf(append))))
  await checkChain(checked.map(({ entry }) => entry), 0)
  const { office, fold, standings } = foldEntries(deps.home, checked)
  const today = deps.today(fold.settings?.timeZone ?? 'UTC')
  const appends = checked.map((each, index): AppendDeed => {
    checkDay(each.header.day, today)
    return { ...deedOf(each, today), standings: standings[index] ?? [] }
  })
  // The code is used up by the session that follows.
  const member = { office, signKey: fold.administrator, ...account, totpStep: step - 1 }
  if (!await deps.write.openOffice({ appends, member, setupTokenHash })) throw new Refusal('setup-used')
  await deps.onSetup()
  const token = await beginSession(deps, member, { way: 'passphrase', used: { step } })
  if (token === null) throw new Refusal('not-authenticated')
  return sessionMessage(member, token)
}

interface Folded {
  readonly office: string
  readonly fold: Office
  readonly standings: readonly (readonly StandingRow[])[]
}

function foldEntries(home: Home, checked: readonly CheckedEntry[]): Folded {
  let fold: Office | null = null
  const standings: (readonly StandingRow[])[] = []
  const seen = new Set<string>()
  for (const each of checked) {
    if (each.header.seen !== null && !seen.has(each.header.seen)) throw new Refusal('malformed', { member: 'seen' })
    const step = officeStep(home, fold, each)
    fold = step.fold
    standings.push(step.standings)
    seen.add(each.hash)
  }
  const first = checked[0] ?? missing()
  return { office: first.office, fold: fold ?? missing(), standings }
}

/** The schema asks for one entry at least, and a chain of one has an office. */
function missing(): never {
  throw new Refusal('malformed', { member: 'appends' })
}
