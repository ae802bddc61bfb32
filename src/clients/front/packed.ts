import { promisify } from 'node:util'
import { brotliCompress, constants, crc32, deflateRaw } from 'node:zlib'

const deflate = promisify(deflateRaw)
const brotli = promisify(brotliCompress)

export type Encoding = 'br' | 'gzip' | 'identity'

/**
 * A document compressed once, with room behind it.
 * [Note: Tails] Each copy of the form ends with a value of its own (see [Note: Once]). So the common part is compressed and flushed
 * to a whole byte, and the rest of each copy follows uncompressed: a stored block costs nothing, and a secret that is not
 * compressed cannot be guessed by its length.
 */
export interface Packed {
  readonly plain: Buffer
  readonly deflated: Buffer
  readonly brotli: Buffer
  readonly crc: number
}

/** @param quality - of brotli: 11 takes as many seconds for a megabyte as 9 takes tenths, and saves a tenth of its bytes. */
export async function pack(content: Uint8Array | string, quality: 9 | 11 = 11): Promise<Packed> {
  const plain = Buffer.from(content)
  const [deflated, brotlied] = await Promise.all([
    deflate(plain, { level: 9, finishFlush: constants.Z_SYNC_FLUSH }),
    brotli(plain, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    }),
  ])
  return { plain, deflated, brotli: brotlied, crc: crc32(plain) }
}

/** The encoding that a browser takes and that is smallest. */
export function encodingFor(accepted: string | undefined): Encoding {
  const names = (accepted ?? '').toLowerCase().split(',').map((each) => each.trim().replace(/;q=0(?:\.0+)?$/, ' refused'))
  if (names.some((name) => /^br(;|$)/.test(name))) return 'br'
  return names.some((name) => /^gzip(;|$)/.test(name)) ? 'gzip' : 'identity'
}

export function unpackAs(packed: Packed, encoding: Encoding, tail = ''): Buffer {
  const rest = Buffer.from(tail)
  if (rest.length > 0xffff) throw new RangeError('a tail is short')
  if (encoding === 'br') return Buffer.concat([packed.brotli, ...(rest.length > 0 ? [brotliStored(rest)] : []), BROTLI_END])
  if (encoding === 'gzip') return Buffer.concat([GZIP_HEAD, packed.deflated, deflateStored(rest), gzipEnd(packed, rest)])
  return Buffer.concat([packed.plain, rest])
}

/** No name, no time, system unknown. @see RFC 1952 section 2.3 */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** ISLAST and ISLASTEMPTY. @see RFC 7932 section 9.2 */
const BROTLI_END = Buffer.from([3])

/** The last block, stored. @see RFC 1951 section 3.2.4 */
function deflateStored(rest: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head[0] = 1
  head.writeUInt16LE(rest.length, 1)
  head.writeUInt16LE(rest.length ^ 0xffff, 3)
  return Buffer.concat([head, rest])
}

function gzipEnd(packed: Packed, rest: Buffer): Buffer {
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(rest, packed.crc), 0)
  end.writeUInt32LE((packed.plain.length + rest.length) >>> 0, 4)
  return end
}

/** Not last, four nibbles of length less one, uncompressed, filled up to a byte. @see RFC 7932 section 9.2 */
function brotliStored(rest: Buffer): Buffer {
  const head = Buffer.alloc(3)
  head.writeUIntLE(((rest.length - 1) << 3) | (1 << 19), 0, 3)
  return Buffer.concat([head, rest])
}
