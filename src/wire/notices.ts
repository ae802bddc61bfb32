import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { LANGUAGES } from '#domain/bodies.ts'
import { NOTICE_REASONS } from '#domain/notices.ts'
import * as f from './fields.ts'

/** One address of the plain kind: whatever else a mail server could take for several of them, or for a header, is none. */
export const mailAddress = v.pipe(v.string(), v.maxLength(LIMITS.mailAddressCharactersMax), v.regex(/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/))

const hour = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(23))

/** PUT /api/session/notices */
export const noticeChoice = v.strictObject({
  address: mailAddress,
  language: v.picklist(LANGUAGES),
  reasons: v.pipe(v.array(v.picklist(NOTICE_REASONS)), v.minLength(1), v.maxLength(NOTICE_REASONS.length), v.check((reasons) => new Set(reasons).size === reasons.length)),
  /** Hours of the office's day in which only `urgent` is sent. */
  quiet: v.nullable(v.strictObject({ from: hour, to: hour })),
})

/** POST /api/session/notices/test */
export const noticeTest = v.strictObject({})

/** PUT /api/session/notices/push: what a browser's push service gave it. @see RFC 8291 */
export const pushDevice = v.strictObject({
  endpoint: v.pipe(v.string(), v.maxLength(LIMITS.noticePushAddressCharactersMax)),
  p256dh: v.pipe(f.base64(65), v.length(87)),
  auth: v.pipe(f.base64(16), v.length(22)),
  language: v.picklist(LANGUAGES),
})
export type PushDevice = v.InferOutput<typeof pushDevice>

/** GET /api/session/notices */
export const noticeView = v.strictObject({
  /** False where whoever runs the service set up no mail server: then nothing is sent, whatever was chosen. */
  available: v.boolean(),
  choice: v.nullable(noticeChoice),
  /** `key`: what a browser subscribes with; null where nothing is pushed here. `devices`: hashes of the addresses of this member's browsers. */
  push: v.strictObject({ key: v.nullable(v.string()), devices: v.array(f.id) }),
  /** What the mail server said last, in short, if it takes nothing at present. */
  refused: v.nullable(v.string()),
  /** Notices that were given up since the service started. */
  givenUp: f.count,
})
export type NoticeView = v.InferOutput<typeof noticeView>

/** GET and PUT /api/offices/:office/paging: whom a report with the urgent bit pages, of those who read it and chose so; nobody named means each of them. */
export const paging = v.strictObject({ members: v.pipe(v.array(f.id), v.maxLength(LIMITS.pagedMax), v.check((members) => new Set(members).size === members.length)) })
