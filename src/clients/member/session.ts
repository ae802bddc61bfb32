import { dayAt, type Day } from '#base/day.ts'
import { fromBase64url, utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import type { Api } from '#clients/transport/api.ts'
import { hash } from '#sealing/proof/hash.ts'
import { fingerprintWords } from '#sealing/plain/words.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import type { MemberSecrets } from '#sealing/plain/member.ts'
import { signingKeyFrom, type SigningKey } from '#sealing/plain/signing-key.ts'
import type { Authored } from '#sealing/seal/entry.ts'
import { loadOfficeLog, type OfficeLog } from './office-log.ts'
import type { MemberView, OfficeView, TeamView } from './member.ts'
import { isDirectoryBehind } from '#domain/directory.ts'
import { identityLockOf } from '#domain/identity-teams.ts'
import type { Member } from '#domain/office.ts'
import { latestTeam, latestTeams, needsNewEpoch, waitingForKeys } from '#domain/team.ts'

/** What an unlocked device holds: gone with `end`, and never written down. */
export interface Unlocked {
  readonly secrets: MemberSecrets
  readonly signing: SigningKey
  /** Log keys opened in this session, by log and generation, so that a list need not open a wrap twice. */
  readonly logKeys: Map<string, LogKey>
  /** What this device knows of the teams' keyrings. */
  readonly keyrings: Keyrings
  /** Hashes of what was sent and never acknowledged, by what it says. */
  readonly unsure: Map<string, Set<string>>
  /** Desk logs without a card, as far as this session knows: begun here, or told by a list. */
  readonly cardless: Set<string>
  /** How far this device saw each log: what was there once must still be there. */
  readonly seen: Map<string, SeenLog>
  /** What this device saw of the office's journal. */
  readonly journal: { known: KnownJournal }
  /** The fingerprint that was last shown for each invitation, in words: what a person compared before confirming. */
  readonly shown: Map<string, string>
}

/** A log whose key is wanted: the generation that is present, and the team by which this member reads it. */
export interface WantedKey {
  readonly log: string
  readonly generation: number
  readonly head: string
  /** `team:<team>:<epoch>` */
  readonly reader: string
}

export interface Keyrings {
  /** The page of each team epoch that was not read yet, from the last one down; none where all were. */
  readonly next: Map<string, number | 'none'>
  /** Keys that stood in no page, by log and generation. */
  readonly unlisted: Map<string, WantedKey>
}

/** What a device knows of the journal: it may only grow from there. */
export interface KnownJournal {
  readonly roots: readonly Uint8Array[]
}

/** Who is told what a session sees, to remember it. */
export interface Watcher {
  seen(): void
  /** Right before the keys are forgotten. */
  ending(): Promise<void>
}

export interface SeenLog {
  readonly log: string
  readonly length: number
  readonly head: string
}

/** A member at work. Every deed of this room takes one. */
export class Session {
  readonly api: Api
  readonly id: string
  #unlocked: Unlocked | null
  #log: OfficeLog
  #watcher: Watcher | null = null

  private constructor(api: Api, unlocked: Unlocked, log: OfficeLog) {
    this.api = api
    this.id = log.office
    this.#unlocked = unlocked
    this.#log = log
  }

  /** @throws Refusal `forged-history` if the office log is not the one that the member's own keys name. */
  static async open(api: Api, secrets: MemberSecrets): Promise<Session> {
    const signing = await signingKeyFrom(secrets.signSeed)
    const log = await loadOfficeLog(api, secrets.office, { signKey: signing.publicId, identity: secrets.identity })
    return new Session(api, { secrets, signing, logKeys: new Map(), keyrings: { next: new Map(), unlisted: new Map() }, unsure: new Map(), cardless: new Set(), seen: new Map(), shown: new Map(), journal: { known: { roots: [] } } }, log)
  }

  get me(): MemberView {
    const mine = this.office().members.find((member) => member.signKey === this.unlocked().signing.publicId)
    if (mine === undefined) throw new Refusal('not-allowed')
    return mine
  }

  /** @throws Refusal `session-ended` after `end`. */
  unlocked(): Unlocked {
    if (this.#unlocked === null) throw new Refusal('session-ended')
    return this.#unlocked
  }

  officeLog(): OfficeLog {
    this.unlocked()
    return this.#log
  }

  /** Reads the office log anew. What was there before must still be there. @throws Refusal `forged-history` if it is not. */
  async refresh(): Promise<void> {
    const { secrets, signing } = this.unlocked()
    const before = this.#log
    const log = await loadOfficeLog(this.api, this.id, { signKey: signing.publicId, identity: secrets.identity })
    // What another call learned meanwhile may be newer than what this one was given: of the two one must begin with the other.
    const isOlder = log.length < this.#log.length
    if (!log.at.has(before.head) || !(isOlder ? this.#log.at.has(log.head) : log.at.has(this.#log.head))) throw new Refusal('forged-history')
    if (isOlder) return
    this.noteSeen(log.head !== this.#log.head)
    this.#log = log
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher
  }

  /** Says that this device has seen more than before. */
  noteSeen(isMore = true): void {
    if (isMore) this.#watcher?.seen()
  }

  office(): OfficeView {
    const log = this.officeLog()
    const { settings, members, directory } = log.fold
    return {
      office: this.id,
      officeWords: fingerprintWords(fromBase64url(this.id) ?? new Uint8Array(0), 12),
      names: settings?.names ?? { en: '', zh: '' },
      timeZone: settings?.timeZone ?? 'UTC',
      members: [...members.values()].map((member) => memberView(member, log)),
      teams: teamViews(log),
      channels: directory?.channels ?? [],
      lines: directory?.lines ?? [],
      identity: directory?.identity === undefined ? null : { custodian: directory.identity.custodian.team, approver: directory.identity.approver.team },
      lock: identityLockOf(log.fold, this.unlocked().signing.publicId),
      directoryBehind: isDirectoryBehind(log.fold),
      packs: log.fold.packs,
      retention: log.fold.retention,
    }
  }

  today(): Day {
    return dayAt(Date.now(), this.office().timeZone)
  }

  authored(): Authored {
    return { author: this.unlocked().signing, day: this.today(), seen: this.officeLog().head }
  }

  /** Logs out and forgets the keys, the latter even if the server cannot be told. */
  async end(): Promise<void> {
    const { secrets, logKeys } = this.unlocked()
    await this.#watcher?.ending()
    this.#unlocked = null
    secrets.identity.forget()
    secrets.signSeed.forget()
    for (const { key } of logKeys.values()) key.forget()
    for (const team of this.#log.teams.values()) team.forget()
    this.#log.key.key.forget()
    await this.api.call({ route: 'end-session' })
  }
}

/** Every team: those with a key as they are now, and those that wait for their founder. */
function teamViews({ fold, teamNames }: OfficeLog): TeamView[] {
  const waiting = waitingForKeys(fold)
  return [...new Set([...latestTeams(fold).map(({ team }) => team), ...fold.admissions.keys()])].map((team) => ({
    team, name: teamNames.get(team) ?? null, epoch: latestTeam(fold, team)?.epoch ?? -1, members: latestTeam(fold, team)?.members ?? [],
    waiting: waiting.filter((each) => each.team === team).map(({ signKey }) => signKey), needsNewEpoch: needsNewEpoch(fold, team),
  }))
}

function memberView(member: Member, log: OfficeLog): MemberView {
  const { signKey, recipient, roles, active } = member
  const teams = latestTeams(log.fold).filter((team) => team.members.includes(signKey)).map((team) => team.team)
  return { signKey, recipient, roles, active, teams, name: log.names.get(signKey) ?? '', fingerprint: fingerprintOf(signKey, recipient) }
}

/** Six words of the hash of both public keys: what two people compare before one gives the other a team's key. */
export function fingerprintOf(signKey: string, recipient: string): readonly string[] {
  return fingerprintWords(hash(utf8(`postern/fingerprint/v1\n${signKey}\n${recipient}`)))
}
