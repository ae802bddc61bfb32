// `npm run test:oracles`: what we sign and prove is checked by Go's own code, and what must not hold is refused by it too. Needs Go and its
// golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev), so it is no part of `npm test`, which has a note that Go signed instead.
// Without them it fails and says so: nothing was checked then.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { base64url, fromBase64url, randomBytes, utf8 } from '#base/bytes.ts'
import { parseCanonical } from '#base/json.ts'
import { consistencyProof, leafHash, treeRoot } from '#sealing/proof/merkle.ts'
import { noteKeyHash, signNote, checkpointText } from '#sealing/proof/note.ts'
import { closedProof, type JournalProof } from '#sealing/proof/proof-file.ts'
import type { ServerKey } from '#sealing/proof/sign.ts'

const PACKAGES = 'golang-go golang-golang-x-mod-dev'
const ROOT = new URL('../../', import.meta.url)

interface Case { readonly Name: string; readonly holds: boolean; readonly [member: string]: unknown }

function vkey(name: string, publicId: string): string {
  const key = fromBase64url(publicId) ?? new Uint8Array(0)
  return `${name}+${Buffer.from(noteKeyHash({ name, publicId })).toString('hex')}+${Buffer.from([1, ...key]).toString('base64')}`
}

/** Proof files: the ones of spec/vectors, with what Go takes no part in left out (the genesis, and which entry it is). */
function proofCases(): Case[] {
  const { proofs, refused } = JSON.parse(readFileSync(new URL('spec/vectors/journal.json', ROOT), 'utf8')) as {
    readonly proofs: readonly { readonly name: string; readonly proof: JournalProof }[]
    readonly refused: readonly { readonly name: string; readonly part: string; readonly proof: JournalProof }[]
  }
  const [first] = proofs
  if (first === undefined) throw new Error('no vectors')
  const { serverKey } = parseCanonical(fromBase64url(first.proof.genesis.body) ?? new Uint8Array(0)) as { serverKey: string }
  const caseOf = (name: string, proof: JournalProof, holds: boolean): Case => {
    const { day, commitment, batch, journal, checkpoint, office } = closedProof(proof)
    return { Name: name, holds, Vkey: vkey(`postern/${office}`, serverKey), Note: checkpoint, Commitment: commitment, Day: day, Batch: batch, Journal: journal }
  }
  return [
    ...proofs.map(({ name, proof }) => caseOf(`proof: ${name}`, proof, true)),
    ...refused.filter(({ part }) => part === 'journal' || part === 'batch' || part === 'checkpoint').map(({ name, proof }) => caseOf(`refused: ${name}`, proof, false)),
  ]
}

async function treeCases(): Promise<Case[]> {
  const leaves = Array.from({ length: 70 }, (_, index) => leafHash(utf8(`leaf ${index}`)))
  const cases: Case[] = []
  for (const size of [1, 2, 3, 7, 8, 31, 70]) for (const from of [1, 2, 3, 5, 8, 16, 33, 70].filter((each) => each <= size)) {
    const tree = { From: from, To: size, FromRoot: base64url(treeRoot(leaves.slice(0, from))), Root: base64url(treeRoot(leaves.slice(0, size))) }
    const Consistency = consistencyProof(leaves.slice(0, size), from).map((each) => base64url(each))
    cases.push({ Name: `tree ${from} of ${size}`, holds: true, ...tree, Consistency })
    cases.push({ Name: `tree ${from} of ${size}, another root`, holds: false, ...tree, Root: base64url(randomBytes(32)), Consistency })
  }
  return cases
}

/** A note that is signed now, with a key made now: the one in the vectors never changes. */
async function freshCases(): Promise<Case[]> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']) as CryptoKeyPair
  const publicId = base64url(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
  const key: Pick<ServerKey, 'publicId' | 'sign'> = { publicId, sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new Uint8Array(bytes))) }
  const [commitment, batchRoot] = [randomBytes(32), randomBytes(32)]
  const batch = { index: 1, size: 2, path: [base64url(batchRoot)] }
  const root = leafHash(new Uint8Array([...utf8('postern/journal-batch/v1\n2026-11-25\n'), ...treeRoot([batchRoot, leafHash(commitment)])]))
  const note = await signNote(checkpointText({ origin: 'postern/fresh', size: 1, root }), 'postern/fresh', key as ServerKey)
  const one = { Vkey: vkey('postern/fresh', publicId), Note: note, Commitment: base64url(commitment), Day: '2026-11-25', Batch: batch, Journal: { index: 0, size: 1, path: [] } }
  return [{ Name: 'a fresh note', holds: true, ...one }, { Name: 'a fresh note, changed', holds: false, ...one, Note: note.replace('postern/fresh\n', 'postern/stale\n') }]
}

const cases = [...proofCases(), ...await treeCases(), ...await freshCases()]
const ran = spawnSync('go', ['run', fileURLToPath(new URL('note.go', import.meta.url))], {
  input: JSON.stringify(cases), encoding: 'utf8', env: { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode' },
})
if (ran.error !== undefined || ran.status !== 0) {
  console.error(`Go did not check anything: ${ran.error?.message ?? ran.stderr}\nIt takes Go and its golang.org/x/mod. On Debian: apt-get install ${PACKAGES}`)
  process.exit(1)
}
const told = JSON.parse(ran.stdout) as Readonly<Record<string, string>>
let failed = 0
for (const { Name, holds } of cases) {
  const agrees = (told[Name] === 'holds') === holds
  if (!agrees) failed += 1
  if (!agrees) console.error(`✖ ${Name}: ${told[Name] ?? 'not answered'}, and should ${holds ? 'hold' : 'not hold'}`)
}
console.log(`\n${cases.length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed === 0 ? 0 : 1
