// Goal: whatever a person typed, it is text on the page and never markup. Method: escapes by hand, then by property, then every
// place where escaping would not help and must be refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { escapeHtml, html, type Part } from './html.ts'

test('every mark that could begin or end markup is escaped', () => {
  assert.equal(html`<p title="${`"'><&\``}">${'<script>alert(1)</script>'}</p>`.text,
    '<p title="&quot;&#39;&gt;&lt;&amp;&#96;">&lt;script&gt;alert(1)&lt;/script&gt;</p>')
})

test('no text of any kind brings a tag, a quote or an entity of its own onto the page', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const escaped = escapeHtml(text)
    assert.doesNotMatch(escaped, /[<>"'`]/)
    assert.doesNotMatch(escaped, /&(?!amp;|lt;|gt;|quot;|#39;|#96;)/)
    const back = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '`' } as Record<string, string>
    assert.equal(escaped.replace(/&[^;]+;/g, (entity) => back[entity] ?? '?'), text)
  }))
})

test('markup is kept, lists are joined, nothing is nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`)
  assert.equal(html`<ul>${items}</ul>${null}${false}${undefined}${0}`.text, '<ul><li>a</li><li>&lt;b&gt;</li></ul>0')
  assert.equal(html`<input ${html`checked`} ${false}>`.text, '<input checked >')
})

test('line breaks of the template are dropped, those of a person are kept', () => {
  assert.equal(html`
    <p>
      ${'one\n  two'}
    </p>`.text, '<p>one\n  two</p>')
})

const UNSAFE: readonly (readonly [string, (part: Part) => unknown])[] = [
  ['an unquoted attribute', (part) => html`<a href=${part}>`],
  ['a single-quoted attribute', (part) => html`<a href='${part}'>`],
  ['text as an attribute of its own', (part) => html`<a ${part}>`],
  ['a script', (part) => html`<script>${part}</script>`],
  ['a style', (part) => html`<style>${part}</style>`],
  ['a comment', (part) => html`<!-- ${part} -->`],
]
for (const [name, make] of UNSAFE) {
  test(`${name} is refused`, () => assert.throws(() => make('x')))
}

test('an object that only looks like markup is not taken for it', () => {
  const forged = { text: '<b>' } as unknown as Part
  assert.throws(() => html`<p>${forged}</p>`)
})
