// Events of an office's log, as its fold takes them: short names for keys, and an office of two handlers to begin from.
import assert from 'node:assert/strict'
import type { Bodies } from '#domain/bodies.ts'
import { foldOffice, type Office, type OfficeEvent } from '#domain/office.ts'

export const SERVER = 'server'

export function genesis(author = 'a', administrator = 'a'): OfficeEvent {
  return { kind: 'genesis', author, body: { administrator: { signKey: administrator, recipient: `box-${administrator}` }, recovery: null, serverKey: SERVER } }
}

export function member(author: string, signKey: string, more: Partial<Bodies['member']> = {}): OfficeEvent {
  return { kind: 'member', author, body: { signKey, recipient: `box-${signKey}`, roles: ['intake'], active: true, sealedName: '', ...more } }
}

export function team(author: string, epoch: number, who: { readonly members: readonly string[]; readonly recipient?: string; readonly recovery?: number }): OfficeEvent {
  return { kind: 'team', author, body: { team: 'intake', epoch, recipient: `team-${epoch}`, ...who } }
}

export function admit(author: string, signKey: string, admitted = true): OfficeEvent {
  return { kind: 'admission', author, body: { team: 'intake', signKey, admitted } }
}

export function recovery(author: string, more: Partial<Bodies['recovery']> = {}): OfficeEvent {
  const shares = [{ holder: 'a', hash: 'h1' }, { holder: 'b', hash: 'h2' }]
  return { kind: 'recovery', author, body: { generation: 0, recipient: 'box-r', signKey: 'r', threshold: 2, shares, ...more } }
}

export function directory(author: string, recipient = 'team-0', more: Partial<Bodies['directory']> = {}): OfficeEvent {
  const names = { en: 'Office', zh: '机构' }
  const channel = { channel: 'web', kind: 'web', names, team: 'intake', epoch: 0, recipient, questionnaire: 'q' } as const
  return { kind: 'directory', author, body: { names, timeZone: 'UTC', serverKey: SERVER, channels: [channel], salt: 's', handlers: ['a'], ...more } }
}

export const ADMIN = member('a', 'a', { roles: ['administrator', 'intake'] })
export const BASE: readonly OfficeEvent[] = [genesis(), ADMIN, member('a', 'b'), admit('a', 'a'), admit('a', 'b'), team('a', 0, { members: ['a', 'b'] }), directory('a')]

export function fold(events: readonly OfficeEvent[]): Office {
  const office = events.reduce<Office | null>((before, event) => foldOffice(before, event), null)
  assert.ok(office !== null)
  return office
}
