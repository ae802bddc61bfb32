import * as v from 'valibot'
import { LIMITS } from '#base/limits.ts'
import { ROLES } from '#domain/roles.ts'
import * as f from './fields.ts'

/** The JSON messages. Logs, queues and appends travel as frames (frames.ts). */

/** GET /api/installation: what anyone may know before naming an office. */
export const installation = v.strictObject({
  /** Salt of every receipt code here. */
  salt: f.base64(32),
  /** The server's Ed25519 key: signs acknowledgements and the audit log. */
  serverKey: f.id,
  offices: v.array(f.id),
  version: v.string(),
})
export type Installation = v.InferOutput<typeof installation>

/** The server's signed word that it keeps an entry, made only after the commit is on disk. */
export const acknowledgement = v.strictObject({ log: f.id, seq: f.count, hash: f.id, day: f.day, signature: f.base64(64) })
export type AcknowledgementMessage = v.InferOutput<typeof acknowledgement>

/** The server's signed word that a report was erased. @see spec/erasure.md */
export const erasure = v.strictObject({ office: f.id, log: f.id, entry: f.id, day: f.day, signature: f.base64(64) })
export type ErasureMessage = v.InferOutput<typeof erasure>

/** A member's secrets, sealed on the device, and what the server needs to authenticate the member. */
const memberSecrets = {
  /** SHA-256('postern/login/v1' ‖ office-independent normal form of the name): the server never learns the name. */
  login: f.id,
  registrationRecord: f.opaqueMessage,
  underPassphrase: f.base64(4096),
  underRecovery: f.base64(4096),
  /** SHA-256 of the recovery code's auth token. */
  recoveryTokenHash: f.id,
  totpSecret: f.base64(20),
}

/** POST /api/setup/registration and POST /api/invitations/{id}/registration */
export const registrationStart = v.strictObject({ token: v.optional(f.base64(32)), login: f.id, registrationRequest: f.opaqueMessage })
export const registrationAnswer = v.strictObject({ registrationResponse: f.opaqueMessage })

/**
 * POST /api/setup: the first administrator. `appends` are the office log's first entries, genesis first, each as frames.
 * Answered with a `session` (and its cookie): who has just proved passphrase and one-time code need not do so again.
 */
export const setup = v.strictObject({
  token: f.base64(32),
  ...memberSecrets,
  oneTimeCode: f.oneTimeCode,
  appends: v.pipe(v.array(f.base64(LIMITS.setupBytesMax)), v.minLength(1), v.maxLength(16)),
})

/** POST /api/offices/{office}/invitations. The secret stays in the link's fragment; the server keeps the id. */
export const newInvitation = v.strictObject({
  invitation: f.id,
  /** The link's secret, sealed to the inviter: the device that confirms the invitee needs it to check the proof. */
  sealedSecret: f.base64(8192),
  roles: v.pipe(v.array(v.picklist(ROLES)), v.minLength(1), v.maxLength(ROLES.length)),
  teams: v.pipe(v.array(f.name), v.maxLength(LIMITS.invitationTeamsMax)),
})

/** POST /api/invitations/{invitation}/enrolment: the invitee's public keys, vouched for by the link's secret. */
export const enrolment = v.strictObject({
  ...memberSecrets,
  oneTimeCode: f.oneTimeCode,
  signKey: f.id,
  recipient: v.pipe(v.string(), v.regex(/^age1pq1[a-z0-9]{1900,2100}$/)),
  /** The name, sealed to the administrator who invited (an age file), so that the server does not learn it. */
  sealedName: f.base64(8192),
  /** HMAC(secret, 'postern/enrol/v1' ‖ genesis ‖ name ‖ keys) */
  proof: f.id,
})

export const invitationState = v.strictObject({
  invitation: f.id, office: f.id, roles: v.array(v.picklist(ROLES)), teams: v.array(f.name), expires: f.day,
  state: v.picklist(['open', 'enrolled', 'confirmed', 'expired']),
  /** To whom the invitee seals the name: the inviting administrator's recipient. */
  inviter: v.strictObject({ signKey: f.id, recipient: v.string() }),
})

export const invitationList = v.strictObject({
  invitations: v.array(v.strictObject({
    ...invitationState.entries,
    sealedSecret: v.string(),
    enrolment: v.nullable(v.strictObject({ login: f.id, signKey: f.id, recipient: v.string(), sealedName: v.string(), proof: f.id })),
  })),
})

