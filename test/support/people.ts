// For tests: members of an office, with the client's half of OPAQUE and an authenticator of their own.
import { client, ready } from '@serenity-kit/opaque'
import { base64url, randomBytes, utf8, type Bytes } from '#base/bytes.ts'
import { dayAt } from '#base/day.ts'
import type { Role } from '#domain/roles.ts'
import { clearBody, GENESIS_END, makeEntry, newAuthor, newEnd, randomId, sealedLooking, wrapLooking, type Author, type Made } from './entries.ts'
import { encodeAppend, encodeFileReport } from '#wire/append.ts'
import { codeAt, stepAt } from '#sealing/proof/one-time-code.ts'
import { hash } from '#sealing/proof/hash.ts'
import { append, done, fakeRecipient, memberWrap, TIME_ZONE, type World } from './world.ts'

const STRETCHING = { 'argon2id-custom': { iterations: 1, memory: 64, parallelism: 1 } } as const

export interface Person {
  readonly name: string
  readonly passphrase: string
  readonly author: Author
  readonly recipient: string
  readonly totpSecret: Bytes
}

export interface Member extends Person {
  readonly office: string
  readonly token: string
}

export interface Office {
  readonly office: string
  readonly admin: Member
  /** The office log, entry by entry; tests add to it through `extendOffice`. */
  readonly log: Made[]
}

export async function newPerson(name: string): Promise<Person> {
  return { name, passphrase: `passphrase of ${name}`, author: await newAuthor(), recipient: fakeRecipient(), totpSecret: randomBytes(20) }
}

export function loginOf({ name }: Pick<Person, 'name'>): string {
  return base64url(hash(utf8(`postern/login/v1\n${name}`)))
}

export function codeOf(world: World, { totpSecret }: Person, stepsAhead = 0): string {
  return codeAt(totpSecret, stepAt(world.nowMs) + stepsAhead)
}

/** What a new member sends of secrets, once the server has answered the first message. */
export async function secretsOf(world: World, person: Person, register: (message: object) => Promise<Response>): Promise<object> {
  await ready
  const login = loginOf(person)
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password: person.passphrase })
  const { registrationResponse } = await (await done(await register({ login, registrationRequest }))).json() as { registrationResponse: string }
  const { registrationRecord } = client.finishRegistration({ password: person.passphrase, clientRegistrationState, registrationResponse, keyStretching: STRETCHING })
  return {
    login, registrationRecord, underPassphrase: base64url(randomBytes(300)), underRecovery: base64url(randomBytes(300)),
    recoveryTokenHash: randomId(), totpSecret: base64url(person.totpSecret), oneTimeCode: codeOf(world, person),
  }
}

export async function firstEntries(world: World, person: Person): Promise<Made[]> {
  const { salt, serverKey } = await (await done(await world.send('read-installation'))).json() as { salt: string; serverKey: string }
  const { author, recipient } = person
  const self = { signKey: author.publicId, recipient }
  // A world over a real process has the real day.
  const day = dayAt(world.nowMs, TIME_ZONE)
  const log = [await makeEntry(author, GENESIS_END, { kind: 'genesis', body: clearBody({ administrator: self, recovery: null, serverKey }), extra: { nonce: base64url(randomBytes(16)), day } })]
  const add = async (what: Parameters<typeof makeEntry>[2]): Promise<void> => {
    const last = log[log.length - 1] as Made
    log.push(await makeEntry(author, last.end, { seen: last.hash, ...what, extra: { day, ...what.extra } }))
  }
  const names = { en: 'Office', zh: '办公室' }
  await add({
    kind: 'member', wraps: [memberWrap(author.publicId)], extra: { keyCommit: randomId() },
    body: clearBody({ ...self, roles: ['administrator', 'intake'], active: true, sealedName: 'sealed' }),
  })
  await add({ kind: 'settings', body: clearBody({ names, timeZone: TIME_ZONE }) })
  const team = fakeRecipient()
  await add({ kind: 'admission', body: clearBody({ team: 'intake', signKey: author.publicId, admitted: true }) })
  await add({ kind: 'team', wraps: [memberWrap(author.publicId, 'team:intake:0')], body: clearBody({ team: 'intake', epoch: 0, recipient: team, members: [author.publicId] }) })
  await add({
    kind: 'directory',
    body: clearBody({
      names, timeZone: TIME_ZONE, serverKey, salt, handlers: [author.publicId],
      channels: [{ channel: 'web', kind: 'web', names, team: 'intake', epoch: 0, recipient: team, questionnaire: randomId() }],
    }),
  })
  return log
}

/** An office and its first administrator, by the set-up link. */
export async function newOffice(world: World, token = world.setupToken): Promise<Office> {
  const person = await newPerson('first')
  const log = await firstEntries(world, person)
  const secrets = await secretsOf(world, person, (message) => world.send('start-setup', { body: { ...message, token } }))
  const appends = log.map((made) => base64url(encodeAppend(made)))
  const response = await done(await world.send('finish-setup', { body: { ...secrets, token, appends } }))
  const session = await response.json() as { office: string; token: string }
  // The set-up used this step's code up.
  world.nowMs += 30_000
  return { office: session.office, log, admin: { ...person, office: session.office, token: session.token } }
}

/** What a member who has just read the office log has seen. */
export function headOf({ log }: Office): string {
  return log[log.length - 1]?.hash ?? ''
}

/** One more entry of the office log, by the administrator. */
export async function extendOffice(world: World, office: Office, what: Parameters<typeof makeEntry>[2]): Promise<Made> {
  const last = office.log[office.log.length - 1] as Made
  const made = await makeEntry(office.admin.author, last.end, { seen: last.hash, ...what })
  await done(await append(world, office.admin, made))
  office.log.push(made)
  return made
}

