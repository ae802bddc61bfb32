import { Refusal } from '#base/refusal.ts'
import { bytesOf } from '#clients/transport/api.ts'
import { isGiven } from '#domain/recovery.ts'
import { isAdmitted, latestTeam, latestTeams, needsNewEpoch, waitingForKeys, type Team, type Waiting } from '#domain/team.ts'
import { openTeamWrap } from '#sealing/open/wrap.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { checkShares, combineRecovery, type RecoveryKeys } from '#sealing/plain/recovery.ts'
import { parseShare, type RecoveryShare } from '#sealing/plain/recovery-share.ts'
import type { Secret } from '#sealing/plain/secret.ts'
import type { EntryContent } from '#sealing/seal/entry.ts'
import { wrapTeamForRecovery } from '#sealing/seal/recovery.ts'
import { wrapTeam } from '#sealing/seal/wrap.ts'
import { RECOVERY_READER, teamReader, type WrapRow } from '#sealing/sealed/entry.ts'
import { decodeLogPage } from '#wire/log.ts'
import { appendToOffice } from './append.ts'
import { recoveryView, termsOf, type ShareHolder } from './recovery.ts'
import { fingerprintOf, type Session } from './session.ts'
import { mendOffice, type WaitingView } from './teams.ts'

/** What k holders can do together at one desk: try whether their shares still fit, or give teams back to members. */

/**
 * Whose shares these are, each held against what the office signed for.
 * @param typed - shares as people pasted, typed or read them out, in any order.
 * @throws Refusal `share-mistyped`, `share-foreign`, `share-wrong`, `share-twice`; `details.share` says which of those typed it is, from 1 on
 */
export function holdersOf(session: Session, typed: readonly string[]): readonly ShareHolder[] {
  const holders = recoveryView(session)?.holders ?? []
  return withShares(session, typed, (shares) => shares.flatMap(({ index }) => holders[index - 1] ?? []))
}

/** Opens what was typed for one deed, and forgets it afterwards. */
function withShares<T>(session: Session, typed: readonly string[], deed: (shares: readonly RecoveryShare[]) => T): T {
  const terms = termsOf(session)
  const shares: RecoveryShare[] = []
  for (const [at, text] of typed.entries()) {
    try {
      shares.push(parseShare(text, session.id))
      checkShares(shares, terms)
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(error.code, { ...error.details, share: at + 1 }) : error
    }
  }
  return deed(shares)
}

async function combined(session: Session, typed: readonly string[]): Promise<RecoveryKeys> {
  return withShares(session, typed, async (shares) => {
    const keys = await combineRecovery(shares, termsOf(session))
    for (const { share } of shares) share.forget()
    return keys
  })
}

/**
 * A rehearsal: do the shares give the recovery's key? Nothing is opened with it. That it went well the key itself signs into the office
 * log, so that nobody can claim a rehearsal that was none.
 *
 * @throws Refusal as `holdersOf` does, `too-few-shares`, `recovery-differs`, `not-allowed` unless the caller administers
 */
export async function drill(session: Session, typed: readonly string[]): Promise<void> {
  const holders = holdersOf(session, typed).map(({ signKey }) => signKey)
  const { identity, signing } = await combined(session, typed)
  identity.forget()
  const { generation } = termsOf(session)
  await appendToOffice(session, async () => ({ content: { kind: 'drill', body: { generation, holders } } }), signing)
}

/** The recovery at hand, between opening it and forgetting it. */
export interface OpenRecovery {
  /** Teams whose keys it opened. */
  readonly teams: readonly string[]
  /** Teams that it cannot open: nobody sealed their latest key to it. */
  readonly lost: readonly string[]
  /** Who was admitted to one of those teams and has no key: each to be compared before a key is given. */
  readonly waiting: readonly WaitingView[]
  /**
   * Gives the teams' keys to members whose fingerprints a person compared.
   * @throws Refusal `foreign-key` if the keys are not those that were compared, `not-allowed` for somebody who was not admitted
   */
  give(confirmed: readonly (Waiting & { readonly fingerprint: readonly string[] })[]): Promise<void>
  forget(): void
}

/**
 * Puts shares together and opens what was sealed to the recovery.
 * @throws Refusal as `drill` does
 */
