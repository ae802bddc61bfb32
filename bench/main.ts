import type { Io } from '#clients/cli/io.ts'
export async function runBenches(_names: readonly string[], _io: Io): Promise<number> { return 0 }
