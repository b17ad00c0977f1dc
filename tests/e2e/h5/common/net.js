// Sends what a page's SDKs send; nobody waits for the answer.
export const send = (url, body) => fetch(url, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
}).catch(() => null)

// An identifier of this browser, made up once and kept.
export function deviceId(name) {
  if (!localStorage.getItem(name)) localStorage.setItem(name, crypto.randomUUID())
  return localStorage.getItem(name)
}
