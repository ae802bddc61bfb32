// Goal: a member's device believes no office log that goes back, and takes none for one that only answers late. Method: the real server in this
// process, whose answers are held back or shortened.
import assert from 'node:assert/strict'
import test from 'node:test'
import { deviceOf, openOffice, pageLie } from '#test/support/office.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { appendToOffice } from './append.ts'
import { freshKeys } from './new-member.ts'

const { session } = await openOffice()

/** One entry more in the office log. */
async function grow(): Promise<void> {
  const { signing, recipient } = await freshKeys()
  await appendToOffice(session, async () => ({ content: { kind: 'member', body: { signKey: signing.publicId, recipient, roles: ['intake'], active: true, sealedName: '' } } }))
}

test('an answer that set out earlier and comes later is no step back', async () => {
  const { device, liar } = await deviceOf(session)
  const known = device.officeLog().length
  let release: () => void = () => undefined
  let sentOut: () => void = () => undefined
  const held = new Promise<void>((resolve) => { release = resolve })
  const isOut = new Promise<void>((resolve) => { sentOut = resolve })
  liar.lies['read-log'] = async (honest) => {
    const answer = await honest()
    sentOut()
    await held
    return answer
  }
  const late = refusalOf(() => device.refresh())
  await isOut
  delete liar.lies['read-log']
  await grow()
  await device.refresh()
  assert.equal(device.officeLog().length, known + 1)
  release()
  assert.equal(await late, 'accepted')
  assert.equal(device.officeLog().length, known + 1, 'what is newer stays')
})

test('a log that is shorter than what was known when it was asked for is refused', async () => {
  await grow()
  await session.refresh()
  const { device, liar } = await deviceOf(session)
  const known = device.officeLog().length
  liar.lies['read-log'] = pageLie((page) => ({ ...page, entries: page.entries.slice(0, -1) }))
  assert.equal(await refusalOf(() => device.refresh()), 'forged-history')
  assert.equal(device.officeLog().length, known)
})
