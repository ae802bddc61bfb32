import type { Day } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Bodies } from '#domain/bodies.ts'
import { epochsToGive, recoverableTeams, type RecoverableTeam } from '#domain/recovery.ts'
import { isOfTeam, latestTeam } from '#domain/team.ts'
import { openShare } from '#sealing/open/recovery.ts'
import { newRecoverySecret, recoveryKeysOf, splitRecovery, type RecoveryTerms } from '#sealing/plain/recovery.ts'
import { shareHash, shareText, shareWords, type RecoveryShare } from '#sealing/plain/recovery-share.ts'
import type { EntryContent } from '#sealing/seal/entry.ts'
import { sealShare, wrapTeamForRecovery } from '#sealing/seal/recovery.ts'
import { memberReader, recoverySubject, type WrapRow } from '#sealing/sealed/entry.ts'
import { appendToOffice } from './append.ts'
import { renewTeams } from './teams.ts'
import { fingerprintOf, type Session } from './session.ts'

/** The organisation's recovery, arranged and kept. What it is for stands in recover.ts. @see [Note: The organisation's recovery] */

export interface ShareHolder {
  readonly signKey: string
  readonly name: string
  /** Whether the holder is still a member: a share of somebody who left can still be gathered. */
  readonly active: boolean
}

export interface RecoveryView {
  readonly generation: number
  /** How many shares it takes. */
  readonly threshold: number
  /** In the order of their shares. */
  readonly holders: readonly ShareHolder[]
  /** Of the recovery's keys, as six words: what members compare before they seal a team's key to it. */
  readonly fingerprint: readonly string[]
  readonly teams: readonly (RecoverableTeam & { readonly mine: boolean })[]
  readonly drill: { readonly day: Day; readonly holders: readonly string[] } | null
  /** Whether this member holds a share. */
  readonly holds: boolean
}

/** @returns null if no recovery is arranged. */
export function recoveryView(session: Session): RecoveryView | null {
  const { fold, names, drillDay } = session.officeLog()
  const { recovery, drill } = fold
  if (recovery === null) return null
  const { generation, threshold, shares, signKey, recipient } = recovery
  const me = session.unlocked().signing.publicId
  return {
    generation, threshold, fingerprint: fingerprintOf(signKey, recipient), holds: shares.some(({ holder }) => holder === me),
    holders: shares.map(({ holder }) => ({ signKey: holder, name: names.get(holder) ?? '', active: fold.members.get(holder)?.active === true })),
    teams: recoverableTeams(fold).map((each) => ({ ...each, mine: isOfTeam(fold, each.team, me) })),
    drill: drill === null || drillDay === null ? null : { day: drillDay, holders: drill.holders },
  }
}

export interface RecoveryPlan {
  /** Signing keys of the members who each get a share. */
  readonly holders: readonly string[]
  readonly threshold: number
}

/**
 * Arranges a recovery, or arranges it anew with other holders. The secret is made here, split, sealed to its holders, and forgotten. The
 * caller's own teams are given to it at once: whoever arranged it on this device need not compare its fingerprint.
 *
 * @throws Refusal `not-allowed` unless the caller administers, `malformed` for too few or too many holders or a threshold that does not fit them
 */
export async function arrangeRecovery(session: Session, { holders, threshold }: RecoveryPlan): Promise<void> {
  const { recoverySharesMin: min, recoverySharesMax: max } = LIMITS
  const fits = threshold >= min && threshold <= holders.length && holders.length <= max && new Set(holders).size === holders.length
  if (!fits) throw new Refusal('malformed', { member: 'threshold' })
  const secret = newRecoverySecret()
  const { identity, recipient, signing } = await recoveryKeysOf(secret, session.id)
  identity.forget()
  await appendToOffice(session, async () => {
    const { fold, office } = session.officeLog()
    const generation = (fold.recovery?.generation ?? -1) + 1
    const members = holders.map((holder) => fold.members.get(holder))
    if (members.some((member) => member?.active !== true)) throw new Refusal('malformed', { member: 'holders' })
    const shares = await splitRecovery(secret, { office, generation, shares: holders.length, threshold })
    const wraps = await Promise.all(members.flatMap((member, at) => (member === undefined ? [] : [sealShare(shares[at] as RecoveryShare, member)])))
    const listed = shares.map((share, at) => ({ holder: holders[at] ?? '', hash: shareHash(share) }))
    for (const { share } of shares) share.forget()
    return { content: { kind: 'recovery', body: { generation, recipient, signKey: signing.publicId, threshold, shares: listed } }, wraps }
  })
  secret.forget()
  await giveTeamsToRecovery(session, fingerprintOf(signing.publicId, recipient))
}

