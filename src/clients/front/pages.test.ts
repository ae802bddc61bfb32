// Goal: an address leads to the right office in the right language, with one office, with several and before there is any. Method:
// the shelf of pages over offices that are made up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { unpackAs } from './packed.ts'
import { PageShelf } from './pages.ts'
import { Sites } from './sites.ts'

const asset = { url: '/a/x', integrity: 'sha384-x' }
const ASSETS = { style: asset, page: asset, sealing: asset, talking: asset, files: asset, work: asset, pdf: asset, voice: asset, worklet: asset }

function office(mark: string, directory = `directory of ${mark}`): TrustedOffice {
  return {
    office: mark.repeat(43), names: { en: `Office ${mark}`, zh: `${mark}办公室` }, timeZone: 'UTC', serverKey: '', directory, salt: new Uint8Array(32), packs: [], retention: { settledDays: null, outsideRemitDays: null },
    former: [], identity: null, handlers: ['k'], channels: [{ channel: 'web', kind: 'web', names: { en: 'Web', zh: '网站' }, team: 'intake', epoch: 0, recipient: 'age1pq1', questionnaire: '' }],
  }
}

function shelfOf(...offices: TrustedOffice[]) {
  const kept = [...offices]
  const shelf = { all: async () => kept, get: async (id: string) => kept.find((each) => each.office === id) ?? null, people: async () => [] }
  const pages = new PageShelf(new Sites(shelf, ASSETS))
  const read = async (address: string, language: 'en' | 'zh' = 'en'): Promise<string> => {
    const { status, packed, tail } = await pages.get(address, language)
    return `${status} ${unpackAs(packed, 'identity', tail).toString()}`
  }
  return { read, kept }
}

test('one office is the start page', async () => {
  const { read } = shelfOf(office('A'))
  assert.match(await read('/'), /^200 .*<title>Office A<\/title>.*href="\/who\?lang=en"/s)
  assert.match(await read('/', 'zh'), /<html lang="zh-CN">.*A办公室/s)
  assert.match(await read('/who'), /Office A has 1 handler/)
  assert.match(await read('/nix'), /^404 /)
})

test('several offices are listed, and each has its own pages', async () => {
  const { read } = shelfOf(office('A'), office('B'))
  const list = await read('/')
  assert.match(list, /^200 .*Choose the office/s)
  const path = `/o/${'B'.repeat(43)}`
  assert.match(list, new RegExp(`href="${path}/\\?lang=en"`))
  assert.match(await read(`${path}/`), new RegExp(`<title>Office B</title>.*href="${path}/rights\\?lang=en"`, 's'))
  assert.match(await read(`${path}/plain`), new RegExp(`name="office" value="${'B'.repeat(43)}"`))
  assert.match(await read(`${path}/nix`), /^404 /)
  assert.match(await read(`/o/${'C'.repeat(43)}/`), /^404 /)
  assert.match(await read('/o/short/'), /^404 /)
  assert.match(await read('/how'), /^200 /)
  assert.match(await read('/plain'), /^404 /)
})

test('before there is an office, the page says so', async () => {
  const { read, kept } = shelfOf()
  assert.match(await read('/'), /^200 .*Not open yet/s)
  kept.push(office('A'))
  assert.match(await read('/'), /Office A/)
})

test('a new directory is a new page, and every copy of a form has a value of its own', async () => {
  const { read, kept } = shelfOf(office('A'))
  const first = await read('/')
  kept[0] = { ...office('A', 'another directory'), names: { en: 'New name', zh: '新名称' } }
  assert.match(await read('/'), /New name/)
  const values = await Promise.all(['/', '/', '/plain', '/plain'].map(async (path) => /name="once" form="f" value="([\w-]{22})">$/.exec(await read(path))?.[1]))
  assert.equal(new Set([...values, /value="([\w-]{22})">$/.exec(first)?.[1]]).size, 5)
  assert.ok(!values.includes(undefined))
})
