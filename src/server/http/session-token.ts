import { SESSION_COOKIE, UPLOAD_SCHEME } from '#wire/routes.ts'

/**
 * The session's token comes in a cookie that scripts cannot read or, from clients that are no browsers, as a bearer token.
 * Chromium and Firefox both take the `__Host-` cookie, which must be `Secure`, from http://127.0.0.1 and http://localhost too
 * (tried with Chromium and Firefox ESR), so there is one name and no other.
 */
export function sessionToken({ headers }: Request): string | null {
  const authorization = headers.get('authorization')
  if (authorization !== null) return authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : null
  return cookieToken(headers)
}

/** A member who sends a file shows the upload's token, and the session by the cookie or, from a client that is no browser, behind that token. */
export function senderSession({ headers }: Request): string | null {
  const [scheme, , session = null] = (headers.get('authorization') ?? '').split(' ')
  return scheme === UPLOAD_SCHEME ? session ?? cookieToken(headers) : null
}

function cookieToken(headers: Headers): string | null {
  const cookies = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim())
  return cookies.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1) ?? null
}

/** No `Max-Age`: the browser forgets it with the window, and the server after the idle hours. */
export function sessionCookie(token: string): Readonly<Record<string, string>> {
  return { 'set-cookie': `${SESSION_COOKIE}=${token}; Path=/; Secure; HttpOnly; SameSite=Strict` }
}

export function endedCookie(): Readonly<Record<string, string>> {
  return { 'set-cookie': `${SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0` }
}
