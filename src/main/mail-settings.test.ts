// Goal: whoever runs Postern is told what is wrong in the file of the mail server, and no letter crosses a network in clear. Method: files, right and wrong.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { readMailSettings } from './mail-settings.ts'
import { Trouble } from './trouble.ts'

const PLAIN = { host: 'mail.example.org', port: 587, security: 'starttls', from: 'desk@example.org' }

test('the mail server is set up by a file, its password by another, and never in clear over a network', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-mail-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'mail.json')
  const read = (content: unknown) => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return readMailSettings(path)
  }
  const troubled = async (content: unknown, reason: string, member?: string): Promise<void> => {
    await assert.rejects(() => read(content), (error) => error instanceof Trouble && error.reason === reason && (member === undefined || error.facts['member'] === member))
  }
  assert.deepEqual(await read(PLAIN), { smtp: { ...PLAIN, user: null, password: null }, texts: { subject: null, desk: null, link: null } })
  writeFileSync(join(folder, 'password'), 'open sesame\n')
  const whole = { ...PLAIN, user: 'desk', passwordFile: 'password', subject: { en: 'Your desk', zh: '工作台' }, desk: { en: 'the desk', zh: '工作台' }, link: 'https://desk.example.org/desk/' }
  assert.deepEqual((await read(whole)).smtp.password, 'open sesame')
  assert.equal((await read({ ...PLAIN, host: '127.0.0.1', security: 'none' })).smtp.security, 'none')
  await troubled({ ...PLAIN, security: 'none' }, 'mail-in-clear')
  await troubled({ ...PLAIN, host: '127.0.0.1.example.org', security: 'none' }, 'mail-in-clear')
  await troubled({ ...PLAIN, from: 'desk@example.org, all@example.org' }, 'mail-unfit', 'from')
  await troubled({ ...PLAIN, subject: { en: 'Desk\r\nBcc: all@example.org', zh: '工作台' } }, 'mail-unfit', 'subject.en')
  await troubled({ ...PLAIN, user: 'desk' }, 'mail-unfit', 'passwordFile')
  await troubled({ ...PLAIN, password: 'in the open' }, 'mail-unfit', 'password')
  await troubled('{', 'mail-unfit')
  await troubled({ ...whole, passwordFile: 'nowhere' }, 'mail-unreadable')
  await assert.rejects(() => readMailSettings(join(folder, 'nowhere.json')), (error) => error instanceof Trouble && error.reason === 'mail-unreadable')
})
