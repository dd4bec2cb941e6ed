// Text copied from a PDF or a mail has a break at the end of each printed line: its lines joined again.
const SHORTEST = 32 // characters of a printed line; names and addresses are shorter
const FEWEST = 3 // lines; fewer tell nothing
const ITEM = /^\s*(?:[•●▪◦‣·–*-]|\d{1,3}[.)]|[a-z][.)])\s/i
const ENDS = /[.!?:…]["'’”»)]*$/
const HYPHEN = /(?<=\p{Ll})[-\u00ad\u2010]$/u

// Whether the lines were broken to fit a page: most are about as long as the longest, in the middle of a sentence.
export function isWrapped(lines) {
  const full = lines.filter((line) => line.length >= SHORTEST)
  const longest = Math.max(...lines.map((line) => line.length))
  const wrapped = full.filter((line) => line.length > 0.6 * longest && !ENDS.test(line))
  return lines.length >= FEWEST && longest <= 140 && wrapped.length >= lines.length / 2
}

function join(paragraph, line) {
  if (HYPHEN.test(paragraph) && /^\p{Ll}/u.test(line)) return paragraph.slice(0, -1) + line
  // a compound that has its hyphen anyway
  return paragraph.endsWith("-") ? paragraph + line : `${paragraph} ${line}`
}

// The paragraphs that the lines make up: one ends with a sentence on a short line, and where an item begins.
export function joinLines(lines) {
  const longest = Math.max(...lines.map((line) => line.length))
  const paragraphs = []
  let ended = true
  for (const line of lines) {
    if (ended || ITEM.test(line)) paragraphs.push(line)
    else paragraphs.push(join(paragraphs.pop(), line))
    ended = ENDS.test(line) && line.length < 0.8 * longest
  }
  return paragraphs
}

// `text` with its printed lines joined; an empty line stays the end of a paragraph.
export function joinText(text) {
  const parts = text.replace(/\r\n?/g, "\n").split(/\n[^\S\n]*\n\s*/)
  const lines = parts.map((part) => part.split("\n").map((line) => line.trim()).filter(Boolean))
  if (!isWrapped(lines.flat())) return text
  return lines.flatMap(joinLines).join("\n\n")
}
