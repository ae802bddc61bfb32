// One well-formed request for each route, made for whoever calls: the matrix sends it as everybody. A route without one does not compile.
import { client, ready } from '@serenity-kit/opaque'
import { base64url, randomBytes } from '#base/bytes.ts'
import { LIMITS } from '#base/limits.ts'
import type { LineReport } from '#domain/line-report.ts'
import { passkeyId } from '#sealing/proof/passkey-id.ts'
import { hash } from '#sealing/proof/hash.ts'
import { cardSignedBytes, encodeCard } from '#sealing/sealed/card.ts'
import { encodePresence, presenceSignedBytes } from '#sealing/sealed/presence.ts'
import { encodeAppend } from '#wire/append.ts'
import { BYTES_TYPE, encodeFrames } from '#wire/frames.ts'
import { encodeNewPage } from '#wire/keyrings.ts'
import { encodeNewTextPage } from '#wire/text-pages.ts'
import type { RouteName } from '#wire/routes.ts'
import { idBytes, makeEntry, randomId, sealedLooking } from './entries.ts'
import { openingOf, openedReport, sessionOf, type Scene } from './matrix-scene.ts'
import { fileReport, firstMessage, headOf, newPerson, newReport, provenAttempt, reporterHeaders, secretsOf, type Member, type Report } from './people.ts'
import { sendFile } from './sent-file.ts'
import { done, ORIGIN, type Sending } from './world.ts'

export interface Example extends Sending {
  /** What whoever is let in gets: a status, or the refusal of a deed that is not done for other reasons. */
  readonly admitted: number | string
  /** Who sends the file that this request is about. */
  readonly sender?: Readonly<Record<string, string>>
  /** The report that this request is about, where its reporter may call. */
  readonly report?: Report
}

type Make = (scene: Scene, caller: Member) => Example | Promise<Example>

