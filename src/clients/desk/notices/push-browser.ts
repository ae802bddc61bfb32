import { base64url, fromBase64url, utf8 } from '#base/bytes.ts'
import type { Language } from '#domain/bodies.ts'
import { trusted } from '#clients/outgoing/trusted.ts'
import { hash } from '#sealing/proof/hash.ts'
import type { PushDevice } from '#wire/notices.ts'

/** Where the desk's worker has its address, which must never change: a browser asks there whether there is a newer one. */
const WORKER = '/desk/push.js'
const SCOPE = '/desk/'
/** A policy lets one address through, once. */
let address: string | null = null

export function pushPossible(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
}

/** What this browser is known by at the server; null while it is subscribed to nothing. */
export async function ownDevice(): Promise<string | null> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE)
  const subscription = await registration?.pushManager.getSubscription()
  return subscription === null || subscription === undefined ? null : base64url(hash(utf8(subscription.endpoint)))
}

/** @returns null where the person, or the browser for them, does not allow it */
export async function subscribe(key: string, language: Language): Promise<PushDevice | null> {
  if (await Notification.requestPermission() !== 'granted') return null
  const registration = await navigator.serviceWorker.getRegistration(SCOPE) ?? await navigator.serviceWorker.register(address ??= trusted(WORKER, 'postern-push'), { scope: SCOPE, updateViaCache: 'none' })
  await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.getSubscription() ?? await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: fromBase64url(key) as Uint8Array<ArrayBuffer> })
  const part = (name: PushEncryptionKeyName): string => base64url(new Uint8Array(subscription.getKey(name) ?? []))
  return { endpoint: subscription.endpoint, p256dh: part('p256dh'), auth: part('auth'), language }
}

/** The worker goes as well: without a subscription it has nothing to do here. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE)
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  await registration?.unregister()
}
