// Hex digests of a text: SHA-256 by the browser, MD5 (RFC 1321) here because the browser has none.
export async function sha256(text) {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const SHIFTS = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]]
const SINES = Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32))
const MIX = [
  [(b, c, d) => (b & c) | (~b & d), (step) => step],
  [(b, c, d) => (d & b) | (~d & c), (step) => (5 * step + 1) % 16],
  [(b, c, d) => b ^ c ^ d, (step) => (3 * step + 5) % 16],
  [(b, c, d) => c ^ (b | ~d), (step) => (7 * step) % 16],
]

export function md5(text) {
  const source = new TextEncoder().encode(text)
  const padded = new Uint8Array((((source.length + 8) >> 6) + 1) << 6)
  padded.set(source)
  padded[source.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, source.length << 3, true)
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let block = 0; block < padded.length; block += 64) {
    let [a, b, c, d] = state
    for (let step = 0; step < 64; step++) {
      const [mix, order] = MIX[step >> 4]
      const sum = (a + mix(b, c, d) + SINES[step] + view.getUint32(block + 4 * order(step), true)) | 0
      const shift = SHIFTS[step >> 4][step & 3]
      ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0]
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0]
  }
  return state.map((word) => {
    const little = new DataView(new ArrayBuffer(4))
    little.setInt32(0, word, true)
    return little.getUint32(0).toString(16).padStart(8, '0')
  }).join('')
}