export async function openRecovery(session: Session, typed: readonly string[]): Promise<OpenRecovery> {
  await session.refresh()
  const keys = await combined(session, typed)
  const secrets = await openEpochs(session, keys)
  const { fold, names } = session.officeLog()
  const [teams, lost] = [true, false].map((open) => latestTeams(fold).filter(({ team, epoch }) => secrets.has(`${team}:${epoch}`) === open).map(({ team }) => team)) as [string[], string[]]
  const waiting = waitingForKeys(fold).filter(({ team }) => teams.includes(team)).map((each) => {
    const recipient = fold.members.get(each.signKey)?.recipient ?? ''
    return { ...each, name: names.get(each.signKey) ?? '', fingerprint: fingerprintOf(each.signKey, recipient) }
  })
  return {
    teams, lost, waiting,
    async give(confirmed) {
      for (const team of teams) {
        const people = confirmed.filter((each) => each.team === team)
        if (people.length > 0) await appendToOffice(session, () => givingBack(session, { team, people, secrets }), keys.signing)
      }
      // The directory follows, or reports would go on to a key that somebody lost.
      await mendOffice(session)
    },
    forget() {
      keys.identity.forget()
      for (const secret of secrets.values()) secret.forget()
    },
  }
}

/** A row that this generation cannot open belongs to an earlier one; a row that opens to another key than the log names is nobody's. */
async function openEpochs(session: Session, { identity }: RecoveryKeys): Promise<Map<string, Secret<'team-identity'>>> {
  const page = decodeLogPage(await bytesOf(await session.api.call({ route: 'read-recovery', parameters: { office: session.id } })))
  const { fold, office } = session.officeLog()
  const opened = new Map<string, Secret<'team-identity'>>()
  for (const each of fold.teams.values()) {
    const { team, epoch, recipient } = each
    if (!isGiven(fold, each)) continue
    const rows = page.wraps.filter(({ subject, reader }) => reader === RECOVERY_READER && subject === teamReader(team, epoch))
    for (const { bytes } of rows.toReversed()) {
      const secret = await openTeamWrap(identity, bytes, { office, team, epoch, recipient }).catch(refusedToNull)
      if (secret !== null) opened.set(`${team}:${epoch}`, secret)
      if (secret !== null) break
    }
  }
  return opened
}

function refusedToNull(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}

interface GivingBack {
  readonly team: string
  readonly people: readonly (Waiting & { readonly fingerprint: readonly string[] })[]
  readonly secrets: ReadonlyMap<string, Secret<'team-identity'>>
}

/** More members for the latest epoch; or the next epoch, if somebody is in this one who may not read any more. */
async function givingBack(session: Session, { team, people, secrets }: GivingBack): Promise<{ content: EntryContent; wraps: readonly WrapRow[] } | null> {
  const { fold, office } = session.officeLog()
  const latest = latestTeam(fold, team)
  if (latest === null) return null
  const fresh = people.filter(({ signKey }) => !latest.members.includes(signKey)).map(({ signKey, fingerprint }) => {
    const member = fold.members.get(signKey)
    if (member === undefined || !isAdmitted(fold, team, signKey)) throw new Refusal('not-allowed')
    if (fingerprintOf(signKey, member.recipient).join(' ') !== fingerprint.join(' ')) throw new Refusal('foreign-key')
    return member
  })
  if (fresh.length === 0) return null
  const wraps: WrapRow[] = []
  for (const { epoch } of epochsOf(session, team)) {
    const secret = secrets.get(`${team}:${epoch}`)
    if (secret !== undefined) wraps.push(...await Promise.all(fresh.map((member) => wrapTeam({ office, team, epoch }, secret, member))))
  }
  if (!needsNewEpoch(fold, team)) return { content: { kind: 'team', body: { ...latest, members: [...latest.members, ...fresh.map(({ signKey }) => signKey)] } }, wraps }
  const next = await nextEpoch(session, latest, fresh.map(({ signKey }) => signKey))
  return { ...next, wraps: [...wraps, ...next.wraps] }
}

function epochsOf(session: Session, team: string): readonly Team[] {
  return [...session.officeLog().fold.teams.values()].filter((each) => each.team === team)
}

async function nextEpoch(session: Session, latest: Team, fresh: readonly string[]): Promise<{ content: EntryContent; wraps: readonly WrapRow[] }> {
  const { fold, office } = session.officeLog()
  const { team } = latest
  const members = [...latest.members.filter((signKey) => isAdmitted(fold, team, signKey)), ...fresh]
  const secret = newIdentity('team-identity')
  const [epoch, recipient] = [latest.epoch + 1, await recipientOf(secret)]
  const rows = members.flatMap((signKey) => fold.members.get(signKey) ?? []).map((member) => wrapTeam({ office, team, epoch }, secret, member))
  const wraps = await Promise.all(rows)
  const { recovery } = fold
  if (recovery !== null) wraps.push(await wrapTeamForRecovery({ office, team, epoch }, secret, recovery.recipient))
  secret.forget()
  return { content: { kind: 'team', body: { team, epoch, recipient, members, ...(recovery === null ? {} : { recovery: recovery.generation }) } }, wraps }
}
