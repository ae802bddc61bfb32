import type { IncomingMessage, ServerResponse } from 'node:http'
import { Refusal } from '#base/refusal.ts'
import type { Language } from '#domain/bodies.ts'
import { NEUTRAL_SITE } from '#clients/report/shell.ts'
import { problemPage } from '#clients/report/small-pages.ts'
import { ACTIONS } from '#clients/report/actions.ts'
import { STATUS } from '#wire/problem.ts'
import { answer } from './answer.ts'
import type { AssetShelf } from './assets.ts'
import { languageOf } from './language.ts'
import type { ByteRoom } from './nojs/admission.ts'
import { checkForm, fileForm } from './nojs/file-report.ts'
import { readForm } from './nojs/form-body.ts'
import { openForm } from './nojs/open-report.ts'
import { proofForm } from './nojs/proof.ts'
import { replyForm } from './nojs/reply.ts'
import { withdrawForm } from './nojs/withdraw.ts'
import type { Post, Room, Shown } from './nojs/room.ts'
import { encodingFor, unpackAs, type Packed } from './packed.ts'
import type { PageShelf } from './pages.ts'
import { PLAIN, REPORT_DOCUMENT } from './safe-headers.ts'
import type { Upstream } from './upstream.ts'

export interface PublicPortParts {
  readonly upstream: Upstream
  readonly assets: AssetShelf
  readonly pages: PageShelf
  readonly room: Room
  readonly bodies: ByteRoom
}

const POSTS: Readonly<Record<string, (room: Room, post: Post) => Promise<Shown>>> = {
  [ACTIONS.report]: fileForm,
  [ACTIONS.open]: openForm,
  [ACTIONS.reply]: replyForm,
  [ACTIONS.check]: checkForm,
  [ACTIONS.withdraw]: withdrawForm,
  [ACTIONS.proof]: proofForm,
}

/** Everything that comes in by the public port. Nothing of it is logged. */
export class PublicPort {
  readonly #parts: PublicPortParts

  constructor(parts: PublicPortParts) {
    this.#parts = parts
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/'
    if (url.startsWith('/api/')) return this.#parts.upstream.pass(request, response)
    this.#own(request, response).catch(() => {
      if (response.headersSent || response.destroyed) response.destroy()
      else this.#show(request, response, { status: 500, page: problemPage(this.#parts.room.sites.bare(languageIn(request)), null) })
    })
  }

  async #own(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = addressOf(request)
    const post = POSTS[pathname]
    const isReading = request.method === 'GET' || request.method === 'HEAD'
    if (post !== undefined) return isReading ? redirect(request, response, '/') : this.#post(request, response, post)
    if (!isReading) return this.#refuse(request, response, new Refusal('method-not-allowed'))
    if (pathname === '/leave') return redirect(request, response, NEUTRAL_SITE[languageIn(request)])
    if (pathname === '/desk') return redirect(request, response, '/desk/')
    if (pathname === '/robots.txt') return answer(request, response, { status: 200, headers: { ...PLAIN, 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /\n' })
    const asset = await this.#parts.assets.get(pathname)
    if (asset !== null) return this.#send(request, response, { status: 200, headers: asset.headers, packed: asset.packed, tail: '' })
    await this.#page(request, response, pathname)
  }

  async #page(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    try {
      const page = await this.#parts.pages.get(pathname, languageIn(request))
      this.#send(request, response, { ...page, headers: REPORT_DOCUMENT })
    } catch (error) {
      this.#refuse(request, response, error)
    }
  }

  async #post(request: IncomingMessage, response: ServerResponse, act: (room: Room, post: Post) => Promise<Shown>): Promise<void> {
    if (request.method !== 'POST') return this.#refuse(request, response, new Refusal('method-not-allowed'))
    const leaving = new AbortController()
    response.once('close', () => { if (!response.writableFinished) leaving.abort() })
    try {
      await this.#parts.bodies.hold(async (place) => {
        const fields = await readForm(request, place)
        const language = languageOf(fields.get('lang') ?? null, request.headers['accept-language'])
        this.#show(request, response, await act(this.#parts.room, { fields, language, signal: leaving.signal }))
      })
    } catch (error) {
      this.#refuse(request, response, error)
    }
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.destroyed) return
    const code = error instanceof Refusal ? error.code : null
    // A body that was cut off is not read to its end.
    if (!request.complete) response.setHeader('connection', 'close')
    this.#show(request, response, { status: code === null ? 500 : STATUS[code], page: problemPage(this.#parts.room.sites.bare(languageIn(request)), code) })
  }

  /** [Note: Not compressed] A page with something secret and something that a stranger may choose gives the secret away by its length. */
  #show(request: IncomingMessage, response: ServerResponse, shown: Shown): void {
    if (response.destroyed) return
    const { status } = shown
    if ('page' in shown) answer(request, response, { status, headers: REPORT_DOCUMENT, body: shown.page.text })
    else answer(request, response, { status, headers: { ...PLAIN, 'content-type': 'application/json', 'content-disposition': `attachment; filename="${shown.file.name}"` }, body: shown.file.text })
  }

  #send(request: IncomingMessage, response: ServerResponse, sent: { status: number; headers: Readonly<Record<string, string>>; packed: Packed; tail: string }): void {
    const encoding = encodingFor(request.headers['accept-encoding'])
    const headers = encoding === 'identity' ? sent.headers : { ...sent.headers, 'content-encoding': encoding }
    answer(request, response, { status: sent.status, headers: { ...headers, vary: 'accept-encoding, accept-language' }, body: unpackAs(sent.packed, encoding, sent.tail) })
  }
}

function redirect(request: IncomingMessage, response: ServerResponse, location: string): void {
  answer(request, response, { status: 303, headers: { ...PLAIN, location }, body: '' })
}

function languageIn(request: IncomingMessage): Language {
  return languageOf(addressOf(request).searchParams.get('lang'), request.headers['accept-language'])
}

function addressOf(request: IncomingMessage): URL {
  const path = request.url ?? '/'
  return URL.parse(path.startsWith('/') ? `http://front${path.startsWith('//') ? '/' : path}` : 'http://front/not-found') ?? new URL('http://front/not-found')
}
