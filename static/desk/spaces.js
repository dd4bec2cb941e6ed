// White space as a text keeps it: one space for any, but those that hold a number together stay.
const HARD = /^[\u00a0\u2007\u2009\u202f]$/
const NUMBER_BEFORE = /\d$/
const HELD = /^[\d\p{L}%‰€$£°]/u

export function tidySpaces(text) {
  return text.replace(/\s+/g, (space, place, whole) => {
    const holds = HARD.test(space) && NUMBER_BEFORE.test(whole.slice(0, place)) && HELD.test(whole.slice(place + 1))
    return holds ? space : " "
  })
}
