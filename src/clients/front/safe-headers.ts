import type { IncomingMessage } from 'node:http'

/** [Note: Three policies] Constant, without nonce, `unsafe-inline` or `unsafe-eval`, and with Trusted Types required in all. The third is `viewDocument`. */
const REPORT_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:", 'media-src blob:', "form-action 'self'",
  "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types postern-worker',
].join('; ')

const DESK_POLICY = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data: blob:", 'media-src blob:',
  "font-src 'self'", "worker-src 'self'", "frame-src 'self'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
  "require-trusted-types-for 'script'", 'trusted-types postern-worker postern-push svelte-trusted-html',
].join('; ')

const NOTHING_ALLOWED = 'camera=(), display-capture=(), fullscreen=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()'

type Headers = Readonly<Record<string, string>>

/** On every answer of the front. What the server answers brings its own. */
const SAFE: Headers = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** What no page here needs, said to the documents that might be tricked into it. */
const DOCUMENT: Headers = { ...SAFE, 'permissions-policy': 'camera=(), geolocation=(), microphone=()', 'cache-control': 'no-store' }

/** It may ask for the microphone, and has no frame to lend it to: a document's own is allowed unless it says otherwise. */
export const REPORT_DOCUMENT: Headers = { ...DOCUMENT, 'permissions-policy': 'camera=(), geolocation=()', 'content-security-policy': REPORT_POLICY, 'content-type': 'text/html; charset=utf-8' }
/** A handler may answer by speaking. The frames of the desk, in which strangers' files are drawn, have policies of their own that refuse it. */
export const DESK_DOCUMENT: Headers = { ...DOCUMENT, 'permissions-policy': 'camera=(), geolocation=(), microphone=(self)', 'content-security-policy': DESK_POLICY, 'content-type': 'text/html; charset=utf-8' }

/**
 * For a page in which a stranger's file is looked at: an origin of its own that is nobody's, one script and one style by their hash, no network. What it
 * plays or draws stands in its own memory. What no directive covers, the page itself takes away (`clients/viewer/shut.ts`).
 *
 * @see Content Security Policy Level 3, 6.3.2 (sandbox)
 */
export function viewDocument({ script, style }: { readonly script: string; readonly style: string }): Headers {
  const policy = [
    'sandbox allow-scripts', "default-src 'none'", `script-src ${script} 'wasm-unsafe-eval'`, `style-src ${style}`, 'img-src blob: data:', 'media-src blob:', "connect-src 'none'",
    "worker-src 'none'", "frame-src 'none'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].join('; ')
  return { ...DESK_ASSET, 'content-security-policy': policy, 'permissions-policy': NOTHING_ALLOWED, 'x-dns-prefetch-control': 'off', 'content-type': 'text/html; charset=utf-8' }
}

/** A worker has the policy that its own script came with, and none of its page's. */
const WORKER_POLICY = ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"].join('; ')

export function asWorker(headers: Headers): Headers {
  return { ...headers, 'content-security-policy': WORKER_POLICY }
}

/** The worker that shows a page: it asks nobody for anything. A browser looks by itself whether there is a newer one. */
const PUSH_POLICY = ["default-src 'none'", "script-src 'none'", "connect-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"].join('; ')
export const PUSH_WORKER: Headers = { ...SAFE, 'cache-control': 'no-cache', 'content-security-policy': PUSH_POLICY }

/** A copy of a reporter's page in a cache would be a trace. */
export const REPORT_ASSET: Headers = { ...SAFE, 'cache-control': 'no-store' }
/** The desk's assets are named by their content. */
export const DESK_ASSET: Headers = { ...SAFE, 'cache-control': 'public, max-age=31536000, immutable' }
export const PLAIN: Headers = { ...SAFE, 'cache-control': 'no-store' }

const NOTHING: Headers = {}
const SECURE: Headers = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }

/** Only over https, where alone a browser listens to it. A proxy in front says so. */
export function transportSecurity(request: IncomingMessage): Headers {
  return request.headers['x-forwarded-proto'] === 'https' ? SECURE : NOTHING
}
