/** What opens the fixture's desk. Words of the list, so that the passphrase is one that the real check passes. */
export const FIXTURE_PASSPHRASE = 'acorn bridge candle drift ember fabric'
export const FIXTURE_CODE = '123456'
