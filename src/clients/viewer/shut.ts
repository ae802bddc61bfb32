// What a policy does not forbid, and a page that shows a file never needs: calls to peers, which no directive of a browser covers, and
// elements that reach for another place or open another page.
const CALLS = ['RTCPeerConnection', 'webkitRTCPeerConnection', 'mozRTCPeerConnection', 'RTCIceTransport', 'RTCDataChannel', 'WebTransport', 'PresentationRequest', 'FencedFrameConfig', 'SharedStorage']
const REFUSED = ['link', 'meta', 'base', 'script', 'iframe', 'frame', 'fencedframe', 'object', 'embed', 'portal', 'form', 'a', 'area']

/** Before the first byte of a file: what is taken away here, nothing in this page can get back, since it can make no second page. */
export function shutDoors(): void {
  for (const name of CALLS) Reflect.deleteProperty(globalThis, name)
  const made = { createElement: Document.prototype.createElement, createElementNS: Document.prototype.createElementNS }
  const isRefused = (name: unknown): boolean => REFUSED.includes(String(name).split(':').at(-1)?.toLowerCase() ?? '')
  const refuse = (): never => { throw new DOMException('not here', 'NotAllowedError') }
  // The name as it was checked is the name that is used: an object may be two things in turn.
  Object.defineProperties(Document.prototype, {
    createElement: { value(this: Document, name: unknown) { const text = String(name); return isRefused(text) ? refuse() : made.createElement.call(this, text) } },
    createElementNS: { value(this: Document, space: string | null, name: unknown) { const text = String(name); return isRefused(text) ? refuse() : made.createElementNS.call(this, space, text) } },
  })
}
