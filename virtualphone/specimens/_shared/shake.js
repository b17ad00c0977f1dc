// Calls `jump` once the phone is moved enough: {acceleration in m/s² with gravity, rotation in degrees, seconds}. What is 0
// is not asked for; all the others must be reached within one motion, which ends when nothing happens for 0.7 s.
import { phone } from '/_shared/app.js'

const REST_MS = 700

export function onShake({ acceleration = 0, rotation = 0, seconds = 0 }, jump) {
  let began = 0
  let last = 0
  let turned = 0
  let angle = 0
  let turnedAt = 0
  let done = false
  const check = (now) => {
    if (done || !began || now - began < seconds * 1000 || turned < rotation) return
    done = true
    jump()
  }
  phone.onSensor(({ x, y, z }) => {
    const now = performance.now()
    if (now - last > REST_MS) { began = 0; turned = 0; angle = 0 }
    if (Math.hypot(x, y, z) < acceleration) return
    last = now
    if (!began) began = now
    check(now)
  }, 'accelerometer')
  phone.onSensor(({ x, y, z }) => {
    const now = performance.now()
    const rate = Math.abs(x) > Math.abs(y) ? x : Math.abs(y) > Math.abs(z) ? y : z
    if (turnedAt && now - turnedAt < REST_MS) angle += (rate * (now - turnedAt) * 180) / (1000 * Math.PI)
    turnedAt = now
    turned = Math.max(turned, Math.abs(angle))
    check(now)
  }, 'gyroscope')
}