const here = { origin: ORIGIN }
const opaque = 'AAAA'
const sealed = (): string => base64url(randomBytes(100))
const assertion = { credential: 'AAAA', clientData: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' }
const passphrase = { registrationRecord: opaque, underPassphrase: 'AAAA' }
const authenticator = { totpSecret: base64url(new Uint8Array(20)), oneTimeCode: '000000' }
const recovery = (): object => ({ underRecovery: 'AAAA', recoveryTokenHash: randomId() })

/** As a line says it that nobody called. */
export function aLineReport(office: string): LineReport {
  return { office, at: 1_764_200_000, since: 1_764_100_000, calls: 'none', room: 'free', trouble: null, lines: [], speaks: true, prompts: { set: null, recorded: 0, faults: [] } }
}

const inOffice: Make = ({ office }) => ({ parameters: { office: office.office }, admitted: 200 })
const nothing: Make = () => ({ admitted: 200 })
/** A right that asks for the passphrase once more, which nobody here has just shown. */
const toProve = (body: () => object): Make => () => ({ body: body(), headers: here, admitted: 'prove-again' })
const refused = (body: () => object, admitted: string): Make => () => ({ body: body(), headers: here, admitted })

async function registration(): Promise<string> {
  await ready
  return client.startRegistration({ password: 'any' }).registrationRequest
}

async function openInvitation({ world, office }: Scene): Promise<string> {
  const invitation = randomId()
  const as = await sessionOf(world, office.admin)
  await done(await world.send('invite-member', { parameters: { office: office.office }, as, body: { invitation, sealedSecret: sealed(), roles: ['intake'], teams: ['intake'] } }))
  return invitation
}

async function enrolment(scene: Scene): Promise<Example> {
  const parameters = { invitation: await openInvitation(scene) }
  const person = await newPerson(randomId())
  const secrets = await secretsOf(scene.world, person, (body) => scene.world.send('start-enrolment', { parameters, body }))
  return { parameters, admitted: 201, body: { ...secrets, signKey: person.author.publicId, recipient: person.recipient, sealedName: sealed(), proof: randomId() } }
}

async function ownPasskey({ world }: Scene, { office, author }: Member): Promise<Example> {
  const credential = base64url(randomBytes(32))
  const passkey = passkeyId(credential) ?? ''
  await world.store.write.addPasskey({
    passkey, credential, office, signKey: author.publicId, rpId: 'postern.test', publicKey: randomBytes(77), counter: 0,
    underPasskey: randomBytes(10), sealedLabel: randomBytes(10), addedDay: '2026-11-23' as never,
  }, { atMost: 1000 })
  return { parameters: { passkey }, admitted: 204 }
}

async function card(scene: Scene, { author }: Member): Promise<Example> {
  const { desk } = await openedReport(scene.world, scene.office, scene.reader)
  const [office, log, seq, head] = [scene.office.office, desk.end.log, desk.header.seq, desk.hash]
  const body = randomBytes(LIMITS.cardBytes)
  const signature = await author.sign(cardSignedBytes({ office, log, author: author.publicId, seq, head, bodyHash: hash(body) }))
  const bytes = encodeCard({ signature, author: idBytes(author.publicId), seq, head: idBytes(head), body })
  return { parameters: { log }, body: encodeFrames({ seq, head }, [bytes]), admitted: 204 }
}

async function presence({ world, own }: Scene, { office, author }: Member): Promise<Example> {
  const log = own.report.made.end.log
  const about = { author: author.publicId, generation: 0, atMs: world.nowMs, body: randomBytes(200) }
  const signature = await author.sign(presenceSignedBytes({ office, log, ...about, bodyHash: hash(about.body) }))
  return { parameters: { log }, headers: { 'content-type': BYTES_TYPE }, body: encodePresence(about, signature), admitted: 200 }
}

async function message(scene: Scene, by: Member['author'] | null): Promise<Example> {
  const report = await fileReport(scene.world, scene.office)
  const made = await makeEntry(by ?? report.author, report.made.end, { kind: 'message', body: sealedLooking(), seen: headOf(scene.office) })
  return { report, parameters: { log: report.made.end.log }, body: encodeAppend(made), admitted: 201 }
}

async function ownReport({ world, office }: Scene): Promise<Example> {
  const report = await fileReport(world, office)
  return { report, headers: reporterHeaders(report), admitted: 200 }
}

const upload = (until: Parameters<typeof sendFile>[1], status: number): Make => async ({ world }) => {
  const { next } = await sendFile(world, until)
  return { ...next, sender: next.headers ?? {}, admitted: status }
}

/** A report that cites a file, to be read by its reporter or by a member. */
const citedFile = (by: 'reporter' | 'member'): Make => async ({ world, office }) => {
  const { file } = await sendFile(world)
  const report = await newReport(office, { what: { extra: { files: [file] } } as never })
  await done(await world.send('file-report', { parameters: { office: office.office }, body: report.file }))
  return { ...(by === 'reporter' ? { report, headers: reporterHeaders(report) } : {}), parameters: { log: report.made.end.log, file, segment: '0' }, admitted: 200 }
}

export const EXAMPLES: Readonly<Record<RouteName, Make>> = {
  'read-health': nothing,
  'read-openapi': nothing,
  'read-installation': nothing,
  'read-directory': inOffice,
  'read-readers': ({ office }) => ({ parameters: { office: office.office, entry: office.office }, admitted: 'no-such-channel' }),
  'read-prompt-file': ({ office }) => ({ parameters: { office: office.office, file: randomId() }, admitted: 'no-such-file' }),
  'put-prompt-file': ({ office }) => {
    const bytes = randomBytes(100)
    return { parameters: { office: office.office, file: base64url(hash(bytes)) }, headers: { 'content-type': BYTES_TYPE }, body: bytes, admitted: 204 }
  },
  'tell-line': ({ office }) => ({ parameters: { office: office.office }, body: { report: aLineReport(office.office), signature: base64url(new Uint8Array(64)) }, admitted: 'not-allowed' }),
  'read-line': inOffice,
  'file-report': async (scene) => ({ parameters: { office: scene.office.office }, body: (await newReport(scene.office)).file, admitted: 201 }),
  'read-report': ownReport,
  'reply-to-report': (scene) => message(scene, null),
  'read-report-proof': async (scene) => ({ ...await ownReport(scene), admitted: 'proof-not-yet' }),
  'read-checkpoint': (scene) => ({ parameters: { office: scene.office.office }, admitted: 'no-checkpoint' }),
  'read-journal': (scene) => ({ parameters: { office: scene.office.office }, admitted: 'no-checkpoint' }),
  'read-proof': ({ own }) => ({ parameters: { log: own.report.made.end.log, seq: '0' }, admitted: 'proof-not-yet' }),
  'start-upload': upload('start-upload', 204),
  'put-segment': upload('put-segment', 204),
  'read-upload': async ({ world }) => {
    const { address } = await sendFile(world)
    return { ...address, sender: address.headers ?? {}, admitted: 200 }
  },
  'read-upload-segment': async ({ world }) => {
    const { next, address } = await sendFile(world, 'finish-upload')
    return { ...address, sender: next.headers ?? {}, parameters: { ...address.parameters, segment: '0' }, admitted: 200 }
  },
  'finish-upload': upload('finish-upload', 200),
  'read-report-file': citedFile('reporter'),
  'read-report-segment': citedFile('reporter'),
  'read-file': citedFile('member'),
  'read-segment': citedFile('member'),
  'start-setup': async () => ({ body: { token: base64url(randomBytes(32)), login: randomId(), registrationRequest: await registration() }, admitted: 'setup-used' }),
  'finish-setup': refused(() => ({ token: base64url(randomBytes(32)), login: randomId(), ...passphrase, ...authenticator, ...recovery(), appends: ['AAAA'] }), 'setup-used'),
  'start-session': async ({ office }) => ({ body: { office: office.office, login: randomId(), startLoginRequest: await firstMessage() }, admitted: 200 }),
  'finish-session': refused(() => ({ attempt: randomId(), finishLoginRequest: opaque, oneTimeCode: '000000' }), 'not-authenticated'),
  'start-passkey-session': () => ({ body: {}, headers: here, admitted: 200 }),
  'finish-passkey-session': refused(() => ({ ceremony: randomId(), assertion }), 'not-authenticated'),
  'start-recovery': ({ office }) => ({ body: { office: office.office, login: randomId(), token: randomId() }, admitted: 'not-authenticated' }),
  'register-recovery': async () => ({ body: { recovery: randomId(), registrationRequest: await registration() }, admitted: 'not-authenticated' }),
  'finish-recovery': refused(() => ({ recovery: randomId(), ...passphrase, ...authenticator, ...recovery() }), 'not-authenticated'),
  'list-access': nothing,
  'prove-by-passphrase': async ({ world }, caller) => ({ body: await provenAttempt(world, caller), admitted: 204 }),
  'prove-by-passkey': refused(() => ({ ceremony: randomId(), assertion }), 'not-authenticated'),
  'start-passkey': toProve(() => ({})),
  'add-passkey': toProve(() => ({ ceremony: randomId(), made: { credential: 'AAAA', clientData: 'AAAA', attestation: 'AAAA' }, underPasskey: 'AAAA', sealedLabel: 'AAAA' })),
  'remove-passkey': ownPasskey,
  'end-named-session': async ({ world }, caller) => ({ parameters: { session: (await sessionOf(world, caller)).session }, admitted: 204 }),
  'end-other-sessions': nothing,
  'register-passphrase': async () => ({ body: { registrationRequest: await registration() }, admitted: 200 }),
  'change-passphrase': toProve(() => passphrase),
  'change-recovery': toProve(recovery),
  'change-authenticator': async ({ world: _ }) => ({ body: authenticator, admitted: 'not-authenticated' }),
  'read-notices': nothing,
  'put-notices': toProve(() => ({ address: 'wei@example.org', language: 'zh', reasons: ['digest'], quiet: null })),
  'remove-notices': () => ({ headers: here, admitted: 'prove-again' }),
  'put-push-device': toProve(() => ({ endpoint: 'https://fcm.googleapis.com/fcm/send/x', p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg', language: 'en' })),
  'remove-push-device': () => ({ parameters: { device: randomId() }, headers: here, admitted: 'prove-again' }),
  'test-notice': () => ({ body: {}, headers: here, admitted: 'mail-off' }),
  'read-session': nothing,
  'end-session': () => ({ admitted: 204 }),
  'read-invitation': async (scene) => ({ parameters: { invitation: await openInvitation(scene) }, admitted: 200 }),
  'start-enrolment': async (scene) => ({ parameters: { invitation: await openInvitation(scene) }, body: { login: randomId(), registrationRequest: await registration() }, admitted: 200 }),
  'finish-enrolment': enrolment,
  'invite-member': ({ office }) => ({ parameters: { office: office.office }, body: { invitation: randomId(), sealedSecret: sealed(), roles: ['intake'], teams: ['intake'] }, admitted: 201 }),
  'list-invitations': inOffice,
  'read-paging': inOffice,
  'put-paging': ({ office }) => ({ parameters: { office: office.office }, body: { members: [] }, admitted: 204 }),
  'list-queue': inOffice,
  'list-dockets': inOffice,
  'list-disclosures': inOffice,
  'list-appraisals': inOffice,
  'list-cases': inOffice,
  'read-log': ({ own }) => ({ parameters: { log: own.report.made.end.log }, admitted: 200 }),
  'read-recovery': ({ office }) => ({ parameters: { office: office.office }, admitted: 'no-such-share' }),
  'read-desk': ({ own }) => ({ parameters: { log: own.report.made.end.log }, admitted: 200 }),
  'open-log': async (scene, caller) => {
    const report = await fileReport(scene.world, scene.office)
    return { parameters: { office: scene.office.office }, body: encodeAppend(await openingOf(scene.office, caller, report)), admitted: 201 }
  },
  'append-entry': (scene, { author }) => message(scene, author),
  'read-erasure': ({ own }) => ({ parameters: { log: own.report.made.end.log, erased: own.report.made.hash }, admitted: 'no-such-log' }),
  'read-own-erasure': ({ own }) => ({ parameters: { log: own.report.made.end.log }, admitted: 'no-such-log' }),
  // Of a team that nobody is of: who may read a page of a team's own is tested beside the deed.
  'read-keyring': ({ office }) => ({ parameters: { office: office.office }, query: { reader: 'team:nowhere:0' }, admitted: 'no-such-team' }),
  'put-keyring': ({ office }) => ({ parameters: { office: office.office }, body: encodeNewPage({ reader: 'team:nowhere:0', page: 0, replaces: null, bytes: randomBytes(200) }), admitted: 'no-such-team' }),
  'list-text-pages': ({ office }) => ({ parameters: { office: office.office }, query: { reader: 'team:nowhere:0' }, admitted: 'no-such-team' }),
  'read-text-page': ({ office }) => ({ parameters: { office: office.office, page: randomId() }, query: { reader: 'team:nowhere:0' }, admitted: 'no-such-team' }),
  'put-text-page': ({ office }) => ({ parameters: { office: office.office, page: randomId() }, body: encodeNewTextPage({ reader: 'team:nowhere:0', reports: [randomId()], bytes: randomBytes(200) }), admitted: 'no-such-team' }),
  'put-card': card,
  'put-presence': presence,
  'end-presence': ({ own }) => ({ parameters: { log: own.report.made.end.log }, admitted: 204 }),
  'read-audit': inOffice,
  'read-audit-page': inOffice,
  'read-audit-journal': ({ office }) => ({ parameters: { office: office.office }, admitted: 'no-checkpoint' }),
}
