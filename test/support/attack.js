// @ts-nocheck: text for a browser, in which HOME, ABROAD and STUN are put in by the test.
// What a hostile file would do if it took over the whole page that shows it. Each attempt says by itself whether it got through; what a server
// or a socket heard is counted there.
const tried = {}
const attempt = async (name, deed) => {
  try {
    const got = await Promise.race([deed(), new Promise((resolve) => { setTimeout(() => resolve(false), 400) })])
    tried[name] = got === true
  } catch { tried[name] = false }
}
const element = (name, attributes) => {
  const made = Object.assign(document.createElement(name), attributes)
  document.documentElement.append(made)
  return made
}
const heard = (target) => new Promise((resolve) => {
  target.addEventListener('load', () => resolve(true))
  target.addEventListener('error', () => resolve(false))
})
const main = async () => {
  for (const [where, url] of [['home', HOME], ['abroad', ABROAD]]) {
    await Promise.all([
      attempt(`fetch ${where}`, async () => { await fetch(`${url}/hit?fetch`, { mode: 'no-cors' }); return true }),
      attempt(`xhr ${where}`, () => new Promise((resolve, reject) => {
        const request = new XMLHttpRequest()
        request.onload = () => resolve(true)
        request.onerror = reject
        request.open('GET', `${url}/hit?xhr`)
        request.send()
      })),
      attempt(`beacon ${where}`, async () => navigator.sendBeacon(`${url}/hit?beacon`) && null),
      attempt(`image ${where}`, () => { const image = new Image(); const loaded = heard(image); image.src = `${url}/hit?image`; return loaded }),
      attempt(`script ${where}`, () => heard(element('script', { src: `${url}/hit?script` }))),
      attempt(`style ${where}`, () => heard(element('link', { rel: 'stylesheet', href: `${url}/hit?style` }))),
      attempt(`preload ${where}`, () => heard(element('link', { rel: 'preload', as: 'image', href: `${url}/hit?preload` }))),
      attempt(`prefetch ${where}`, () => heard(element('link', { rel: 'prefetch', href: `${url}/hit?prefetch` }))),
      attempt(`background ${where}`, async () => { document.documentElement.style.backgroundImage = `url(${url}/hit?background)`; return null }),
      attempt(`font ${where}`, async () => { await new FontFace('x', `url(${url}/hit?font)`).load(); return true }),
      attempt(`video ${where}`, async () => { element('video', { src: `${url}/hit?video`, autoplay: true }); return null }),
      attempt(`object ${where}`, () => heard(element('object', { data: `${url}/hit?object` }))),
      attempt(`frame ${where}`, async () => { element('iframe', { src: `${url}/hit?frame` }); return null }),
      attempt(`socket ${where}`, () => new Promise((resolve, reject) => { const socket = new WebSocket(url.replace('http', 'ws')); socket.onopen = () => resolve(true); socket.onerror = reject })),
      attempt(`events ${where}`, () => new Promise((resolve, reject) => { const source = new EventSource(`${url}/hit?events`); source.onopen = () => resolve(true); source.onerror = reject })),
      attempt(`module preload ${where}`, () => heard(element('link', { rel: 'modulepreload', href: `${url}/hit?modulepreload` }))),
      attempt(`module ${where}`, async () => { await import(`${url}/hit?module`); return true }),
      attempt(`form ${where}`, async () => { const form = element('form', { method: 'post', action: `${url}/hit?form`, target: '_blank' }); form.requestSubmit(); return null }),
      attempt(`ping ${where}`, async () => { const link = element('a', { href: '#x', ping: `${url}/hit?ping` }); link.click(); return null }),
      attempt(`popup ${where}`, async () => open(`${url}/hit?popup`) !== null),
    ])
  }
  await Promise.all([
    ...[() => globalThis, () => element('iframe', {}).contentWindow].map((realm, index) => attempt(`webrtc ${index}`, async () => {
      const peer = new (realm().RTCPeerConnection)({ iceServers: [{ urls: `stun:127.0.0.1:${STUN}` }] })
      peer.createDataChannel('x')
      await peer.setLocalDescription(await peer.createOffer())
      return true
    })),
    attempt('local storage', async () => { localStorage.setItem('x', '1'); return true }),
    attempt('session storage', async () => { sessionStorage.setItem('x', '1'); return true }),
    attempt('cookie', async () => { document.cookie = 'x=1'; return document.cookie.includes('x=1') }),
    attempt('database', () => new Promise((resolve, reject) => { const request = indexedDB.open('x'); request.onsuccess = () => resolve(true); request.onerror = reject })),
    attempt('caches', async () => { await caches.open('x'); return true }),
    attempt('files', async () => { await navigator.storage.getDirectory(); return true }),
    attempt('service worker', async () => { await navigator.serviceWorker.register('/hit'); return true }),
    attempt('worker', () => new Promise((resolve, reject) => {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })))
      worker.onmessage = () => resolve(true)
      worker.onerror = reject
    })),
    attempt('eval', async () => globalThis[['eval'][0]]('1') === 1),
    attempt('inline script', async () => { element('script', { text: 'globalThis.ran = true' }); return globalThis.ran === true }),
    attempt('handler', async () => { element('b', {}).setAttribute('onclick', 'globalThis.clicked = true'); document.querySelector('b').click(); return globalThis.clicked === true }),
    attempt('parent document', async () => parent.document.title !== undefined),
    attempt('parent words', async () => parent.secret === 'a key'),
    attempt('other frame', async () => parent.frames[1].document !== undefined),
    attempt('clipboard', async () => { await navigator.clipboard.readText(); return true }),
  ])
  parent.postMessage({ tried }, '*')
  // What ends the page comes last.
  for (const url of [HOME, ABROAD]) {
    try { top.location.href = `${url}/hit?top` } catch { /* refused */ }
    try { element('a', { href: `${url}/hit?anchor`, target: '_top' }).click() } catch { /* refused */ }
  }
}
// In a frame of its own, since a page that leaves tries nothing more.
if (location.search === '?leave') location.href = `${ABROAD}/hit?leave`
else void main()
