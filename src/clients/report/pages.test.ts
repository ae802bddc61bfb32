// Goal: every page says what it must, in both languages, and none has a way to post by accident. Method: all pages are rendered
// and read as text; what a browser makes of them is the journeys' part.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asDay, type Day } from '#base/day.ts'
import { REFUSAL_CODES } from '#base/refusal.ts'
import { LANGUAGES, type Language } from '#domain/bodies.ts'
import { STATES } from '#domain/docket.ts'
import { STANDARD_QUESTIONNAIRE } from '#domain/questionnaire.ts'
import { LATE_WORDS } from '#clients/reporter/late-words.ts'
import type { OpenedReport } from '#clients/reporter/reporter.ts'
import { CONTENT_PAGES } from './content-pages.ts'
import type { Html } from './html.ts'
import { codePage, officePage, onceField, plainPage } from './office-page.ts'
import { siteOf, withGaps, type Site } from './site.ts'
import { html } from './html.ts'
import { closedPage, codeAgainPage, officesPage, problemPage, receiptPage, talkPage } from './small-pages.ts'

const asset = (name: string) => ({ url: `/a/${name}`, integrity: 'sha384-x' })
const OFFICE = { id: 'O'.repeat(43), names: { en: 'Office <A>', zh: '办公室“甲”' }, channels: [{ channel: 'web', names: { en: 'Web', zh: '网站' } }], handlers: 3, takesIdentity: true }
const CANARY = '<img src=x onerror=alert(1)>"\''

function siteIn(language: Language, office: Site['office'] = OFFICE): Site {
  return siteOf({ language, base: '', office, assets: { style: asset('s.css'), page: asset('p.js'), sealing: asset('z.js'), talking: asset('t.js'), files: asset('f.js'), work: asset('w.js'), pdf: asset('d.js'), voice: asset('v.js'), worklet: asset('l.js') } })
}

const OPENED: OpenedReport = {
  report: 'R'.repeat(43), language: 'en', next: { day: asDay('2026-12-01'), reason: 'acknowledge' }, paused: false, entered: null, minutes: null, transcripts: [],
  docket: {
    state: 'received', channel: 'web', team: 'intake', urgent: false, receivedDay: asDay('2026-11-24'), acknowledgedDay: null, entries: 2,
    lastFrom: 'office', lastDay: asDay('2026-11-25'), packs: ['eu-internal@1'], events: [],
  },
  turns: [
    { seq: 0, kind: 'report', from: 'reporter', author: 'a', day: asDay('2026-11-24'), text: CANARY, language: 'en', provenance: 'on-arrival', answers: { what: CANARY, know: 'saw', where: CANARY } },
    { seq: 1, kind: 'state', from: 'office', author: 'b', day: asDay('2026-11-25'), text: CANARY, language: 'zh', provenance: null, state: 'assessed' },
    { seq: 2, kind: 'identity-notice', from: 'office', author: 'b', day: asDay('2026-11-25'), text: CANARY, language: 'zh', provenance: null },
  ],
}

function allPages(language: Language): Record<string, Html> {
  const site = siteIn(language)
  const receipt = {
    groups: ['4821', '0937', '5560', '1184', '7302', '6619'], received: asDay('2026-11-23'), answerBy: asDay('2026-11-30'), outcomeBy: asDay('2027-02-28'),
    provenance: 'on-arrival', group: 4, token: 'T', checked: null } as const
  const problem = { field: 'what', text: 'wrong' }
  return {
    office: officePage(site), plain: plainPage(site, { values: {}, problems: [] }, 'once'),
    again: plainPage(site, { values: { what: CANARY, where: CANARY, know: 'saw', 'my-name': CANARY }, problems: [problem] }, 'once'),
    code: codePage(site, { value: CANARY, problem: { field: 'code', text: 'wrong' } }), receipt: receiptPage(site, receipt),
    talk: talkPage(site, { opened: OPENED, token: 'T', reply: CANARY, identity: { name: CANARY, contact: CANARY }, problem: { field: 'reply', text: 'wrong' }, sent: false }),
    codeAgain: codeAgainPage(site, { reply: CANARY, identity: { name: CANARY, contact: CANARY }, once: 'o', problem: { field: 'code', text: 'wrong' } }),
    offices: officesPage(siteIn(language, null), [OFFICE]), closed: closedPage(siteIn(language, null)), problem: problemPage(site, 'not-found'),
    ...Object.fromEntries(Object.entries(CONTENT_PAGES).map(([path, render]) => [path, render(site)])),
  }
}

