// Makes DOM elements: el('p.note', {id: 'x', onclick: f}, 'text', child). Texts are never parsed as HTML.
export function el(spec, props = {}, ...children) {
  const [tag, ...classes] = spec.split('.')
  const node = document.createElement(tag || 'div')
  if (classes.length) node.className = classes.join(' ')
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (name === 'style') node.style.cssText = value
    else node.setAttribute(name, value === true ? '' : value)
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

// Attributes of a control that may have a resource-id, or no name at all.
export const named = (id) => (id ? { 'data-id': id } : {})
