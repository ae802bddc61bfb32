// The rooms of the house and who may import whom (ARCHITECTURE.md, "The house").

const BASE = ['base', 'words', 'domain']
const SEALING = ['sealing/sealed', 'sealing/plain', 'sealing/proof', 'sealing/seal', 'sealing/open']
/** What the server may know of sealing: envelopes from outside, and proofs. */
const BLIND = ['sealing/sealed', 'sealing/proof']
const CLIENT = [...BASE, ...SEALING, 'wire', 'clients/transport']
const PEOPLE = [...CLIENT, 'clients/reporter']

/** Each room with the other rooms it may import from; a room may always import from itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'base': [],
  'words': ['base'],
  'domain': ['base', 'words'],
  'sealing/sealed': BASE,
  'sealing/plain': [...BASE, 'sealing/sealed'],
  'sealing/proof': [...BASE, 'sealing/sealed'],
  'sealing/seal': [...BASE, ...BLIND, 'sealing/plain'],
  'sealing/open': [...BASE, ...BLIND, 'sealing/plain'],
  // Both sides read the wire, so it may not know more than the blinder of the two.
  'wire': [...BASE, ...BLIND],
  'server': [...BASE, ...BLIND, 'wire'],
  'clients/transport': CLIENT,
  'clients/reporter': CLIENT,
  'clients/member': [...CLIENT, 'clients/search'],
  'clients/cleaning': [...BASE, 'clients/transport'],
  'clients/outgoing': [...CLIENT, 'clients/cleaning'],
  // A stranger's file is taken apart here: no key, no wire, no sentence.
  'clients/viewer': ['base'],
  // Opened words are looked through here: no key, no wire.
  'clients/search': ['base', 'domain'],
  // A voice as it comes from the microphone: no key, no wire, no sentence.
  'clients/voice': ['base'],
  'clients/report': [...PEOPLE, 'clients/cleaning', 'clients/outgoing', 'clients/voice'],
  'clients/front': [...PEOPLE, 'clients/cleaning', 'clients/report', 'clients/viewer'],
  // A telephone call as a function, what is said in it, and sound as a telephone carries it: no key of an office, no wire, no socket.
  'clients/telephony': [...BASE, 'sealing/sealed', 'sealing/plain', 'sealing/proof'],
  'clients/phone': [...PEOPLE, 'clients/telephony', 'clients/voice'],
  'clients/desk': [...PEOPLE, 'clients/cleaning', 'clients/member', 'clients/outgoing', 'clients/search', 'clients/telephony', 'clients/viewer', 'clients/voice'],
  'clients/cli': [...PEOPLE, 'clients/cleaning', 'clients/member', 'clients/telephony'],
  'main': [...BASE, ...SEALING, 'wire', 'server', 'clients/transport', 'clients/reporter', 'clients/member', 'clients/report',
    'clients/front', 'clients/phone', 'clients/telephony', 'clients/desk', 'clients/cli'],
}

/** Rooms whose code a browser loads: nothing in them may need Node. */
const BROWSER = ['base', 'words', 'domain', ...SEALING, 'wire', 'clients/transport', 'clients/reporter', 'clients/member',
  'clients/cleaning', 'clients/outgoing', 'clients/search', 'clients/telephony', 'clients/viewer', 'clients/voice', 'clients/report', 'clients/desk']

/** The few packages that stand for something a room is the only one to do. */
export const PACKAGES: readonly { readonly name: RegExp; readonly rooms: readonly string[]; readonly why: string }[] = [
  { name: /^(@noble\/|age-encryption|@serenity-kit\/)/, rooms: SEALING, why: 'cryptography enters only through sealing' },
  { name: /^(kysely|pg|node:sqlite)(\/|$)/, rooms: ['server'], why: 'only the server has a store' },
  { name: /^(pdfjs-dist|mediabunny|postal-mime|papaparse|@zip\.js\/)/, rooms: ['clients/viewer'], why: 'a stranger’s file is parsed in the viewer only' },
  { name: /^@cantoo\/pdf-lib(\/|$)/, rooms: ['clients/cleaning'], why: 'a reporter’s documents are taken apart in one place' },
  { name: /^fflate(\/|$)/, rooms: ['clients/cleaning'], why: 'a reporter’s documents are taken apart in one place' },
  { name: /^nodemailer(\/|$)/, rooms: ['server'], why: 'only the server sends notices, and nothing of a report is there to be sent' },
  { name: /^tar-stream(\/|$)/, rooms: ['clients/cli'], why: 'a bundle of exhibits is packed and unpacked in one place' },
  { name: /^opencc-js(\/|$)/, rooms: ['clients/search'], why: 'spellings are made alike in one place' },
  { name: /^ws(\/|$)/, rooms: ['clients/phone'], why: 'the telephone line alone takes sockets' },
  { name: /^(svelte|bits-ui)(\/|$)/, rooms: ['clients/desk'], why: 'only the desk is made with Svelte' },
]

/** Build scripts lie in a browser's room but run on Node. */
const BUILD_SCRIPT = /(^src\/clients\/(?:report|viewer)\/build(\.ts|\/.*)|\/vite\.config\.ts|\/svelte\.config\.js)$/

/** The room of a file, or null where everything may be imported (tests, tools, bench). */
export function roomOf(path: string): string | null {
  const [top, first = '', second = ''] = path.split('/')
  if (top !== 'src') return null
  return first === 'sealing' || first === 'clients' ? `${first}/${second}` : first
}

/** Relative imports stay inside this folder; everything else is reached as `#room/…`. */
export function houseOf(path: string): string {
  const room = roomOf(path)
  if (room === null) return path.split('/')[0] ?? ''
  return room.startsWith('clients/') ? room : room.split('/')[0] ?? ''
}

export function isForBrowsers(path: string): boolean {
  const room = roomOf(path)
  return room !== null && BROWSER.includes(room) && !BUILD_SCRIPT.test(path)
}

export function isBuildScript(path: string): boolean {
  return BUILD_SCRIPT.test(path)
}
