// Who a reporter is, under two locks, and what must open to nobody.
import { recipientText } from '../second/age.ts'
import { identityCommitment } from '../second/identity.ts'
import { b64, fixed, unb64, type Value } from '../second/primitives.ts'
import { wrapPadded } from './keys.ts'
import { OFFICE } from './log.ts'

const LEAST = 4096
const [APPROVER, CUSTODIAN] = [fixed('approvers seed'), fixed('custodians seed')]
const EXPECTED = { office: OFFICE, report: b64(fixed('report')) }
const ELSEWHERE = { ...EXPECTED, report: b64(fixed('other report')) }
const PERSON = { name: '林晚晴', contact: 'lin@example.org', salt: b64(fixed('identity salt', 16)) }

function outer(name: string, value: Value, to = APPROVER): Promise<string> {
  return wrapPadded(`identity/outer/${name}`, { recipient: recipientText(to), least: LEAST }, value)
}

function inner(name: string, value: Value, to = CUSTODIAN): Promise<string> {
  return wrapPadded(`identity/inner/${name}`, { recipient: recipientText(to), least: LEAST }, value)
}

function flipped(file: string): string {
  const bytes = Buffer.from(unb64(file))
  bytes[bytes.length - 1] = Number(bytes.at(-1)) ^ 1
  return b64(bytes)
}

export async function identity(): Promise<Value> {
  const good = await inner('good', { ...EXPECTED, ...PERSON })
  const envelope = await outer('good', { ...EXPECTED, inner: good })
  const refused = (layer: string, name: string, refusal: string) => async (file: Promise<string>) => ({ name, layer, refusal, file: await file })
  return {
    approver: b64(APPROVER), custodian: b64(CUSTODIAN), expected: EXPECTED, envelope, inner: good, person: { ...EXPECTED, ...PERSON },
    commitment: identityCommitment({ ...EXPECTED, ...PERSON }),
    refused: [
      await refused('outer', 'an envelope of another report', 'bad-commitment')(outer('report', { ...ELSEWHERE, inner: good })),
      await refused('outer', 'an envelope to somebody else', 'foreign-key')(outer('else', { ...EXPECTED, inner: good }, CUSTODIAN)),
      await refused('outer', 'a layer too few', 'malformed')(outer('few', { ...EXPECTED, ...PERSON })),
      await refused('outer', 'a bit of the envelope', 'foreign-key')(Promise.resolve(flipped(envelope))),
      await refused('inner', 'what is inside, of another report', 'bad-commitment')(inner('report', { ...ELSEWHERE, ...PERSON })),
      await refused('inner', 'what is inside, of another office', 'bad-commitment')(inner('office', { ...EXPECTED, office: b64(fixed('other')), ...PERSON })),
      await refused('inner', 'the envelope before an approver', 'foreign-key')(Promise.resolve(envelope)),
      await refused('inner', 'a salt of 15 bytes', 'malformed')(inner('salt', { ...EXPECTED, ...PERSON, salt: b64(fixed('identity salt', 15)) })),
      await refused('inner', 'a member too many', 'malformed')(inner('many', { ...EXPECTED, ...PERSON, team: 'intake' })),
    ],
  }
}
