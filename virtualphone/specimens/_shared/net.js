// Sends to an app's hosts. Every request is a simple one (no preflight) and no answer is needed.
const quiet = (promise) => promise.then((answer) => answer.text()).catch(() => '')

export function post(url, body) {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return quiet(fetch(url, { method: 'POST', body: text }))
}

export function get(url, parameters = {}) {
  const query = new URLSearchParams(parameters).toString()
  return quiet(fetch(query ? `${url}?${query}` : url))
}

export const beacon = (url, body) => navigator.sendBeacon(url, JSON.stringify(body))

// One form per way that a body can carry the same text.
export const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

export async function gzip(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

const READERS = {
  android_id: 'getAndroidId', oaid: 'getOaid', imei: 'getImei', imsi: 'getImsi', serial: 'getSerial',
  mac: 'getMac', phone: 'getPhoneNumber', model: 'getModel', os: 'getRelease',
}

// Reads what Android lets the app read; a refused value is left out, as SDKs do.
export async function identifiers(...wanted) {
  const found = {}
  for (const name of wanted) {
    try {
      found[name] = await window.AndroidBridge[READERS[name]]()
    } catch { /* SecurityException */ }
  }
  return found
}