/**
 * Seals the caller's teams' keys to the recovery. Called by a person who compared its fingerprint with an administrator's: to a
 * recovery that somebody arranged for themselves, a team's key would be theirs.
 *
 * @throws Refusal `foreign-key` if the recovery is another than the one that was compared
 */
export async function giveTeamsToRecovery(session: Session, compared: readonly string[]): Promise<void> {
  await renewTeams(session)
  for (const { team, given, mine } of recoveryView(session)?.teams ?? []) {
    if (mine && !given) await appendToOffice(session, () => giving(session, team, compared))
  }
}

async function giving(session: Session, team: string, compared: readonly string[]): Promise<{ content: EntryContent; wraps: readonly WrapRow[] } | null> {
  const { fold, office, teams } = session.officeLog()
  const { recovery } = fold
  const latest = latestTeam(fold, team)
  if (recovery === null || latest === null) return null
  if (fingerprintOf(recovery.signKey, recovery.recipient).join(' ') !== compared.join(' ')) throw new Refusal('foreign-key')
  const epochs = epochsToGive(fold, team)
  if (epochs.length === 0) return null
  const wraps = await Promise.all(epochs.map(({ epoch }) => {
    const secret = teams.get(`${team}:${epoch}`)
    if (secret === undefined) throw new Refusal('not-allowed')
    return wrapTeamForRecovery({ office, team, epoch }, secret, recovery.recipient)
  }))
  return { content: { kind: 'team', body: { ...latest, recovery: recovery.generation } }, wraps }
}

/** A share as its holder hands it on: by voice or paper in words, by paste or QR code as text. */
export interface ShareView {
  readonly index: number
  readonly generation: number
  readonly words: readonly string[]
  readonly text: string
}

/**
 * The caller's own share.
 * @throws Refusal `no-such-share` if the caller holds none, `share-wrong` if the one that is here is not what the office signed for
 */
export async function myShare(session: Session): Promise<ShareView> {
  const { fold, office, wraps } = session.officeLog()
  const { secrets, signing } = session.unlocked()
  const at = fold.recovery?.shares.findIndex(({ holder }) => holder === signing.publicId) ?? -1
  const hash = fold.recovery?.shares[at]?.hash
  const generation = fold.recovery?.generation ?? 0
  const row = wraps.find(({ subject, reader }) => subject === recoverySubject(generation) && reader === memberReader(signing.publicId))
  if (hash === undefined) throw new Refusal('no-such-share')
  if (row === undefined) throw new Refusal('share-wrong', { index: at + 1 })
  const share = await openShare(secrets.identity, row.bytes, { office, generation, index: at + 1, hash })
  const view = { index: at + 1, generation, words: shareWords(share), text: shareText(share) }
  share.share.forget()
  return view
}

/** What shares are held against. @throws Refusal `no-such-share` if no recovery is arranged */
export function termsOf(session: Session): RecoveryTerms {
  const { fold, office } = session.officeLog()
  if (fold.recovery === null) throw new Refusal('no-such-share')
  return termsIn(office, fold.recovery)
}

function termsIn(office: string, { generation, recipient, signKey, threshold, shares }: Bodies['recovery']): RecoveryTerms {
  return { office, generation, recipient, signKey, threshold, hashes: shares.map(({ hash }) => hash) }
}
