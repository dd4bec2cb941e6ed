// Libraries add <style> elements while the page runs; the policy lets in those that carry the nonce.
{
  const nonce = document.currentScript.nonce
  const createElement = document.createElement
  document.createElement = function (name, ...rest) {
    const element = createElement.call(this, name, ...rest)
    if (String(name).toLowerCase() === "style") element.nonce = nonce
    return element
  }
}