for (const language of LANGUAGES) {
  test(`every page in ${language} is whole`, () => {
    for (const [name, { text }] of Object.entries(allPages(language))) {
      assert.match(text, language === 'zh' ? /^<!doctype html><html lang="zh-CN">/ : /^<!doctype html><html lang="en">/, name)
      assert.match(text, /<title>[^<]+<\/title>/, name)
      assert.match(text, /<meta name="referrer" content="no-referrer">/, name)
      assert.doesNotMatch(text, /undefined|\[object|NaN|\{[a-z]+\}|\u0001/, name)
      assert.doesNotMatch(text, /\sstyle=|<style|\son[a-z]+="|javascript:/, name)
      assert.ok(!text.includes('<img'), `${name} escapes what was typed`)
      assert.equal(text.match(/<script/g)?.length, 1, name)
      for (const [tag] of text.matchAll(/<(?:script|link rel="stylesheet")[^>]*>/g)) assert.match(tag, /integrity="sha384-/, name)
      for (const [, address = ''] of text.matchAll(/\s(?:href|src|action|formaction)="([^"]*)"/g)) assert.match(address, /^(?:\/|#|data:image\/svg)/, name)
    }
  })

  test(`links in ${language} carry the language along`, () => {
    for (const [name, { text }] of Object.entries(allPages(language))) {
      for (const [, address = ''] of text.matchAll(/<a [^>]*href="(\/[^"]*)"/g)) assert.match(address, /\?lang=(?:en|zh)/, `${name} ${address}`)
    }
  })

  test(`the document in ${language} has no control that posts but inside noscript`, () => {
    const { text } = officePage(siteIn(language))
    const scripted = text.replaceAll(/<noscript>.*?<\/noscript>/gs, '')
    assert.doesNotMatch(scripted, /formaction|method="post"|<form[^>]*action=|type="(?:submit|image)"/i)
    for (const [button] of scripted.matchAll(/<button[^>]*>/g)) assert.match(button, /type="button"/)
    for (const [form] of scripted.matchAll(/<form[^>]*>/g)) assert.match(form, /method="dialog"/)
    assert.match(text, /<noscript><div class="note plain">.*formaction="\/nojs\/report".*<\/noscript>/)
  })

  test(`every question of the questionnaire is asked in ${language}, with a hint and a label`, () => {
    const { text } = officePage(siteIn(language))
    for (const { id, choices } of STANDARD_QUESTIONNAIRE) {
      assert.match(text, new RegExp(`name="${id}"`))
      assert.match(text, new RegExp(`id="${id}-h">[^<]{4,}`))
      for (const choice of choices ?? []) assert.match(text, new RegExp(`name="${id}" value="${choice}" ><span>[^<]+`))
    }
    const site = siteIn(language)
    const words: Readonly<Record<string, unknown>> = { ...site.words }
    for (const state of STATES) assert.equal(typeof words[`state-${state}-text`], 'string')
    for (const code of REFUSAL_CODES) assert.equal(typeof site.refusals[code], 'string')
  })
}

for (const language of LANGUAGES) {
  test(`a date that stands still in ${language} is no date, and says where its reason stands`, () => {
    const clock = { rule: 'cn-police/handle', deed: 'pause', cause: 'appraisal' } as const
    const turns = [...OPENED.turns, { seq: 3, kind: 'clock', from: 'office', author: 'b', day: asDay('2026-11-26'), text: 'The meter is examined.', language: 'en', provenance: null, clock }] as const
    const page = (opened: OpenedReport): string => talkPage(siteIn(language), { opened, token: 'T', reply: '', identity: { name: '', contact: '' }, problem: null, sent: false }).text
    const late = LATE_WORDS[language]
    const still = page({ ...OPENED, turns, next: null, paused: true })
    for (const said of [late['next-paused'], late['next-paused-text'], late['turn-clock-pause'], 'The meter is examined.']) assert.ok(still.includes(said), said)
    // The law's names of rules and causes are the office's affair.
    assert.ok(!still.includes('cn-police') && !still.includes('appraisal'))
    const owed = page({ ...OPENED, next: null, paused: false })
    assert.ok(!owed.includes(late['next-paused']) && owed.includes(siteIn(language).words['next-none']))
  })

  test(`a receipt in ${language} shows no date where the rules say none yet`, () => {
    const facts = { groups: [], received: asDay('2026-11-23'), provenance: 'on-arrival', group: 1, token: 'T', checked: null } as const
    const dates = (answerBy: Day | null, outcomeBy: Day | null): number => receiptPage(siteIn(language), { ...facts, answerBy, outcomeBy }).text.split('<dt>').length
    const both = dates(asDay('2026-11-30'), asDay('2027-02-28'))
    assert.deepEqual([dates(asDay('2026-11-30'), null), dates(null, null)], [both - 1, both - 2])
  })
}

test('an office with several channels asks for one, and preselects none', () => {
  const channels = ['web', 'ombuds'].map((channel) => ({ channel, names: { en: channel, zh: channel } }))
  const { text } = officePage(siteIn('en', { ...OFFICE, channels }))
  assert.match(text, /Question 1 of 8<\/span>Who should read it\?/)
  assert.doesNotMatch(text, / checked/)
  assert.doesNotMatch(text, /type="hidden" name="channel"/)
})

test('what was typed comes back, line breaks and all', () => {
  const { text } = plainPage(siteIn('en'), { values: { what: '\nfirst line', know: 'told' }, problems: [{ field: 'what', text: 'Mend this' }] }, 'x')
  assert.match(text, /<textarea id="what"[^>]*>\n\nfirst line<\/textarea>/)
  assert.match(text, /value="told" checked/)
  assert.match(text, /<div class="wrong" role="alert".*<a href="#what">Mend this<\/a>.*<p class="err" id="what-e">Mend this<\/p>/)
  assert.match(text, /aria-describedby="what-h what-e"/)
})

test('a gap in a sentence stands where the language wants it', () => {
  const gap = html`<b></b>`
  assert.equal(withGaps(({ day }: { day: string }) => `By ${day} & no later`, { day: gap }).text, 'By <b></b> &amp; no later')
  assert.equal(withGaps(({ day }: { day: string }) => `${day}前`, { day: gap }).text, '<b></b>前')
})

test('the one-time field is escaped like everything else', () => {
  assert.equal(onceField('"x'), '<input type="hidden" name="once" form="f" value="&quot;x">')
})
