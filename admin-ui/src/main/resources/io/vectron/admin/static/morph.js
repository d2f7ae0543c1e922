// hx-swap="morph": the element becomes what the server sent, and what did not change is not touched. So focus, selection,
// scrolling and hovering survive a refresh every second.

/** Whether one may become the other instead of being replaced by it. */
const isSame = (from, to) => from.nodeType === to.nodeType && from.nodeName === to.nodeName
  && (from.id ?? '') === (to.id ?? '');

function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  for (const {name} of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const {name, value} of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  morphChildren(from, to);
}

function morphChildren(from, to) {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const known = wanted.id ? [...from.children].find(child => isSame(child, wanted)) : null;
    if (known && known !== at) {
      from.insertBefore(known, at);
      morph(known, wanted);
    } else if (at && isSame(at, wanted)) {
      const next = at.nextSibling;
      morph(at, wanted);
      at = next;
    } else {
      from.insertBefore(wanted, at);
    }
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

htmx.defineExtension('morph', {
  isInlineSwap: style => style === 'morph',
  handleSwap(style, target, fragment) {
    if (style !== 'morph') return false;
    const wanted = fragment.firstElementChild;
    // an error page instead of the part: leave what is there
    if (wanted && isSame(target, wanted)) morph(target, wanted);
    return [target];
  },
});