/** Questions to experts, or cases, newest first, as the ids of their logs; the last of them, where more may follow. */
export const logList = v.strictObject({ logs: v.pipe(v.array(f.id), v.maxLength(LIMITS.queuePageMax)), next: v.nullable(f.id) })

/** POST /api/sessions/start, then POST /api/sessions. */
export const sessionStart = v.strictObject({ office: f.id, login: f.id, startLoginRequest: f.opaqueMessage })
export const sessionChallenge = v.strictObject({ attempt: f.id, loginResponse: f.opaqueMessage })
export const sessionFinish = v.strictObject({ attempt: f.id, finishLoginRequest: f.opaqueMessage, oneTimeCode: f.oneTimeCode })
export const session = v.strictObject({
  office: f.id, signKey: f.id, underPassphrase: v.string(),
  /** For clients that are not browsers, which have no cookie jar: they send it as `Authorization: Bearer`. */
  token: f.id,
})
/** GET /api/session: lets such a client go on with a session, for which it must still know the passphrase. */
export const readSession = v.strictObject({ office: f.id, signKey: f.id, underPassphrase: v.string() })

/** What a browser makes of a new passkey; the secret that came with it stays on the device. */
const newCredential = v.strictObject({ credential: f.credential, clientData: f.base64(8192), attestation: f.base64(32 * 1024) })
const assertion = v.strictObject({ credential: f.credential, clientData: f.base64(8192), authenticatorData: f.base64(4096), signature: f.base64(2048) })

/** POST /api/sessions/passkey/start: one answer for everybody, and no name in it. */
export const ceremonyStart = v.strictObject({})
/** The id is the challenge that the authenticator signs. */
export const ceremony = v.strictObject({ ceremony: f.id })
/** POST /api/sessions/passkey and POST /api/session/proof/passkey */
export const passkeyShown = v.strictObject({ ceremony: f.id, assertion })
export const passkeySession = v.strictObject({ office: f.id, signKey: f.id, underPasskey: v.string(), token: f.id })

/** POST /api/session/passkeys/start and POST /api/session/passkeys */
export const passkeyStart = v.strictObject({
  ...ceremony.entries,
  /** Which authenticators have one already: they need not make another. */
  known: v.array(f.credential),
})
export const newPasskey = v.strictObject({
  ceremony: f.id,
  made: newCredential,
  underPasskey: f.base64(4096),
  /** What the member calls it, sealed by the member. */
  sealedLabel: f.base64(4096),
})

/** POST /api/session/proof */
export const passphraseShown = v.strictObject({ attempt: f.id, finishLoginRequest: f.opaqueMessage })

/** GET /api/session/access */
export const accessList = v.strictObject({
  passkeys: v.array(v.strictObject({ passkey: f.id, rpId: v.string(), sealedLabel: v.string(), added: f.day })),
  sessions: v.array(v.strictObject({
    session: f.id, way: v.pipe(v.string(), v.regex(/^(?:passphrase|recovery|passkey:[A-Za-z0-9_-]{43})$/)), begun: f.day,
    /** The one that asks. */
    here: v.boolean(),
  })),
})
export const ended = v.strictObject({ ended: f.count })

/** POST /api/session/passphrase/registration */
export const passphraseStart = v.strictObject({ registrationRequest: f.opaqueMessage })
/** PUT /api/session/passphrase, /api/session/recovery, /api/session/authenticator */
export const passphraseChange = v.strictObject({ registrationRecord: f.opaqueMessage, underPassphrase: f.base64(4096) })
export const recoveryChange = v.strictObject({ underRecovery: f.base64(4096), recoveryTokenHash: f.id })
export const authenticatorChange = v.strictObject({ totpSecret: f.base64(20), oneTimeCode: f.oneTimeCode })

/** POST /api/recovery/start, /api/recovery/registration and /api/recovery */
export const recoveryStart = v.strictObject({ office: f.id, login: f.id, token: f.id })
export const recoveryOpened = v.strictObject({ recovery: f.id, underRecovery: v.string() })
export const recoveryRegistration = v.strictObject({ recovery: f.id, registrationRequest: f.opaqueMessage })
export const recoveryFinish = v.strictObject({
  recovery: f.id, ...passphraseChange.entries, ...recoveryChange.entries, ...authenticatorChange.entries,
})

/** PUT /api/logs/{log}/card */
export const cardMeta = v.strictObject({ seq: f.count, head: f.id })

export const health = v.strictObject({ ready: v.literal(true), version: v.string() })
