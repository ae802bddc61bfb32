import type { IncomingMessage, ServerResponse } from 'node:http'
import { LIMITS } from '#base/limits.ts'
import { Refusal } from '#base/refusal.ts'
import type { Language } from '#domain/bodies.ts'
import { NEUTRAL_SITE } from '#clients/report/shell.ts'
import { problemPage } from '#clients/report/small-pages.ts'
import { ACTIONS } from '#clients/report/actions.ts'
import { STATUS } from '#wire/problem.ts'
import { answer, answerFile } from './answer.ts'
import type { AssetShelf } from './assets.ts'
import { languageOf } from './language.ts'
import type { ByteRoom, FormPlace } from './nojs/admission.ts'
import { checkForm, fileForm } from './nojs/file-report.ts'
import { formFiles } from './nojs/files.ts'
import { readForm, type TakeFile } from './nojs/form-body.ts'
import { openForm } from './nojs/open-report.ts'
import { proofForm } from './nojs/proof.ts'
import { replyForm } from './nojs/reply.ts'
import { saveForm } from './nojs/save-file.ts'
import { minutesForm } from './nojs/minutes.ts'
import { objectionForm } from './nojs/objection.ts'
import { retaliationForm } from './nojs/retaliation.ts'
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

interface Expected {
  readonly act: (room: Room, post: Post) => Promise<Shown>
  readonly takesFiles: boolean
}

const POSTS: Readonly<Record<string, Expected>> = {
  [ACTIONS.report]: { act: fileForm, takesFiles: true },
  [ACTIONS.open]: { act: openForm, takesFiles: false },
  [ACTIONS.reply]: { act: replyForm, takesFiles: true },
  [ACTIONS.check]: { act: checkForm, takesFiles: false },
  [ACTIONS.withdraw]: { act: withdrawForm, takesFiles: false },
  [ACTIONS.proof]: { act: proofForm, takesFiles: false },
  [ACTIONS.save]: { act: saveForm, takesFiles: false },
  [ACTIONS.minutes]: { act: minutesForm, takesFiles: false },
  [ACTIONS.objection]: { act: objectionForm, takesFiles: false },
  [ACTIONS.retaliation]: { act: retaliationForm, takesFiles: false },
}

/** All that has no files has come by then, over any line. */
const BODY_WITHIN_MS = 300_000
const refuseFile: TakeFile = () => Promise.reject(new Refusal('malformed', { member: 'fields' }))

/** Everything that comes in by the public port. Nothing of it is logged. */
export class PublicPort {
  readonly #parts: PublicPortParts

  constructor(parts: PublicPortParts) {
    this.#parts = parts
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/'
    if (!isFormWithFiles(request)) within(request, BODY_WITHIN_MS)
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

  async #post(request: IncomingMessage, response: ServerResponse, expected: Expected): Promise<void> {
    const sinceMs = Date.now()
    if (request.method !== 'POST') return this.#refuse(request, response, new Refusal('method-not-allowed'))
    const leaving = new AbortController()
    response.once('close', () => { if (!response.writableFinished) leaving.abort() })
    try {
      await this.#parts.bodies.hold(async (place) => {
        const formBytes = Number(request.headers['content-length'] ?? LIMITS.fileBytesMax)
        const takesFiles = expected.takesFiles && isFormWithFiles(request)
        if (!takesFiles && request.headers['content-length'] !== undefined && formBytes > LIMITS.requestBytesMax) throw new Refusal('too-large', { bytesMax: LIMITS.requestBytesMax })
        const files = formFiles({ api: this.#parts.room.api, cleaner: this.#parts.room.cleaner, place, signal: leaving.signal, formBytes })
        const fields = await readForm(request, place, takesFiles ? files.take : refuseFile)
        const language = languageOf(fields.get('lang') ?? null, request.headers['accept-language'])
        const shown = await expected.act(this.#parts.room, { fields, files, sinceMs, language, signal: leaving.signal })
        if (!('words' in shown)) return this.#show(request, response, shown)
        makeRoom(place)
        await answerFile(request, response, shown)
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
  #show(request: IncomingMessage, response: ServerResponse, shown: Exclude<Shown, { readonly words: unknown }>): void {
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

/** A segment as it is kept, opened, and on its way out. */
const SAVING_BYTES = 4 * 1024 * 1024

/** A file that goes out takes room as a form that comes in does. @throws Refusal `busy` */
function makeRoom(place: FormPlace): void {
  let refused: Refusal | null = null
  place.take(SAVING_BYTES, (refusal) => { refused = refusal })
  place.settle()
  if (refused !== null) throw refused
}

/** A form with files may come for hours, over a slow line; whoever falls silent is cut off all the same. */
function isFormWithFiles({ method, url, headers }: IncomingMessage): boolean {
  return method === 'POST' && POSTS[url?.split('?')[0] ?? '']?.takesFiles === true && /^multipart\/form-data/i.test(headers['content-type'] ?? '')
}

function within(request: IncomingMessage, ms: number): void {
  if (request.method === 'GET' || request.method === 'HEAD') return
  const timer = setTimeout(() => { if (!request.complete) request.destroy() }, ms).unref()
  request.once('close', () => { clearTimeout(timer) })
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
