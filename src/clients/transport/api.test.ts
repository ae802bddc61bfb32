// Goal: whatever stands at the other end, a client gets an answer or a refusal. Method: answers as servers, proxies and torn cables give them.
import assert from 'node:assert/strict'
import test from 'node:test'
import { utf8 } from '#base/bytes.ts'
import { Refusal } from '#base/refusal.ts'
import { refusalOf } from '#test/support/vectors.ts'
import { FRAMES_TYPE } from '#wire/frames.ts'
import { problemOf, PROBLEM_TYPE } from '#wire/problem.ts'
import { bytesOf, httpApi, jsonOf, type Api, type Call } from './api.ts'

interface Sent { readonly url: string; readonly init: RequestInit }

function apiOver(answer: () => Response | Promise<Response>): { readonly api: Api; readonly sent: Sent[] } {
  const sent: Sent[] = []
  const fetchOf = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    sent.push({ url: String(input), init })
    return answer()
  }
  return { api: httpApi('https://office.example', fetchOf), sent }
}

const HEALTH: Call = { route: 'read-health' }

function torn(): Response {
  return new Response(new ReadableStream({ pull(controller) { controller.error(new TypeError('terminated')) } }))
}

test('a call goes where its route says, without referrer, cache or detour', async () => {
  const { api, sent } = apiOver(() => new Response('{}'))
  await api.call({ route: 'read-log', parameters: { log: 'a/b' }, query: { from: 3, to: undefined }, headers: { authorization: 'x' } })
  await api.call({ route: 'append-entry', parameters: { log: 'a' }, body: utf8('frames') })
  await api.call({ route: 'start-session', body: { a: 1 } })
  assert.deepEqual(sent.map(({ url }) => url), ['https://office.example/api/logs/a%2Fb?from=3', 'https://office.example/api/logs/a/entries', 'https://office.example/api/sessions/start'])
  assert.deepEqual(sent.map(({ init }) => init.method), ['GET', 'POST', 'POST'])
  assert.deepEqual(sent.map(({ init }) => (init.headers as Record<string, string>)['content-type']), [undefined, FRAMES_TYPE, 'application/json'])
  assert.equal(sent[2]?.init.body, '{"a":1}')
  for (const { init } of sent) assert.deepEqual([init.redirect, init.referrerPolicy, init.cache], ['error', 'no-referrer', 'no-store'])
})

test('a refusal of the server is the same refusal here', async () => {
  const refusal = new Refusal('stale-head', { length: 3 })
  const { api } = apiOver(() => Response.json(problemOf(refusal), { status: 409, headers: { 'content-type': PROBLEM_TYPE } }))
  await assert.rejects(api.call(HEALTH), (error) => error instanceof Refusal && error.code === 'stale-head' && error.details['length'] === 3)
})

for (const [why, answer] of [
  ['a page of a proxy', () => new Response('<h1>Bad gateway</h1>', { status: 502 })], ['a problem of somebody else', () => Response.json({ title: 'nope', status: 400 }, { status: 400, headers: { 'content-type': PROBLEM_TYPE } })],
  ['a problem that is no JSON', () => new Response('{', { status: 400, headers: { 'content-type': PROBLEM_TYPE } })], ['no server', () => { throw new TypeError('fetch failed') }],
] as const) {
  test(`${why} is "unreachable"`, async () => { assert.equal(await refusalOf(() => apiOver(answer).api.call(HEALTH)), 'unreachable') })
}

test('an answer that is cut off is "unreachable", and one that is no JSON is nothing', async () => {
  assert.equal(await refusalOf(() => bytesOf(torn())), 'unreachable')
  assert.equal(await refusalOf(() => jsonOf(torn())), 'unreachable')
  assert.equal(await jsonOf(new Response('<p>')), undefined)
  assert.deepEqual(await jsonOf(new Response('[1]')), [1])
})

test('a person who stops is not told that the server is unreachable', async () => {
  const { api } = apiOver(() => { throw new DOMException('stopped', 'AbortError') })
  await assert.rejects(api.call(HEALTH), (error) => error instanceof DOMException)
})

test('a call to nowhere is a defect, not a refusal', async () => {
  await assert.rejects(apiOver(() => new Response()).api.call({ route: 'read-log' }), RangeError)
})
