/** Traditional characters and what they are simplified to, as OpenCC has them: `繁 简|體 体|…`; where several would do, the first is the usual one. */
declare module 'opencc-js/dict/TSCharacters' {
  const pairs: string
  export default pairs
}
