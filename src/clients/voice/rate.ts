/** Samples a second, from the microphone's filter to the file: a voice below 7 kHz, and nothing of a device's own rate. */
export const RATE_HZ = 16_000
/** Everything that follows speech does so in steps of ten milliseconds. */
export const HOP = 160
