// Goal: without scripts, the same words under two codes are two replies. Method: forms as a browser posts them, with one page's own
// value in both, as the copies of a page in a browser's history have it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { fileReport } from '#clients/reporter/file-report.ts'
import { loadOffice } from '#clients/reporter/load-office.ts'
import { openReport } from '#clients/reporter/open-report.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { startWithOffice } from './support/client.ts'

test('the same words on two reports are said on both, and each sees its own', { timeout: 120_000 }, async (context) => {
  const { postern, api, session } = await startWithOffice(context)
  const office = await loadOffice(api, session.id)
  const once = 'A'.repeat(22)
  // The part that all copies share is compressed once; compressing each copy was the dearest thing that a stranger could ask for.
  const plain = async (): Promise<string> => (await fetch(`${postern.url}/plain`)).text()
  const ends = [await plain(), await plain()].map((text) => /<input type="hidden" name="once" form="f" value="([\w-]{22})">$/.exec(text)?.[1])
  assert.ok(ends[0] !== undefined && ends[1] !== undefined && ends[0] !== ends[1])
  for (const what of ['The first matter.', 'The second matter.']) {
    const code = newReceipt()
    const keys = await deriveReporter(code, office.salt)
    const channel = office.channels[0]?.channel ?? ''
    await fileReport(api, office, { keys, draft: { channel, answers: { what }, language: 'en', provenance: 'in-browser' } })
    for (const click of ['first', 'second']) {
      const body = new URLSearchParams({ office: office.office, code, once, reply: 'And one thing more.', lang: 'en' })
      const page = await (await fetch(`${postern.url}/nojs/reply`, { method: 'POST', body })).text()
      assert.ok(page.includes('And one thing more.'))
      assert.deepEqual((await openReport(api, office, keys)).turns.map(({ text }) => text), [what, 'And one thing more.'], click)
      assert.ok(page.includes(what), 'the conversation of this code')
    }
  }
})
