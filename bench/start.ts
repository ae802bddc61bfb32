import { median, type Bench } from './bench.ts'
import { startHouse, withData } from './house.ts'

const STARTS = 5

/** From `./postern start` to the line that says it is ready: on an empty folder, and on one that is there. */
export const start: Bench = {
  name: 'start',
  run: (scale) => withData(async (data) => {
    const first = await startHouse(data)
    await first.stop()
    const again: number[] = []
    while (again.length < (scale.short ? 1 : STARTS)) {
      scale.tell(`start: ${again.length + 1}`)
      const started = await startHouse(data)
      again.push(started.startMs)
      await started.stop()
    }
    return [
      { name: 'first start, an empty folder', value: first.startMs, unit: 'ms' },
      { name: 'start, median', value: median(again), unit: 'ms', most: 1000 },
      { name: 'start, slowest', value: Math.max(...again), unit: 'ms' },
    ]
  }),
}
