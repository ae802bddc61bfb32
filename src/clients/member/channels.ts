import { Refusal } from '#base/refusal.ts'
import { LIMITS } from '#base/limits.ts'
import { canonicalJson } from '#base/json.ts'
import { requiredText } from '#base/text.ts'
import { readOwnPack } from '#domain/clocks/pack-schema.ts'
import { packRef } from '#domain/clocks/rule.ts'
import { currentDirectory } from '#domain/directory.ts'
import type { Bodies, Channel, Language } from '#domain/bodies.ts'
import { isLine, type Line } from '#domain/lines.ts'
import { withIdentityTeams } from '#domain/identity-teams.ts'
import { latestTeam } from '#domain/team.ts'
import { appendToOffice } from './append.ts'
import type { Session } from './session.ts'

/** The ways by which reports come in, as the directory names them to reporters. Only administrators write it. */

export interface IdentityTeamsChoice {
  readonly custodian: string
  readonly approver: string
}

export interface ChannelPlan {
  /** The channel's id in addresses: lower-case letters, digits, dashes. */
  readonly channel: string
  readonly names: Readonly<Record<Language, string>>
  readonly team: string
  /** Rule packs by which its reports' clocks run; empty for those of the Directive. Without it, as before. Reports that came before keep theirs. */
  readonly packs?: readonly string[]
}

/**
 * Opens a channel, renames it, or points it to another team. Reports that came before stay with those who have their keys.
 * @throws Refusal `not-allowed` unless the caller administers, `no-such-team` while nobody has the team's key, `empty-text`, `malformed` for an id that is none, or for packs that nobody knows
 */
export async function putChannel(session: Session, plan: ChannelPlan): Promise<void> {
  const names = { en: requiredText(plan.names.en, LIMITS.nameCharactersMax).trim(), zh: requiredText(plan.names.zh, LIMITS.nameCharactersMax).trim() }
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(plan.channel)) throw new Refusal('malformed', { member: 'channel' })
  await changeDirectory(session, (directory) => {
    const latest = latestTeam(session.officeLog().fold, plan.team)
    const [some] = directory.channels
    if (latest === null || some === undefined) throw new Refusal('no-such-team')
    const { epoch, recipient } = latest
    const before = directory.channels.find((each) => each.channel === plan.channel)
    const { readers: _named, packs: packsBefore, ...kept } = before ?? { channel: plan.channel, kind: 'web', questionnaire: some.questionnaire }
    // People who may be left out are people of the team: another team has others.
    const readers = before?.readers !== undefined && before.team === plan.team ? { readers: before.readers } : {}
    const wanted = plan.packs ?? packsBefore ?? []
    const packs = wanted.length === 0 ? {} : { packs: [...wanted] }
    return { ...directory, channels: withChannel(directory.channels, { ...kept, names, team: plan.team, epoch, recipient, ...readers, ...packs }) }
  })
}

/** A channel that takes no more reports. Reporters who have a code go on. Its telephone lines go with it. @throws Refusal `not-allowed`; `last-channel` */
export async function closeChannel(session: Session, channel: string): Promise<void> {
  await changeDirectory(session, (directory) => {
    const channels = directory.channels.filter((each) => each.channel !== channel)
    if (channels.length === 0) throw new Refusal('last-channel')
    const { lines, ...rest } = directory
    // A line leads to a channel, or nobody answers it.
    return { ...rest, channels, ...linesOf((lines ?? []).filter((line) => line.channel !== channel)) }
  })
}

/**
 * Names people of a channel to reporters, who may then keep a report from one of them. People are named with their consent: what
 * stands here everybody can read.
 *
 * @throws Refusal `not-allowed`, `no-such-channel`, `empty-text`
 */
export async function nameReaders(session: Session, channel: string, people: readonly { readonly signKey: string; readonly names: Readonly<Record<Language, string>> }[]): Promise<void> {
  const { fold } = session.officeLog()
  const named = people.map(({ signKey, names }) => ({
    signKey, recipient: fold.members.get(signKey)?.recipient ?? '',
    names: { en: requiredText(names.en, LIMITS.nameCharactersMax).trim(), zh: requiredText(names.zh, LIMITS.nameCharactersMax).trim() },
  }))
  await appendToOffice(session, async () => ({ content: { kind: 'readers', body: { channel, people: named } } }))
  const readers = session.officeLog().head
  await changeDirectory(session, (directory) => {
    if (!directory.channels.some((each) => each.channel === channel)) throw new Refusal('no-such-channel')
    return { ...directory, channels: directory.channels.map((each) => (each.channel === channel ? { ...each, readers } : each)) }
  })
}

