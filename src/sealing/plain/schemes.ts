import { base64url, utf8 } from '#base/bytes.ts'
import { idBytes } from '../sealed/header.ts'
import { derive } from './derive.ts'
import type { LogKey } from './log-key.ts'
import type { Secret } from './secret.ts'
import type { SymmetricScheme } from './stanza.ts'
import type { TextPagePlace } from './text-page.ts'

/** Every use of a symmetric key, with its label. One label, one purpose. @see spec/labels.md */

/** Entry bodies: HKDF(log key, salt, 'postern/entry/v1' ‖ office ‖ log). */
export function entryScheme({ office, log, generation, key }: LogKey): SymmetricScheme {
  return {
    type: 'postern-log', argument: String(generation),
    wrapKeyFor: (salt) => derive(key.reveal(), 'postern/entry/v1', { salt, context: [idBytes(office), idBytes(log)] }),
  }
}

export function cardScheme({ office, log, generation, key }: LogKey): SymmetricScheme {
  return {
    type: 'postern-card', argument: String(generation),
    wrapKeyFor: (salt) => derive(key.reveal(), 'postern/card/v1', { salt, context: [idBytes(office), idBytes(log)] }),
  }
}

/** Who is at a report just now, and whether they answer: for its readers alone. */
export function presenceScheme({ office, log, generation, key }: LogKey): SymmetricScheme {
  return {
    type: 'postern-presence', argument: String(generation),
    wrapKeyFor: (salt) => derive(key.reveal(), 'postern/presence/v1', { salt, context: [idBytes(office), idBytes(log)] }),
  }
}

/** A page of log keys under a team epoch's secret, so that a device opens a page and not a thousand wraps. */
export function keyringScheme(team: Secret<'team-identity'>, page: { readonly office: string; readonly team: string; readonly epoch: number; readonly page: number }): SymmetricScheme {
  return {
    type: 'postern-keyring', argument: String(page.page),
    wrapKeyFor: (salt) => derive(team.reveal(), 'postern/keyring/v1', { salt, context: [idBytes(page.office), utf8(`${page.team}:${page.epoch}`)] }),
  }
}

/** First words of reports under a team epoch's secret, so that a colleague's device need not open each report's entry for them. */
export function textPageScheme(team: Secret<'team-identity'>, { office, team: name, epoch, page }: TextPagePlace): SymmetricScheme {
  return {
    type: 'postern-texts', argument: page,
    wrapKeyFor: (salt) => derive(team.reveal(), 'postern/texts/v1', { salt, context: [idBytes(office), utf8(`${name}:${epoch}`)] }),
  }
}

/** A member's name under the office log's key: members read it, the server does not. */
export function nameScheme({ office, key }: LogKey): SymmetricScheme {
  return { type: 'postern-name', argument: '0', wrapKeyFor: (salt) => derive(key.reveal(), 'postern/name/v1', { salt, context: [idBytes(office)] }) }
}

/** A prepared answer under the office log's key: members read it, the server does not. */
export function templateScheme({ office, key }: LogKey): SymmetricScheme {
  return { type: 'postern-template', argument: '0', wrapKeyFor: (salt) => derive(key.reveal(), 'postern/template/v1', { salt, context: [idBytes(office)] }) }
}

/** Who is away and who covers, under the office log's key: members read it, the server does not. */
export function absenceScheme({ office, key }: LogKey): SymmetricScheme {
  return { type: 'postern-absence', argument: '0', wrapKeyFor: (salt) => derive(key.reveal(), 'postern/absence/v1', { salt, context: [idBytes(office)] }) }
}

/**
 * What an inviter keeps on the server about an invitation, under a key that only the inviter has. A wrap to the inviter's public
 * recipient would prove nothing about its sender: the server could make an invitation of its own and enrol in it.
 */
