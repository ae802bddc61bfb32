import type { Io } from '#clients/cli/io.ts'
export async function verifyData(_d: string, _io: Io): Promise<number> { return 1 }
