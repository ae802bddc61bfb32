/** How a telephone carries a voice: one byte a sample, 8,000 a second. @see ITU-T G.711 */
export const CODECS = ['ulaw', 'alaw'] as const
export type Codec = (typeof CODECS)[number]

export const TELEPHONE_HZ = 8000
