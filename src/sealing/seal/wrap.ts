import { base64url } from '#base/bytes.ts'
import type { LogKey } from '../plain/log-key.ts'
import { identityText } from '../plain/age-identity.ts'
import type { Secret } from '../plain/secret.ts'
import { logSubject, memberReader, teamReader, type WrapRow } from '../sealed/entry.ts'
import { sealTo } from './age.ts'

/** One reader's way to a log key: an age file with one recipient, about 1.7 KB. It proves nothing about who made it. */
export async function wrapLogKey(logKey: LogKey, reader: { readonly reader: string; readonly recipient: string }): Promise<WrapRow> {
  const { office, log, generation, key } = logKey
  const bytes = await sealTo<'wrap'>(reader.recipient, { office, log, generation, key: base64url(key.reveal()) })
  return { subject: logSubject(generation), reader: reader.reader, bytes }
}

export interface TeamEpoch {
  readonly office: string
  readonly team: string
  readonly epoch: number
}

/** A team epoch's secret for one member. */
export async function wrapTeam(team: TeamEpoch, secret: Secret<'team-identity'>, member: { readonly signKey: string; readonly recipient: string }): Promise<WrapRow> {
  const bytes = await sealTo<'wrap'>(member.recipient, { ...team, identity: identityText(secret) })
  return { subject: teamReader(team.team, team.epoch), reader: memberReader(member.signKey), bytes }
}
