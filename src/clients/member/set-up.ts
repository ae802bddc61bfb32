import * as v from 'valibot'
import { base64url, randomBytes, utf8 } from '#base/bytes.ts'
import { dayAt } from '#base/day.ts'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import { requiredText } from '#base/text.ts'
import { jsonOf, type Api } from '#clients/transport/api.ts'
import type { Bodies, Language } from '#domain/bodies.ts'
import { questionnaireText, STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import type { Role } from '#domain/roles.ts'
import { newIdentity, recipientOf } from '#sealing/plain/age-identity.ts'
import { commitmentOf, newLogSecret, type LogKey } from '#sealing/plain/log-key.ts'
import { hash } from '#sealing/proof/hash.ts'
import { writeClearEntry, type EntryContent, type LogEnd, type ReadyEntry } from '#sealing/seal/entry.ts'
import { wrapLogKey, wrapTeam } from '#sealing/seal/wrap.ts'
import { memberReader, type WrapRow } from '#sealing/sealed/entry.ts'
import type { Header } from '#sealing/sealed/header.ts'
import { encodeAppend } from '#wire/append.ts'
import { installation, session as sessionMessage, type Installation } from '#wire/messages.ts'
import { inBrowser, withToken } from './log-in.ts'
import type { NewMember } from './member.ts'
import { enrolSecrets, freshKeys, memberName, type FreshKeys } from './new-member.ts'
import { sealName } from './office-log.ts'
import { Session } from './session.ts'

export interface NewOffice {
  /** The one-time token of the set-up link. */
  readonly token: string
  readonly names: Readonly<Record<Language, string>>
  readonly timeZone: string
  readonly member: NewMember
}

/** The first administrator also receives reports: an office of one works from the first minute. */
const FIRST_ROLES: readonly Role[] = ['administrator', 'intake']
export const FIRST_TEAM = 'intake'
export const FIRST_CHANNEL = 'web'

/**
 * Makes an office: genesis, first administrator, settings, team, directory. The administrator is logged in with it.
 * Everything is made and signed on this device; the server checks and keeps it.
 *
 * @throws Refusal `setup-used`, `not-authenticated` (wrong one-time code), `passphrase-weak`, `empty-text`
 */
export async function setUpOffice(api: Api, plan: NewOffice): Promise<Session> {
  const response = await api.call({ route: 'read-installation' })
  const known = v.safeParse(installation, await jsonOf(response))
  if (!known.success) throw new Refusal('wrong-server')
  const keys = await freshKeys()
  const { office, entries } = await firstEntries({ plan, keys, installation: known.output })
  const { token, member } = plan
  const secrets = await enrolSecrets(api, member, {
    keys, office, registration: (login, registrationRequest) => ({ route: 'start-setup', body: { token, login, registrationRequest } }),
  })
  const appends = entries.map((entry) => base64url(encodeAppend(entry)))
  const finished = await api.call({ route: 'finish-setup', body: { token, ...secrets, appends } })
  const session = v.safeParse(sessionMessage, await finished.json())
  if (!session.success) throw new Refusal('wrong-server')
  const { signSeed, identity } = keys
  return Session.open(inBrowser() ? api : withToken(api, session.output.token), { office, name: memberName(member.name), signSeed, identity })
}

/**
 * Whether a set-up link still makes an office, asked before a person answers nine questions. The request is one that the server
 * refuses to answer in any case: it looks at the token first.
 *
 * @throws Refusal `setup-used`, `not-authenticated`, `unreachable`
 */
export async function checkSetUpLink(api: Api, token: string): Promise<void> {
  try {
    await api.call({ route: 'start-setup', body: { token, login: base64url(new Uint8Array(32)), registrationRequest: 'AA' } })
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'malformed')) throw error
  }
}

interface Making {
  readonly plan: NewOffice
  readonly keys: FreshKeys
  readonly installation: Installation
}

async function firstEntries({ plan, keys, installation: { serverKey, salt } }: Making): Promise<{ office: string; entries: readonly ReadyEntry[] }> {
  const names = { en: requiredText(plan.names.en, LIMITS.nameCharactersMax).trim(), zh: requiredText(plan.names.zh, LIMITS.nameCharactersMax).trim() }
  const day = dayAt(Date.now(), plan.timeZone)
  const { signing, recipient } = keys
  const genesisEnd: LogEnd = { office: '', log: '', generation: 0, length: 0, head: null }
  const genesis = await writeClearEntry(genesisEnd, { author: signing, day, seen: null }, {
    content: { kind: 'genesis', body: { administrator: { signKey: signing.publicId, recipient }, recovery: null, serverKey } },
    extra: { nonce: base64url(randomBytes(16)) },
  })
  const office = genesis.hash
  const officeKey: LogKey = { office, log: office, generation: 0, key: newLogSecret() }
  const entries: ReadyEntry[] = [genesis]
  const add = async (content: EntryContent, wraps: readonly WrapRow[] = [], extra: Partial<Header> = {}): Promise<void> => {
    const head = entries.at(-1)?.hash ?? null
    const end: LogEnd = { office, log: office, generation: 0, length: entries.length, head }
    entries.push(await writeClearEntry(end, { author: signing, day, seen: head }, { content, wraps, extra }))
  }
  const self = { signKey: signing.publicId, recipient }
  await add(
    { kind: 'member', body: { ...self, roles: [...FIRST_ROLES], active: true, sealedName: await sealName(memberName(plan.member.name), officeKey) } },
    [await wrapLogKey(officeKey, { reader: memberReader(signing.publicId), recipient })],
    { keyCommit: commitmentOf(officeKey.key) },
  )
  await add({ kind: 'settings', body: { names, timeZone: plan.timeZone } })
  await add({ kind: 'admission', body: { team: FIRST_TEAM, signKey: signing.publicId, admitted: true } })
  const teamSecret = newIdentity('team-identity')
  const team = { team: FIRST_TEAM, epoch: 0, recipient: await recipientOf(teamSecret), members: [signing.publicId] }
  await add({ kind: 'team', body: team }, [await wrapTeam({ office, team: team.team, epoch: 0 }, teamSecret, self)])
  const directory: Bodies['directory'] = {
    names, timeZone: plan.timeZone, serverKey, salt, handlers: [signing.publicId],
    channels: [{
      channel: FIRST_CHANNEL, kind: 'web', names, team: team.team, epoch: 0, recipient: team.recipient,
      questionnaire: base64url(hash(utf8(questionnaireText(STANDARD_QUESTIONNAIRE)))),
    }],
  }
  await add({ kind: 'directory', body: directory })
  return { office, entries }
}
