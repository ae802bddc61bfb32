import { LIMITS } from '#base/limits.ts'
import { requiredText } from '#base/text.ts'
import { askIdentity } from '#clients/member/ask-identity.ts'
import { chooseIdentityTeams } from '#clients/member/channels.ts'
import { approveDisclosure, listDisclosures, openIdentity, readDisclosure, readIdentity, refuseDisclosure, type DisclosureView } from '#clients/member/disclosure.ts'
import type { Session } from '#clients/member/session.ts'
import { command, DONE, UsageError, type Given } from './command.ts'
import { lineJson, listLines, requestJson, requestLines } from './desk-identity-view.ts'
import { doDeed, type Asked, type Deeds, type SessionDeed } from './desk-deed.ts'
import { teamNamed } from './desk-office-deed.ts'
import { answer, type Io } from './io.ts'
import { MEMBER_OPTIONS } from './member-login.ts'
import { reportId, requestId } from './report-id.ts'
import { languageOfText, requireText, TEXT_OPTIONS, typed } from './text-input.ts'
import { visible, visibleLine } from './visible.ts'

const OPTIONS = {
  ...MEMBER_OPTIONS,
  ...TEXT_OPTIONS,
  reason: { type: 'text', value: 'T', help: 'option-identity-reason' },
  basis: { type: 'text', value: 'T', help: 'option-basis' },
  days: { type: 'text', value: 'N', help: 'option-days' },
  custodian: { type: 'text', value: 'TEAM', help: 'option-custodian' },
  approver: { type: 'text', value: 'TEAM', help: 'option-approver' },
  none: { type: 'flag', help: 'option-no-teams' },
} as const

type Line = Asked<Given<typeof OPTIONS>>

const DEEDS: Deeds<Given<typeof OPTIONS>> = {
  ask, list, read, teams,
  show: (asked) => onRequest(asked, readDisclosure),
  approve: (asked) => onRequest(asked, approveDisclosure),
  open: (asked) => onRequest(asked, openIdentity),
  refuse,
}

/**
 * postern desk identity: who a reporter is, under two locks. A handler asks and reads what was opened, approvers and custodians decide, an
 * administrator chooses their teams. Needs a member's passphrase.
 */
export const deskIdentity = command({
  name: 'desk identity',
  summary: 'summary-desk-identity',
  words: { shown: 'ask|list|show|approve|refuse|open|read|teams [ID] [-]', min: 1, max: 3 },
  note: 'note-desk-identity',
  options: OPTIONS,
  run: (given, io, words) => doDeed(DEEDS, { given, io, words }),
})

async function ask({ given, io, words: [id, ...text] }: Line): Promise<SessionDeed> {
  if (id === undefined) throw missing('ID')
  const [reason, basis] = [required(given.reason, '--reason T'), required(given.basis, '--basis T')]
  const days = daysIn(given.days)
  const notice = requiredText(await requireText(given, io, text))
  return async (session) => {
    const request = await askIdentity(session, await reportId(session, id), { reason, basis, days, notice, language: languageOfText(io.asked, notice) })
    // Nothing more is fetched: who saw that fail would ask again, and the reporter would be told twice.
    answer(io, { id: request }, () => [request, io.say['identity-asked-now']])
    return DONE
  }
}

function list({ io, words }: Line): SessionDeed {
  noMore(words)
  return async (session) => {
    const lines = await listDisclosures(session)
    answer(io, { requests: lines.map((line) => lineJson(session, line)) }, () => listLines(session, lines, io))
    return DONE
  }
}

function refuse(asked: Line): SessionDeed {
  const reason = required(asked.given.reason, '--reason T')
  return onRequest(asked, (session, id) => refuseDisclosure(session, id, reason))
}

/** The one answer with a reporter's name in it. */
function read({ io, words }: Line): SessionDeed {
  const request = idIn(words)
  return async (session) => {
    const id = await requestId(session, request)
    const { name, contact } = await readIdentity(session, id)
    const { expires } = await readDisclosure(session, id)
    answer(io, { id, name, contact, expires }, () => [
      visibleLine(name), ...(contact === '' ? [] : visible(contact).split('\n')), '', io.say['identity-until']({ name: visibleLine(session.me.name), day: expires }), io.say['identity-care'],
    ])
    return DONE
  }
}

/** Without options it shows which they are. */
function teams({ given: { custodian, approver, none }, io, words }: Line): SessionDeed {
  noMore(words)
  if ((custodian === undefined) !== (approver === undefined) || (none && custodian !== undefined)) throw new UsageError((say) => say['usage-identity-teams'])
  return async (session) => {
    const named = custodian === undefined || approver === undefined ? null : { custodian: teamNamed(session, custodian), approver: teamNamed(session, approver) }
    if (none || named !== null) await chooseIdentityTeams(session, named)
    const { identity, teams: known } = session.office()
    const told = (team: string): string => [team, ...known.filter((each) => each.team === team).map(({ name }) => visibleLine(name ?? ''))].join(' ').trim()
    answer(io, identity ?? { custodian: null, approver: null }, () => [
      identity === null ? io.say['identity-teams-unset'] : io.say['identity-teams']({ custodian: told(identity.custodian), approver: told(identity.approver) }),
    ])
    return DONE
  }
}

function onRequest({ io, words }: Line, deed: (session: Session, id: string) => Promise<DisclosureView>): SessionDeed {
  const request = idIn(words)
  return async (session) => shown(session, await deed(session, await requestId(session, request)), io)
}

function shown(session: Session, view: DisclosureView, io: Io): number {
  answer(io, requestJson(session, view), () => requestLines(session, view, io))
  return DONE
}

function idIn([id, ...more]: readonly string[]): string {
  if (id === undefined) throw missing('ID')
  noMore(more)
  return id
}

function noMore([surplus]: readonly string[]): void {
  if (surplus !== undefined) throw new UsageError((say) => say['usage-surplus']({ word: surplus, command: 'desk identity' }))
}

function required(text: string | undefined, option: string): string {
  if (text === undefined) throw missing(option)
  return requiredText(typed(text))
}

function missing(option: string): UsageError {
  return new UsageError((say) => say['usage-missing']({ option }))
}

function daysIn(text: string | undefined): number {
  const days = Number(text ?? '')
  const max = LIMITS.disclosureDaysMax
  if (!Number.isInteger(days) || days < 1 || days > max) throw new UsageError((say) => say['usage-days']({ max }))
  return days
}
