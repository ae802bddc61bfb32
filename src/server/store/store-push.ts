import type { Bytes } from '#base/bytes.ts'
import type { Language } from '#domain/bodies.ts'

/** A browser that a member is paged in. */
export interface PushDeviceRow {
  readonly office: string
  readonly signKey: string
  /** Hash of the endpoint, by which the browser finds itself. */
  readonly device: string
  readonly endpoint: string
  /** In base64url. */
  readonly p256dh: string
  readonly auth: string
  readonly language: Language
}

export type PushDeviceKey = Pick<PushDeviceRow, 'office' | 'signKey' | 'device'>

export interface PushReader {
  pushDevices(office: string, signKey: string): Promise<readonly PushDeviceRow[]>
  /** Who has any. */
  pushMembers(office: string): Promise<readonly string[]>
}

export interface PushWriter {
  /** `full` where the member has as many as one may have, `gone` if they are removed. */
  putPushDevice(deed: { readonly row: PushDeviceRow; readonly most: number }): Promise<'kept' | 'full' | 'gone'>
  dropPushDevice(key: PushDeviceKey): Promise<void>
  /** The one that is there, or this one: of two nodes that start at once the first one's stays. */
  pushKey(pkcs8: Bytes): Promise<Bytes>
}
