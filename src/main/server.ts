// The server's process: the API on a Unix socket, and the store behind it. It opens no report.
import { createServer as createHttpServer, IncomingMessage, type Server as HttpServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { useDigest } from '#sealing/proof/hash.ts'
import { createServer } from '#server/http/create-server.ts'
import type { PushSettings } from '#server/push/post.ts'
import { smtpPost } from '#server/mail/smtp.ts'
import { nativeDigest } from '#server/native-hash.ts'
import { blobsPath, openDiskBlobs } from '#server/store/disk-blobs.ts'
import { runChild } from './child.ts'
import { openStore, type StoreOptions } from './open-store.ts'
import { dropSetupToken, setupTokenIn } from './setup-token.ts'
import type { MailSettings } from './mail-settings.ts'
import { listenPrivately, socketPlace } from './socket.ts'
import { VERSION } from './version.ts'

export interface ServerReady {
  readonly socketPath: string
  /** For the set-up link; null once it was used. */
  readonly setupToken: string | null
}

export interface ServerOptions extends StoreOptions {
  /** For uploads that no entry cites. */
  readonly uploadRoomBytes?: number
  readonly mail?: MailSettings
  readonly push?: PushSettings
}

/** A megabyte over a slow onion circuit takes minutes. */
const REQUEST_WITHIN_MS = 600_000
const HEADERS_WITHIN_MS = 30_000

useDigest(nativeDigest)
runChild<ServerOptions, ServerReady>(async (options) => {
  const store = await openStore(options)
  const setupToken = await setupTokenIn(options.data, (await store.read.installation()).setupTokenHash)
  const blobs = await openDiskBlobs(blobsPath(options.data))
  const { uploadRoomBytes, mail, push } = options
  const server = await createServer({
    store, blobs, version: VERSION, onSetup: () => dropSetupToken(options.data), ...(uploadRoomBytes === undefined ? {} : { uploadRoomBytes }),
    ...(mail === undefined ? {} : { mail: { post: smtpPost(mail.smtp), texts: mail.texts } }),
    ...(push === undefined ? {} : { push }),
  })
  const place = socketPlace(options.data)
  const http = createHttpServer(
    { requestTimeout: REQUEST_WITHIN_MS, headersTimeout: HEADERS_WITHIN_MS },
    getRequestListener((request, { incoming }) => server.fetch(request, incoming instanceof IncomingMessage ? { incoming } : {})),
  )
  await listenPrivately(http, place.path)
  server.start()
  return {
    ready: { socketPath: place.path, setupToken },
    async stop() {
      await closed(http)
      place.remove()
      await server.stop()
      await store.close()
    },
  }
})

/** Takes no new connection and waits for the answers under way. */
async function closed(http: HttpServer): Promise<void> {
  const end = new Promise((resolve) => { http.close(resolve) })
  http.closeIdleConnections()
  const patience = setTimeout(() => http.closeAllConnections(), 5000)
  await end
  clearTimeout(patience)
}