export async function logIn(world: World, person: Person & { readonly office: string }): Promise<Member> {
  const response = await done(await tryLogIn(world, { ...person, oneTimeCode: codeOf(world, person) }))
  world.nowMs += 30_000
  return { ...person, token: (await response.json() as { token: string }).token }
}

/** The first message of a log-in, and what its second one needs besides the code. */
export async function provenAttempt(world: World, { office, name, passphrase }: Pick<Member, 'office' | 'name' | 'passphrase'>): Promise<{ readonly attempt: string; readonly finishLoginRequest: string }> {
  await ready
  const { clientLoginState, startLoginRequest } = client.startLogin({ password: passphrase })
  const first = await done(await world.send('start-session', { body: { office, login: loginOf({ name }), startLoginRequest } }))
  const { attempt, loginResponse } = await first.json() as { attempt: string; loginResponse: string }
  const proof = client.finishLogin({ clientLoginState, loginResponse, password: passphrase, keyStretching: STRETCHING })
  return { attempt, finishLoginRequest: proof?.finishLoginRequest ?? 'AAAA' }
}

/** Both messages of a log-in; the client's second one is nonsense where the passphrase is wrong. */
export async function tryLogIn(world: World, attempt: { readonly office: string; readonly name: string; readonly passphrase: string; readonly oneTimeCode: string }): Promise<Response> {
  await ready
  const { office, name, passphrase, oneTimeCode } = attempt
  const { clientLoginState, startLoginRequest } = client.startLogin({ password: passphrase })
  const first = await world.send('start-session', { body: { office, login: loginOf({ name }), startLoginRequest } })
  if (!first.ok) return first
  const { attempt: id, loginResponse } = await first.json() as { attempt: string; loginResponse: string }
  const proof = client.finishLogin({ clientLoginState, loginResponse, password: passphrase, keyStretching: STRETCHING })
  return world.send('finish-session', { body: { attempt: id, finishLoginRequest: proof?.finishLoginRequest ?? 'AAAA', oneTimeCode } })
}

/** The first message of a log-in that nobody means to finish. */
export async function firstMessage(): Promise<string> {
  await ready
  return client.startLogin({ password: 'any' }).startLoginRequest
}

/** Invites, enrols and takes in one more member; with `team`, also into the team. */
export async function joinOffice(world: World, office: Office, joining: { readonly name: string; readonly roles: readonly Role[]; readonly inTeam: boolean }): Promise<Member> {
  const { name, roles, inTeam } = joining
  const person = await newPerson(name)
  const invitation = randomId()
  const parameters = { office: office.office, invitation }
  await done(await world.send('invite-member', { parameters, as: office.admin, body: { invitation, sealedSecret: base64url(randomBytes(100)), roles, teams: ['intake'] } }))
  const secrets = await secretsOf(world, person, (message) => world.send('start-enrolment', { parameters, body: message }))
  const { author, recipient } = person
  const keys = { signKey: author.publicId, recipient, sealedName: base64url(randomBytes(100)), proof: randomId() }
  await done(await world.send('finish-enrolment', { parameters, body: { ...secrets, ...keys } }))
  await extendOffice(world, office, {
    kind: 'member', wraps: [memberWrap(author.publicId)],
    body: clearBody({ signKey: author.publicId, recipient, roles, active: true, sealedName: 'sealed' }),
  })
  if (inTeam) await joinTeam(world, office, author.publicId)
  world.nowMs += 30_000
  return logIn(world, { ...person, office: office.office })
}

/** Takes a member into the team. */
export async function joinTeam(world: World, office: Office, signKey: string): Promise<void> {
  const team = JSON.parse(Buffer.from(office.log.findLast(({ header }) => header.kind === 'team')?.entry.body ?? []).toString()) as { team: string; epoch: number; members: string[] }
  await extendOffice(world, office, { kind: 'admission', body: clearBody({ team: team.team, signKey, admitted: true }) })
  await extendOffice(world, office, {
    kind: 'team', wraps: [memberWrap(signKey, `team:${team.team}:${team.epoch}`)], body: clearBody({ ...team, members: [...team.members, signKey] }),
  })
}

export interface Report {
  readonly author: Author
  readonly made: Made
  readonly lookup: Bytes
  readonly token: Bytes
  readonly file: Bytes
}

/** A report as a reporter's device makes it, not yet sent. */
export async function newReport(office: Office, options: { readonly author?: Author; readonly what?: Partial<Parameters<typeof makeEntry>[2]> } = {}): Promise<Report> {
  const author = options.author ?? await newAuthor()
  const [lookup, token] = [randomBytes(32), randomBytes(32)]
  const seen = office.log.findLast(({ header }) => header.kind === 'directory')?.hash ?? ''
  const { extra, ...what } = options.what ?? {}
  const made = await makeEntry(author, newEnd(office.office, author), {
    kind: 'report', body: sealedLooking(), seen, wraps: [wrapLooking('team:intake:0'), wrapLooking('reporter')], ...what,
    extra: { keyCommit: randomId(), docket: { state: 'received', channel: 'web', team: 'intake' }, ...extra },
  })
  const file = encodeFileReport({ ...made, access: { lookupHash: hash(lookup), tokenHash: hash(token) } })
  return { author, made, lookup, token, file }
}

export async function fileReport(world: World, office: Office): Promise<Report> {
  const report = await newReport(office)
  await done(await world.send('file-report', { parameters: { office: office.office }, body: report.file }))
  return report
}

export function reporterHeaders({ lookup, token }: Pick<Report, 'lookup' | 'token'>): Readonly<Record<string, string>> {
  return { authorization: `Postern ${base64url(lookup)}.${base64url(token)}` }
}
