// The focal point in a picture's own form.
import { markFocus } from "desk/focus-point"

const picture = document.querySelector(".focus-picture")
const fields = ["x", "y"].map((axis) => document.getElementById(`id_focus_${axis}`))
if (picture && fields.every(Boolean)) markFocus(picture, fields)