export function inviterScheme(inviter: Secret<'member-identity'>, about: { readonly office: string; readonly invitation: string }): SymmetricScheme {
  return {
    type: 'postern-inviter', argument: '0',
    wrapKeyFor: (salt) => derive(inviter.reveal(), 'postern/inviter/v1', { salt, context: [idBytes(about.office), idBytes(about.invitation)] }),
  }
}

/** What a member calls a passkey: only the member reads it. */
export function passkeyLabelScheme(member: Secret<'member-identity'>, about: { readonly office: string; readonly passkey: string }): SymmetricScheme {
  return {
    type: 'postern-passkey', argument: 'label',
    wrapKeyFor: (salt) => derive(member.reveal(), 'postern/passkey-label/v1', { salt, context: [idBytes(about.office), idBytes(about.passkey)] }),
  }
}

/** What a member's device saw of the office and its logs, on that device. */
export function headsScheme(member: Secret<'member-identity'>, office: string): SymmetricScheme {
  return { type: 'postern-heads', argument: '0', wrapKeyFor: (salt) => derive(member.reveal(), 'postern/heads/v1', { salt, context: [idBytes(office)] }) }
}

/** The name under which it is kept: it tells nobody whose it is. */
export function headsName(member: Secret<'member-identity'>, office: string): string {
  return base64url(derive(member.reveal(), 'postern/heads-name/v1', { context: [idBytes(office)] }))
}

/** Words that a member's device keeps to look them up, on that device. */
export function searchScheme(member: Secret<'member-identity'>, office: string): SymmetricScheme {
  return { type: 'postern-search', argument: '0', wrapKeyFor: (salt) => derive(member.reveal(), 'postern/search/v1', { salt, context: [idBytes(office)] }) }
}

/** The name under which they are kept: it tells nobody whose they are. */
export function searchName(member: Secret<'member-identity'>, office: string): string {
  return base64url(derive(member.reveal(), 'postern/search-name/v1', { context: [idBytes(office)] }))
}

/** Views of the queue that a member made, on that member's device. */
export function viewsScheme(member: Secret<'member-identity'>, office: string): SymmetricScheme {
  return { type: 'postern-views', argument: '0', wrapKeyFor: (salt) => derive(member.reveal(), 'postern/views/v1', { salt, context: [idBytes(office)] }) }
}

/** The name under which they are kept: it tells nobody whose they are. */
export function viewsName(member: Secret<'member-identity'>, office: string): string {
  return base64url(derive(member.reveal(), 'postern/views-name/v1', { context: [idBytes(office)] }))
}

/** A call that a member is taking down, on that member's device. */
export function callScheme(member: Secret<'member-identity'>, office: string): SymmetricScheme {
  return { type: 'postern-call', argument: '0', wrapKeyFor: (salt) => derive(member.reveal(), 'postern/call/v1', { salt, context: [idBytes(office)] }) }
}

/** The name under which it is kept: it tells nobody whose it is. */
export function callName(member: Secret<'member-identity'>, office: string): string {
  return base64url(derive(member.reveal(), 'postern/call-name/v1', { context: [idBytes(office)] }))
}

/** What stands for a label in an address, which a browser keeps in clear: who has not the member's secret cannot try labels against it. */
export function labelMark(member: Secret<'member-identity'>, { office, label }: { readonly office: string; readonly label: string }): string {
  return base64url(derive(member.reveal(), 'postern/label-mark/v1', { context: [idBytes(office), utf8(label)] })).slice(0, 16)
}

export type MemberLock = 'passphrase' | 'recovery' | 'passkey'
export type MemberLockSecret = Secret<'member-secret' | 'recovery' | 'passkey'>

/** A member's secrets under the OPAQUE export key, under the recovery code, or under what a passkey gives. */
export function memberScheme(lock: MemberLock, secret: MemberLockSecret): SymmetricScheme {
  return { type: 'postern-member', argument: lock, wrapKeyFor: (salt) => derive(secret.reveal(), `postern/member/v1/${lock}`, { salt }) }
}
