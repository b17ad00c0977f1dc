// Draws the specimens' pictures as SVG data addresses, the same for the same seed.
function random(seed) {
  let state = (seed * 2654435761) >>> 0
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const ART = {
  fruit(next, hue) {
    const balls = Array.from({ length: 5 }, () => {
      const [x, y, r] = [50 + next() * 100, 75 + next() * 70, 24 + next() * 14]
      const colour = `hsl(${hue + next() * 40 - 20} 78% ${46 + next() * 14}%)`
      return `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/><ellipse cx="${x - r / 3}" cy="${y - r / 3}" rx="${r / 4}" ry="${r / 6}" fill="#fff" opacity=".55"/><path d="M${x} ${y - r}q6-14 18-12q-4 12-18 12z" fill="#4a9a3c"/>`
    })
    return `<rect width="200" height="200" fill="hsl(${hue} 45% 94%)"/><ellipse cx="100" cy="160" rx="80" ry="18" fill="#0001"/>${balls.join('')}`
  },
  scene(next, hue) {
    const ridge = (base, light) => `<path d="M0 200V${base}l${30 + next() * 30}-${30 + next() * 40}l${30 + next() * 20} ${20 + next() * 20}l${40 + next() * 20}-${30 + next() * 50}L200 ${base - 10}V200z" fill="hsl(${hue} 35% ${light}%)"/>`
    return `<defs><linearGradient id="s" x2="0" y2="1"><stop stop-color="hsl(${hue} 70% 72%)"/><stop offset="1" stop-color="hsl(${hue + 40} 80% 92%)"/></linearGradient></defs><rect width="200" height="200" fill="url(#s)"/><circle cx="${40 + next() * 120}" cy="${40 + next() * 30}" r="16" fill="#fff6d8"/>${ridge(130, 55)}${ridge(155, 42)}${ridge(180, 30)}`
  },
  person(next, hue) {
    return `<rect width="200" height="200" fill="hsl(${hue} 55% 80%)"/><path d="M30 200q4-70 70-70t70 70z" fill="hsl(${hue + 160 * next()} 55% 45%)"/><circle cx="100" cy="88" r="40" fill="#f6d3b3"/><path d="M58 88q-4-52 42-52t42 52q-14-30-42-30t-42 30z" fill="hsl(${20 + next() * 20} 40% ${12 + next() * 18}%)"/><circle cx="86" cy="92" r="4"/><circle cx="114" cy="92" r="4"/><path d="M88 108q12 10 24 0" fill="none" stroke="#b4594a" stroke-width="3"/>`
  },
  book(next, hue) {
    return `<rect width="200" height="200" fill="hsl(${hue} 50% 32%)"/><rect x="14" width="6" height="200" fill="#0003"/><circle cx="${70 + next() * 70}" cy="${70 + next() * 50}" r="${30 + next() * 20}" fill="hsl(${hue + 40} 80% 70%)" opacity=".8"/><path d="M20 170q60-${40 + next() * 50} 180-10V200H20z" fill="hsl(${hue} 45% 20%)"/>`
  },
  room(next, hue) {
    return `<rect width="200" height="130" fill="hsl(${hue} 30% 88%)"/><rect y="130" width="200" height="70" fill="hsl(30 35% 72%)"/><rect x="${20 + next() * 20}" y="26" width="60" height="62" fill="#bfe0f5" stroke="#fff" stroke-width="5"/><rect x="70" y="104" width="112" height="44" rx="10" fill="hsl(${hue} 45% 55%)"/><rect x="62" y="124" width="128" height="34" rx="8" fill="hsl(${hue} 45% 45%)"/><path d="M150 20v40" stroke="#666"/><path d="M132 60h36l-8-18h-20z" fill="#f5c84c"/>`
  },
  car(next, hue) {
    return `<rect width="200" height="200" fill="hsl(${hue} 30% 90%)"/><rect y="140" width="200" height="60" fill="#8a8f98"/><path d="M16 140q2-30 34-34l26-32h58l32 32q20 4 20 34z" fill="hsl(${hue} 70% 45%)"/><path d="M84 82h20v22H64zM110 82h22l22 22h-44z" fill="#d8eefc"/><circle cx="56" cy="142" r="18" fill="#222"/><circle cx="56" cy="142" r="8" fill="#bbb"/><circle cx="148" cy="142" r="18" fill="#222"/><circle cx="148" cy="142" r="8" fill="#bbb"/>`
  },
  dish(next, hue) {
    const bits = Array.from({ length: 12 }, () => `<circle cx="${70 + next() * 60}" cy="${70 + next() * 60}" r="${6 + next() * 9}" fill="hsl(${hue + next() * 90 - 20} 70% ${45 + next() * 20}%)"/>`)
    return `<rect width="200" height="200" fill="hsl(25 30% 45%)"/><circle cx="100" cy="100" r="78" fill="#fff"/><circle cx="100" cy="100" r="62" fill="hsl(${hue} 40% 88%)"/>${bits.join('')}`
  },
  gadget(next, hue) {
    return `<rect width="200" height="200" fill="hsl(${hue} 40% 93%)"/><rect x="62" y="26" width="76" height="148" rx="14" fill="#23262e"/><rect x="68" y="36" width="64" height="124" rx="4" fill="hsl(${hue} 75% 60%)"/><circle cx="${80 + next() * 40}" cy="${70 + next() * 40}" r="26" fill="hsl(${hue + 60} 85% 75%)"/><rect x="92" y="164" width="16" height="4" rx="2" fill="#555"/>`
  },
}

export function picture(kind, seed, hue) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">${ART[kind](random(seed + 1), hue)}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

const GLYPHS = {
  home: 'M3 11l9-8 9 8v10h-6v-6H9v6H3z', grid: 'M3 3h8v8H3zM13 3h8v8h-8zM3 13h8v8H3zM13 13h8v8h-8z',
  chat: 'M3 4h18v13H9l-5 4v-4H3z', user: 'M12 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM3 22q1-9 9-9t9 9z',
  gear: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 1h4l1 4 3 1 4-2 2 4-3 2v4l3 2-2 4-4-2-3 1-1 4h-4l-1-4-3-1-4 2-2-4 3-2v-4L0 8l2-4 4 2 3-1z',
  search: 'M10 3a7 7 0 1 0 4 13l6 6 2-2-6-6A7 7 0 0 0 10 3zm0 3a4 4 0 1 1 0 8 4 4 0 0 1 0-8z',
  star: 'M12 2l3 7 7 .6-5.400 4.700 1.700 7.200L12 17.600 5.700 21.500l1.700-7.200L2 9.600 9 9z', bolt: 'M13 1L4 14h7l-1 9 10-14h-7z',
  play: 'M6 3l15 9-15 9z', cart: 'M2 3h3l3 12h11l3-9H8M9 18a2 2 0 1 0 .1 0zM18 18a2 2 0 1 0 .1 0z', bell: 'M12 2a7 7 0 0 0-7 7v6l-2 3h18l-2-3V9a7 7 0 0 0-7-7zM9 20h6a3 3 0 0 1-6 0z',
  done: 'M9 20L2 13l3-3 4 4L19 4l3 3z',
  cross: 'M5 3l7 7 7-7 2 2-7 7 7 7-2 2-7-7-7 7-2-2 7-7-7-7z', shield: 'M12 1l9 3v7q0 8-9 12-9-4-9-12V4z',
}

export function glyph(name, colour = 'currentColor', size = 22) {
  const holder = document.createElement('span')
  holder.className = 'glyph'
  holder.innerHTML = `<svg aria-hidden="true" width="${size}" height="${size}" viewBox="0 0 24 24" fill="${colour}"><path d="${GLYPHS[name]}"/></svg>`
  return holder
}
