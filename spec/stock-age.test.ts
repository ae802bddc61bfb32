// Goal: what we seal is age and nothing like it. Method: the same file read by typage, by the second hand and by the stock `age` of
// Debian (X25519 only: it is older than hybrid keys), and files that `age` made read by us.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { Decrypter, Encrypter } from 'age-encryption'
import { utf8, type Bytes } from '#base/bytes.ts'
import { Secret } from '#sealing/plain/secret.ts'
import type { LogKey } from '#sealing/plain/log-key.ts'
import { identityFile, newExportKey, rehead } from '#sealing/seal/export.ts'
import { sealJson } from '#sealing/seal/age.ts'
import { entryScheme } from '#sealing/plain/schemes.ts'
import { parseAgeHeader } from '#sealing/sealed/age-header.ts'
import { decryptWithAge, noAge } from '#test/support/age.ts'
import { bytesIn, vectors } from '#test/support/vectors.ts'
import { openHybrid, openJson, recipientText } from './second/age.ts'
import { entryScheme as secondScheme } from './second/log.ts'
import { fixed } from './second/primitives.ts'

interface Vectors { readonly office: string; readonly log: string; readonly key: string; readonly entries: readonly { readonly body: string; readonly opensTo: unknown }[] }
const told = vectors<Vectors>('entries')
const key: LogKey = { office: told.office, log: told.log, generation: 0, key: new Secret('log-key', bytesIn(told.key)) }
const skip = noAge()

function inFolder<T>(act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'postern-age-'))
  try {
    return act(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function stockAge(identity: string, file: Uint8Array): string {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'identity.txt'), identity)
    writeFileSync(join(folder, 'body.age'), file)
    return decryptWithAge(join(folder, 'identity.txt'), join(folder, 'body.age'))
  })
}

test('the stock age prints a body under an export’s header as clean JSON', { skip }, async () => {
  const exportKey = newExportKey()
  for (const { body, opensTo } of told.entries) {
    const printed = stockAge(identityFile(exportKey), (await rehead(key, bytesIn(body), exportKey)).file)
    assert.deepEqual(JSON.parse(printed), opensTo)
    assert.equal(printed.at(-1), '}')
  }
})

test('the stock age opens what typage sealed, and typage what the stock age sealed, over several chunks', { skip }, async () => {
  const { identity, recipient } = newExportKey()
  const words = '举报 🗝️\n'.repeat(20_000)
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  assert.equal(stockAge(identityFile({ identity, recipient }), await encrypter.encrypt(words)), words)
  const sealed = inFolder((folder) => {
    writeFileSync(join(folder, 'words'), words)
    const { status, stderr } = spawnSync('age', ['-r', recipient, '-o', join(folder, 'words.age'), join(folder, 'words')], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    return new Uint8Array(readFileSync(join(folder, 'words.age')))
  })
  assert.deepEqual(parseAgeHeader(sealed).stanzas.map(({ args }) => args[0]), ['X25519'])
  const decrypter = new Decrypter()
  decrypter.addIdentity(identityFile({ identity, recipient }).split('\n')[1] ?? '')
  assert.equal(await decrypter.decrypt(sealed, 'text'), words)
})

test('the stock age refuses a body as it is stored: nobody but the log’s readers has a key to it', { skip }, () => {
  assert.throws(() => stockAge(identityFile(newExportKey()), bytesIn(told.entries[0]?.body ?? '')), /no identity matched/)
})

test('the second hand opens what we seal, over several chunks', async () => {
  const { office, log, generation } = key
  for (const text of ['words', '举'.repeat(100_000), 'x'.repeat(65_536 * 3)]) {
    const sealed: Bytes = await sealJson(entryScheme(key), { text })
    assert.deepEqual(openJson(secondScheme({ office, log, generation, key: key.key.reveal() }), sealed), { text })
  }
})

test('the second hand opens what typage seals to a hybrid recipient, through another ML-KEM', async () => {
  for (let n = 0; n < 5; n++) {
    const seed = fixed(`hybrid ${n}`)
    const encrypter = new Encrypter()
    encrypter.addRecipient(recipientText(seed))
    assert.deepEqual(openHybrid(seed, await encrypter.encrypt(utf8(`{"n":${n}}`))), { n })
  }
})
