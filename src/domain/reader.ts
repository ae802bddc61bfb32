import type { Office } from './office.ts'

/** Whether `signKey` is one of those whom a wrap's reader names: the member, or somebody of the team in that epoch. */
export function isReader({ teams }: Pick<Office, 'teams'>, reader: string, signKey: string): boolean {
  const [kind, name = '', epoch = ''] = reader.split(':')
  if (kind === 'member') return name === signKey
  return kind === 'team' && teams.get(`${name}:${epoch}`)?.members.includes(signKey) === true
}
