"""A background for transparent pictures."""

from PIL import Image as Pillow


def flatten_on_white(picture: Pillow.Image) -> Pillow.Image:
    """Return a transparent picture on white, since JPEG has no transparency."""
    if picture.mode != "RGBA":
        return picture
    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