/**
 * Chooses the two teams that together open a reporter's identity; null ends the offer. What was sealed to the teams of before stays with them.
 * @throws Refusal `not-allowed`, `no-such-team`; `teams-overlap` if somebody is, or once was, in both
 */
export async function chooseIdentityTeams(session: Session, teams: IdentityTeamsChoice | null): Promise<void> {
  await changeDirectory(session, ({ identity: _before, ...directory }) => {
    if (teams === null) return directory
    const named = ([teams.custodian, teams.approver] as const).map((team) => {
      const latest = latestTeam(session.officeLog().fold, team)
      if (latest === null) throw new Refusal('no-such-team')
      return { team, epoch: latest.epoch, recipient: latest.recipient }
    })
    const [custodian, approver] = named
    if (custodian === undefined || approver === undefined) throw new Refusal('no-such-team')
    const next = { ...directory, identity: { custodian, approver } }
    withIdentityTeams({ ...session.officeLog().fold, directory: next })
    return next
  })
}

/**
 * Gives the office a rule pack that it wrote itself. Channels may name it from then on; it never changes, and never goes.
 * @throws Refusal `not-allowed`, `unfit-pack` for what is no pack, or has the name of one that is there and says something else
 */
export async function addPack(session: Session, written: unknown): Promise<void> {
  const pack = readOwnPack(written)
  if (pack === null) throw new Refusal('unfit-pack')
  const known = session.officeLog().fold.packs.get(packRef(pack))
  if (known !== undefined && canonicalJson(known) !== canonicalJson(pack)) throw new Refusal('unfit-pack')
  if (known !== undefined) return
  await changeDirectory(session, (directory) => {
    if ((directory.packs ?? []).length >= LIMITS.ownPacksMax) throw new Refusal('too-large', { packsMax: LIMITS.ownPacksMax })
    return { ...directory, packs: [...directory.packs ?? [], pack] } as Bodies['directory']
  })
}

/**
 * Says of a telephone line what callers and those who answer must know: a new one, or in the place of that with its id.
 * @throws Refusal `not-allowed`, `no-such-channel`, `malformed` for a line that is none, `too-large` for more lines than an office has
 */
export async function putLine(session: Session, line: Line): Promise<void> {
  const { greeting } = line
  const put = { ...line, greeting: greeting === null ? null : { en: requiredText(greeting.en, LIMITS.greetingCharactersMax).trim(), zh: requiredText(greeting.zh, LIMITS.greetingCharactersMax).trim() } }
  if (!isLine(put)) throw new Refusal('malformed', { member: 'line' })
  await changeDirectory(session, (directory) => {
    if (!directory.channels.some(({ channel }) => channel === put.channel)) throw new Refusal('no-such-channel')
    const { lines = [] } = directory
    const isNew = !lines.some((each) => each.line === put.line)
    if (isNew && lines.length >= LIMITS.linesMax) throw new Refusal('too-large', { linesMax: LIMITS.linesMax })
    return { ...directory, ...linesOf(isNew ? [...lines, put] : lines.map((each) => (each.line === put.line ? put : each))) }
  })
}

/** A line that nobody answers any more. @throws Refusal `not-allowed` */
export async function closeLine(session: Session, id: string): Promise<void> {
  await changeDirectory(session, ({ lines = [], ...rest }) => ({ ...rest, ...linesOf(lines.filter(({ line }) => line !== id)) }))
}

/** None is said by saying nothing. */
function linesOf(lines: readonly Line[]): Pick<Bodies['directory'], 'lines'> {
  return lines.length === 0 ? {} : { lines: lines as NonNullable<Bodies['directory']['lines']> }
}

/** The directory, changed and brought to what the log says now; again on whatever another administrator said first. @throws Refusal `not-allowed` */
export async function changeDirectory(session: Session, change: (directory: Bodies['directory']) => Bodies['directory']): Promise<void> {
  await appendToOffice(session, async () => {
    const { fold } = session.officeLog()
    if (fold.directory === null) throw new Refusal('no-such-channel')
    return { content: { kind: 'directory', body: currentDirectory(fold, change(fold.directory), session.today()) } }
  })
}

function withChannel(channels: readonly Channel[], channel: Channel): readonly Channel[] {
  const others = channels.filter((each) => each.channel !== channel.channel)
  return others.length === channels.length ? [...channels, channel] : channels.map((each) => (each.channel === channel.channel ? channel : each))
}
