// Goal: a hostile file that took over the whole page which shows it reaches nobody: not the net, not this server, not the desk, not the disk.
// Method: a page that tries, in the very frame and under the very policies of the viewer; two servers and a socket that count what they hear.
// The control is the same page without frame and policy: what it reaches there shows that the attempts are real.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { FRAME } from '#clients/desk/report/viewing.ts'
import { DESK_DOCUMENT, viewDocument } from '#clients/front/safe-headers.ts'
import { launchChromium, launchFirefox, noChromium, noFirefox } from './support/browsers.ts'

interface Outcome {
  readonly tried: Readonly<Record<string, boolean>>
  /** What the two servers and the socket heard, by attempt. */
  readonly heard: readonly string[]
}

interface Scene {
  readonly url: string
  outcome(): Promise<Outcome>
}

/** What each page of the viewer does before anything else. */
const DOORS = `${stripTypeScriptTypes(readFileSync(join(import.meta.dirname, '../src/clients/viewer/shut.ts'), 'utf8')).replace('export function', 'function')}\nshutDoors()`
const SETTLE_MS = 900
const IMAGE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

async function listen(context: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  server.on('upgrade', (request, socket) => { server.emit('request', request, null); socket.destroy() })
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  context.after(() => { server.closeAllConnections(); server.close() })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** @param guarded - the viewer's frame and both policies; without, nothing of them. */
async function scene(context: TestContext, guarded: boolean): Promise<Scene> {
  const heard: string[] = []
  const hit = (where: string, request: IncomingMessage): boolean => {
    const [, path, what] = /^(\/hit)\??(\w*)$/.exec(request.url ?? '') ?? []
    if (path !== undefined || request.headers.upgrade !== undefined) heard.push(`${what === undefined || what === '' ? 'socket or worker' : what} ${where}`)
    return path !== undefined
  }
  const stun = createSocket('udp4', () => { heard.push('webrtc') })
  await new Promise<void>((resolve) => { stun.bind(0, '127.0.0.1', resolve) })
  context.after(() => { stun.close() })
  const abroad = await listen(context, (request, response) => {
    hit('abroad', request)
    response?.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'image/png' }).end(IMAGE)
  })
  let script = ''
  const bring: ((tried: Outcome['tried']) => void)[] = []
  const outcome = new Promise<Outcome['tried']>((resolve) => { bring.push(resolve) })
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { tried } = JSON.parse(await read(request)) as { tried: Outcome['tried'] }
    bring[0]?.(tried)
    response.end()
  }
  const home = await listen(context, (request, response) => {
    if (request.url === '/parent.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(parentScript(guarded))
    else if (request.url === '/told') void take(request, response)
    else if (request.url?.startsWith('/view/attack.html') === true) {
      const headers = guarded ? viewDocument({ script: hashOf(script), style: "'none'" }) : { 'content-type': 'text/html; charset=utf-8' }
      response.writeHead(200, headers).end(`<!doctype html><title>Postern</title><script type="module">${script}</script>`)
    } else if (request.url === '/view/other.html') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>another case')
    else if (request.url === '/desk/') {
      response.writeHead(200, guarded ? DESK_DOCUMENT : { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html><title>desk</title><script src="/parent.js" defer></script>')
    } else {
      hit('home', request)
      response?.writeHead(200, { 'content-type': 'image/png' }).end(IMAGE)
    }
  })
  const words = `${guarded ? DOORS : ''}\n${readFileSync(join(import.meta.dirname, 'support/attack.js'), 'utf8')}`
  script = `const HOME=${JSON.stringify(home)},ABROAD=${JSON.stringify(abroad)},STUN=${(stun.address() as AddressInfo).port}\n${words}`
  return {
    url: `${home}/desk/`,
    async outcome() {
      const tried = await outcome
      await new Promise((resolve) => { setTimeout(resolve, SETTLE_MS) })
      return { tried, heard: [...new Set(heard)].sort() }
    },
  }
}

/** Frames, as files would be open; the first and the last are the attacker's. It tells by a message, which this page alone takes. */
function parentScript(guarded: boolean): string {
  const attributes = JSON.stringify(guarded ? FRAME : {})
  return `globalThis.secret = 'a key'
addEventListener('message', ({ data }) => { if (data?.tried) void fetch('/told', { method: 'POST', body: JSON.stringify(data) }) })
for (const path of ['/view/attack.html', '/view/other.html', '/view/attack.html?leave']) {
  const frame = document.createElement('iframe')
  for (const [name, value] of Object.entries(${attributes})) frame.setAttribute(name, value)
  frame.src = path
  document.documentElement.append(frame)
}`
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

async function read(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}

function assertContained({ tried, heard }: Outcome, address: string, url: string): void {
  assert.deepEqual(Object.keys(tried).filter((name) => tried[name] === true), [], 'nothing got through')
  assert.deepEqual(heard, [], 'nobody heard anything')
  assert.equal(address, url, 'the desk is still there')
  assert.ok(Object.keys(tried).length > 40)
}

test('in Chromium, a page that was taken over reaches nobody', { skip: noChromium(), timeout: 60_000 }, async (context) => {
  const [guarded, control, browser] = await Promise.all([scene(context, true), scene(context, false), launchChromium(context)])
  const page = await browser.newPage()
  await page.goto(guarded.url)
  assertContained(await guarded.outcome(), page.url(), guarded.url)
  assert.equal(browser.pages().length, 1, 'no window was opened')

  const free = await browser.newPage()
  await free.goto(control.url)
  const { tried, heard } = await control.outcome()
  const through = Object.keys(tried).filter((name) => tried[name] === true)
  assert.ok(through.length > 20, `the control got through with ${through.join(', ')}`)
  for (const what of ['fetch abroad', 'image abroad', 'beacon home', 'form abroad', 'leave abroad', 'webrtc', 'top home']) assert.ok(heard.includes(what), `${what} is not in ${heard.join(', ')}`)
})

test('in Firefox, a page that was taken over reaches nobody', { skip: noFirefox(), timeout: 60_000 }, async (context) => {
  const guarded = await scene(context, true)
  const page = await (await launchFirefox(context)).newPage()
  await page.goto(guarded.url)
  assertContained(await guarded.outcome(), page.url(), guarded.url)
})
