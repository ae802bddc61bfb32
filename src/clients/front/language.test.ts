import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { languageOf } from './language.ts'

const CASES: readonly (readonly [string | null, string | undefined, 'en' | 'zh'])[] = [
  [null, undefined, 'en'],
  [null, 'zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  [null, 'en-GB,en;q=0.9,zh;q=0.8', 'en'],
  [null, 'fr-FR,zh-TW;q=0.5,en;q=0.4', 'zh'],
  [null, 'en;q=0,zh;q=0.1', 'zh'],
  [null, 'de', 'en'],
  [null, 'ZH-hans', 'zh'],
  [null, 'zho', 'en'],
  ['en', 'zh-CN', 'en'],
  ['zh', 'en', 'zh'],
  ['xx', 'zh', 'zh'],
]
for (const [asked, header, expected] of CASES) {
  test(`?lang=${asked ?? ''} and "${header ?? ''}" give ${expected}`, () => assert.equal(languageOf(asked, header), expected))
}

test('no header is too strange', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (header) => ['en', 'zh'].includes(languageOf(null, header))))
})
