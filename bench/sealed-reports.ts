import { base64url, randomBytes, type Bytes } from '#base/bytes.ts'
import { dayAt } from '#base/day.ts'
import { deriveReporter, newReceipt } from '#sealing/plain/receipt.ts'
import { hash, logId } from '#sealing/proof/hash.ts'
import { signedBytes } from '#sealing/sealed/entry.ts'
import { encodeHeader, parseHeader, type Header } from '#sealing/sealed/header.ts'
import { sealReport } from '#sealing/seal/report.ts'
import type { TrustedOffice } from '#clients/reporter/reporter.ts'
import { encodeFileReport, type FileReport } from '#wire/append.ts'

const STORY = 'The lot was sampled after it had been shipped, and the record was dated back. '

/**
 * Many valid reports for one office. One is sealed as a reporter's client seals it; the others are that one under keys, ids and
 * signatures of their own. The server can tell no difference and has to do all its work; making them costs a tenth.
 */
export async function sealedReports(office: TrustedOffice, count: number): Promise<readonly FileReport[]> {
  const first = await oneReport(office)
  const header = parseHeader(first.entry.header)
  const reports: FileReport[] = []
  for (let at = 0; at < count; at += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - at)
    reports.push(...await Promise.all(Array.from({ length: size }, () => another(first, header))))
  }
  return reports
}

const AT_ONCE = 64

async function oneReport(office: TrustedOffice): Promise<FileReport> {
  const [channel] = office.channels
  if (channel === undefined) throw new Error('the office has no channel')
  const keys = await deriveReporter(newReceipt(), office.salt)
  const body = { answers: { what: STORY.repeat(8), where: 'Hall 4', when: 'In March' }, language: 'en', provenance: 'in-browser', directory: office.directory } as const
  const to = { ...channel, office: office.office, directory: office.directory }
  const { entry, wraps, access } = await sealReport(to, keys, { body, day: dayAt(Date.now(), office.timeZone), urgent: false, identity: null })
  return { entry, wraps, access }
}

async function another(first: FileReport, header: Header): Promise<FileReport> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const nonce = randomBytes(16)
  const own: Header = {
    ...header, author: base64url(publicKey), nonce: base64url(nonce), keyCommit: base64url(randomBytes(32)),
    log: logId(Uint8Array.fromBase64(header.office, { alphabet: 'base64url' }), publicKey, nonce),
  }
  const bytes = encodeHeader(own)
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, signedBytes(bytes)))
  return {
    entry: { header: bytes, signature, body: first.entry.body }, wraps: first.wraps,
    access: { lookupHash: hash(randomBytes(32)), tokenHash: hash(randomBytes(32)) },
  }
}

/** Requests as they go over a socket, each behind its length: what the load generator reads. */
export function requestsFile(office: string, reports: readonly FileReport[]): Bytes {
  const parts = reports.flatMap((report) => {
    const body = encodeFileReport(report)
    const head = Buffer.from(`POST /api/offices/${office}/reports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/vnd.postern.frames\r\nContent-Length: ${body.length}\r\n\r\n`)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(head.length + body.length)
    return [length, head, body]
  })
  return new Uint8Array(Buffer.concat(parts))
}

