"""A background for transparent pictures."""

from PIL import Image as Pillow


def on_white(picture: Pillow.Image) -> Pillow.Image:
    """Put a transparent picture on white, since a JPEG has no transparency."""
    if picture.mode != "RGBA":
        return picture
    ground = Pillow.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
