/** The house's icons: 16 px grid, 1.5 px stroke, butt ends. Only those that the desk shows. */
export const ICONS = {
  queue: 'M2 3.5h12M2 8h12M2 12.5h8',
  scale: 'M8 2v12M4 14h8M2 9l2-5h8l2 5M2 9h4M10 9h4',
  bulletin: 'M3 2h10v12H3zM5.5 5.5h5M5.5 8h5M5.5 10.5h3',
  people: 'M2 14v-3a3 3 0 0 1 6 0v3M5 3.5a1.5 1.5 0 1 1-.01 0M10 9.2a2.6 2.6 0 0 1 4 2V14M11 4.5a1.4 1.4 0 1 1-.01 0',
  reply: 'M6 3 2 7l4 4M2 7h8a4 4 0 0 1 4 4v2',
  refer: 'M9 3h4v4M13 3 7 9M11 9v4H3V5h4',
  no: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  ok: 'M2.5 8.5 6 12l7.5-8',
  out: 'M8 2.2a5.8 5.8 0 1 1-.01 0M4 12l8-8',
  alarm: 'M8 2 14.5 13.5h-13zM8 6.5v3.5M8 11.3v1',
  phone: 'M3 2h3l1 3.5-1.8 1.2a8 8 0 0 0 4.1 4.1L10.5 9l3.5 1v3c-6 1-12-5-11-11z',
  notice: 'M2 3.5h12v9H2zM2 4l6 5 6-5',
  sealed: 'M4 14V7a4 4 0 0 1 8 0v7zM2 14h12M9.5 9.5v1.5',
  opened: 'M4 14V7a4 4 0 0 1 8 0v7M2 14h12M4 14l5-1.5V5.5L6 4',
  key: 'M5.5 6a2.6 2.6 0 1 1-.01 0M8 8.6h6.5V11M12 8.6V11',
  recovery: 'M5 2.2a2.8 2.8 0 1 1-.01 0M11 8.2a2.8 2.8 0 1 1-.01 0M6.8 7.2l2.6 2.2M13 3.5a6 6 0 0 0-3-1.3M3 12.5a6 6 0 0 0 3 1.3',
  case: 'M2 4h5l1.5 2H14v7.5H2zM4.5 9.5h7',
  calendar: 'M2 3.5h12V14H2zM2 7h12M5 2v3M11 2v3',
  exhibit: 'M2 5.5h12v8H2zM5 5.5V3h6v2.5M6 9h4',
  clock: 'M8 2.2a5.8 5.8 0 1 1-.01 0M8 4.8V8l2.6 1.6',
  telephone: 'M3 2.5h3l1 3-1.7 1.2a8 8 0 0 0 4 4L10.5 9l3 1v3c-6 .8-11.3-4.5-10.5-10.5z',
  menu: 'M2 4h12M2 8h12M2 12h12',
} as const

export type IconName = keyof typeof ICONS
