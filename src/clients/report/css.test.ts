// Goal: what is written can be read, in both themes. Method: contrasts of all permitted pairs, computed from the style sheet by
// WCAG 2.2; the values are those that the look prescribes.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const CSS = readFileSync(new URL('./report.css', import.meta.url), 'utf8')
const [LIGHT, DARK_ONLY] = [...CSS.matchAll(/:root\{([^}]*)\}/g)].map((match) => variables(match[1] ?? ''))
const DARK = { ...LIGHT, ...DARK_ONLY }

/** Foreground, backgrounds, and what WCAG asks of the pair. */
const PAIRS: readonly (readonly [string, readonly string[], number])[] = [
  ['ink', ['ground', 'field', 'wash', 'alarm-wash'], 7],
  ['soft', ['ground', 'field'], 4.5],
  ['door', ['ground', 'field', 'wash'], 4.5],
  ['alarm', ['ground', 'alarm-wash', 'field'], 4.5],
  ['on-wall', ['wall'], 7],
  ['on-wall-soft', ['wall'], 4.5],
  ['lit', ['wall'], 4.5],
  ['edge', ['ground', 'field'], 3],
  ['lamp', ['ground', 'field'], 3],
]

for (const [theme, values] of [['light', LIGHT], ['dark', DARK]] as const) {
  test(`text and borders stand out in the ${theme} theme`, () => {
    for (const [front, backs, least] of PAIRS) {
      for (const back of backs) {
        const ratio = contrast(values?.[front] ?? '', values?.[back] ?? '')
        assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)} < ${least}`)
      }
    }
    assert.ok(contrast('#ffffff', values?.['door-fill'] ?? '') >= 4.5, 'the primary button')
  })
}

test('no gradient, shadow or rounding crept in, and nothing is loaded', () => {
  assert.doesNotMatch(CSS, /gradient|box-shadow|text-shadow|url\(|@import|!important/)
  for (const [, radius] of CSS.matchAll(/border-radius:([^;}]+)/g)) assert.match(radius ?? '', /^(?:2px|1rem 1rem 0 0)$/)
})

test('Chinese fonts follow the attribute, Han family first', () => {
  assert.doesNotMatch(CSS, /:lang\(/)
  assert.match(CSS, /\[lang\|=zh\]\{font-family:"PingFang SC"/)
})

function variables(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/--([a-z-]+):(#[0-9a-f]{3,6})/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

/** @see WCAG 2.2, relative luminance */
function luminance(colour: string): number {
  const full = long(colour)
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(full.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test('the reporter’s page and the desk have the same colours', () => {
  const tokens = readFileSync(new URL('../desk/styles/tokens.css', import.meta.url), 'utf8')
  const desk = [...tokens.matchAll(/--([a-z-]+):(?:light-dark\((#[0-9a-f]+),(#[0-9a-f]+)\)|(#[0-9a-f]+));/g)]
  const shared = desk.filter(([, name = '']) => LIGHT?.[name] !== undefined)
  assert.ok(shared.length >= 14, `${shared.length} in common`)
  for (const [, name = '', light, dark, both] of shared) {
    assert.equal(long(LIGHT?.[name] ?? ''), long(light ?? both ?? ''), name)
    assert.equal(long(DARK[name] ?? ''), long(dark ?? both ?? ''), name)
  }
})

function long(colour: string): string {
  return colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
}
