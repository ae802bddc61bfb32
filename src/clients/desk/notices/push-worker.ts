/**
 * What shows a page while the desk is closed: one sentence, always the same, whatever a push service brings. It has no key, asks the network for nothing
 * (its policy forbids it), reads of a message nothing but a language, and is built as one file of its own.
 */
import { en } from '#words/notices/generated/en.ts'
import { zh } from '#words/notices/generated/zh.ts'

interface Lasting { waitUntil(done: Promise<unknown>): void }
interface Pushed extends Lasting { readonly data: { text(): string } | null }
interface Clicked extends Lasting { readonly notification: { close(): void } }
interface Window { readonly url: string; focus(): Promise<unknown> }
interface Scope {
  readonly registration: { readonly scope: string; showNotification(title: string, options: { readonly tag: string; readonly lang: string; readonly renotify: boolean }): Promise<void> }
  readonly clients: { matchAll(of: { readonly type: 'window'; readonly includeUncontrolled: true }): Promise<readonly Window[]>; openWindow(address: string): Promise<unknown> }
  addEventListener(name: 'push', heard: (event: Pushed) => void): void
  addEventListener(name: 'notificationclick', heard: (event: Clicked) => void): void
}

const scope = globalThis as unknown as Scope
/** A new one takes the place of one that nobody looked at. */
const TAG = 'postern'

scope.addEventListener('push', (event) => {
  const isChinese = languageOf(event) === 'zh'
  event.waitUntil(scope.registration.showNotification(isChinese ? zh.push : en.push, { tag: TAG, lang: isChinese ? 'zh-CN' : 'en', renotify: true }))
})

scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openDesk())
})

/** A message that does not open is shown too: a browser takes a subscription away that shows nothing. */
function languageOf({ data }: Pushed): string {
  try {
    return data?.text() ?? ''
  } catch {
    return ''
  }
}

async function openDesk(): Promise<void> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const open = windows.find(({ url }) => url.startsWith(scope.registration.scope))
  await (open === undefined ? scope.clients.openWindow(scope.registration.scope) : open.focus())
}
