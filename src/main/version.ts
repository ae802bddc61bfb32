import { readFileSync } from 'node:fs'

const METADATA: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

export const VERSION: string = typeof METADATA === 'object' && METADATA !== null && 'version' in METADATA ? String(METADATA.version) : ''
