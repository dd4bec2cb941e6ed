"""Draws everything in images/ and files/ anew: python demo/draw.py [name ...]

Needs Pillow and, for the logos, the open typefaces named in drawing/logos.py. Every picture has
a seed of its own, so the same picture comes out each time; the drawn files are committed and
nothing else runs this.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from drawing.indoors import INDOORS
from drawing.kit import Scene
from drawing.logos import LOGOS, logo
from drawing.outdoors import OUTDOORS
from drawing.papers import FOOTER, PAPERS, pdf
from drawing.portraits import PEOPLE, portrait

HERE = Path(__file__).parent
SCENES = OUTDOORS | INDOORS


def draw(name):
    kind, _, key = name.partition("-")
    if kind == "logo":
        logo(key).save(HERE / "images" / f"{name}.png", optimize=True)
    elif kind == "portrait":
        portrait(key).save(HERE / "images" / f"{name}.webp", quality=66, method=6)
    else:
        scene = Scene(key)
        SCENES[key](scene)
        scene.finish().save(HERE / "images" / f"{name}.webp", quality=48, method=6)


def main(wanted):
    for folder in ("images", "files"):
        (HERE / folder).mkdir(exist_ok=True)
    names = (
        [f"scene-{k}" for k in SCENES]
        + [f"portrait-{k}" for k in PEOPLE]
        + [f"logo-{k}" for k in LOGOS]
    )
    names = [n for n in names if not wanted or n in wanted]
    with ProcessPoolExecutor() as pool:
        list(pool.map(draw, names))
    for file, (title, lines) in PAPERS.items():
        (HERE / "files" / file).write_bytes(pdf(title, lines, FOOTER))
    print(f"{len(names)} pictures, {len(PAPERS)} files")


if __name__ == "__main__":
    main(sys.argv[1:])
