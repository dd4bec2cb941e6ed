"""Portraits: flat busts in one light (from the left), one crop (4:5) and one size of head."""

from PIL import ImageChops, ImageDraw

from .kit import DEEP, INK, MIST, PAPER, RUST, Scene, mix, spline

X, EYES, CHIN = 400, 430, 590  # the face: its middle, the eye line, the chin

SKINS = {
    "fair": "#ecc9ad",
    "rosy": "#e6b79a",
    "tan": "#d3a07a",
    "brown": "#a8714d",
    "deep": "#7a4c33",
    "pale": "#f0d6c0",
}
HAIRS = {
    "black": "#1d1a1b",
    "dark": "#3a2a22",
    "brown": "#5f4030",
    "chestnut": "#7d4a2e",
    "copper": "#a9572f",
    "sand": "#b6925f",
    "blond": "#d3b377",
    "grey": "#8e9290",
    "silver": "#c3c6c1",
    "white": "#e4e2da",
    "teal": "#2f7078",  # a scarf
}


def mirrored(points):
    """The points of the left half, completed by their mirror image."""
    return points + [(2 * X - x, y) for x, y in reversed(points)]


class Bust:
    def __init__(self, scene, skin, hair, w=118, jaw=0.72, top=318):
        self.s, self.w = scene, w
        self.skin = SKINS[skin]
        self.shade = mix(self.skin, "#6b2f2c" if skin in ("brown", "deep") else "#9a5340", 0.24)
        self.hair, self.hair_shade = HAIRS[hair], mix(HAIRS[hair], "#33221f", 0.34)
        self.hair_light = mix(HAIRS[hair], PAPER, 0.16)
        self.head = spline(
            mirrored(
                [
                    (X - w * 0.45, top + 6),
                    (X - w * 0.86, top + 48),
                    (X - w, EYES - 20),
                    (X - w * 0.97, EYES + 50),
                    (X - w * (0.62 + jaw * 0.3), CHIN - 62),
                    (X - w * jaw * 0.72, CHIN - 18),
                    (X - w * 0.26, CHIN),
                ]
            )
        )

    def clipped(self, shape, fill, within, alpha=1.0):
        s = self.s
        a, b = s.mask(), s.mask()
        ImageDraw.Draw(a).polygon(s._at(shape), fill=round(255 * alpha))
        ImageDraw.Draw(b).polygon(s._at(within), fill=255)
        s._paste(fill, ImageChops.multiply(a, b))

    def right_half(self, x=X):
        return [
            (x + 26, 250),
            (x + 14, 360),
            (x + 22, EYES),
            (x + 30, 520),
            (x + 8, 560),
            (x + 20, 640),
            (900, 640),
            (900, 250),
        ]

    def shoulders(self, colour, width=300, slope=0, top=676):
        s = self.s
        self.body = spline(
            [
                (X - width - 20, 1040),
                (X - width, 870 + slope),
                (X - width * 0.76, 770 + slope),
                (X - 150, 720 + slope * 0.4),
                (X - 84, top),
                (X, top + 24),
                (X + 84, top),
                (X + 150, 720 + slope * 0.4),
                (X + width * 0.76, 770 + slope),
                (X + width, 870 + slope),
                (X + width + 20, 1040),
            ]
        )
        s.poly(self.body, colour)
        self.clipped(
            [(X + 70, 640), (X + 110, 780), (X + 80, 1040), (900, 1040), (900, 640)],
            mix(colour, INK, 0.2),
            self.body,
        )

    def neck(self, width=62):
        s = self.s
        shape = spline(
            [
                (X - width, 520),
                (X - width - 2, 640),
                (X - width - 26, 700),
                (X, 752),
                (X + width + 26, 700),
                (X + width + 2, 640),
                (X + width, 520),
            ]
        )
        s.poly(shape, self.skin)
        self.clipped(
            spline(
                [
                    (X - 120, 560),
                    (X - 60, 612),
                    (X, 640),
                    (X + 70, 612),
                    (X + 140, 560),
                    (X + 140, 760),
                    (X + 26, 760),
                    (X + 30, 670),
                    (X - 20, 668),
                    (X - 80, 630),
                ]
            ),
            self.shade,
            shape,
        )

    def face(
        self, brow=None, mood=0.0, glasses=None, beard=None, lips=None, lined=False, closed=False
    ):
        s, w = self.s, self.w
        for side in (-1, 1):  # ears
            ear = self.skin if side < 0 else self.shade
            s.disc(X + side * w, EYES + 30, 19, ear, ry=32)
            s.disc(
                X + side * (w + 2),
                EYES + 32,
                9,
                self.shade if side < 0 else mix(self.shade, INK, 0.15),
                ry=18,
            )
        s.poly(self.head, self.skin)
        self.clipped(self.right_half(), self.shade, self.head, 0.75)
        s.disc(X - 66, EYES + 68, 30, mix(self.skin, RUST, 0.35), 0.25, ry=22)
        s.disc(X + 70, EYES + 68, 28, mix(self.shade, RUST, 0.35), 0.25, ry=22)
        if beard:
            self._beard(*beard)
        dark = mix(self.shade, INK, 0.45)
        s.poly(
            spline(
                [
                    (X + 2, EYES + 2),
                    (X - 7, EYES + 44),
                    (X - 22, EYES + 76),
                    (X - 8, EYES + 86),
                    (X + 20, EYES + 84),
                    (X + 26, EYES + 70),
                    (X + 16, EYES + 40),
                ],
                steps=8,
            ),
            mix(self.shade, self.skin, 0.25),
        )
        s.poly(
            spline(
                [
                    (X + 6, EYES + 6),
                    (X + 4, EYES + 50),
                    (X + 2, EYES + 84),
                    (X + 22, EYES + 83),
                    (X + 27, EYES + 70),
                    (X + 17, EYES + 40),
                ],
                steps=8,
            ),
            mix(self.shade, INK, 0.1),
        )
        brow = brow or mix(self.hair, INK, 0.25)
        for side in (-1, 1):
            ex = X + side * 50
            if closed:
                s.line(spline([(ex - 18, EYES), (ex, EYES + 7), (ex + 18, EYES)], False), INK, 4)
            else:
                white = mix(PAPER, self.shade, 0.12 if side < 0 else 0.3)
                s.poly(
                    spline(
                        [
                            (ex - 19, EYES + 3),
                            (ex - 8, EYES - 4),
                            (ex + 8, EYES - 4),
                            (ex + 19, EYES + 2),
                            (ex + 6, EYES + 8),
                            (ex - 8, EYES + 8),
                        ],
                        steps=6,
                    ),
                    white,
                )
                s.disc(ex + 1, EYES + 2, 7, mix(INK, self.hair, 0.15), ry=6.6)
                s.disc(ex - 1, EYES, 1.8, PAPER)
                s.taper(
                    spline(
                        [
                            (ex - 22, EYES + 4),
                            (ex - 8, EYES - 5),
                            (ex + 9, EYES - 5),
                            (ex + 22, EYES + 2),
                        ],
                        False,
                        8,
                    ),
                    mix(INK, self.shade, 0.1),
                    3.5,
                    4.5,
                )
            if lined:
                s.line(
                    spline([(ex - 14, EYES + 25), (ex, EYES + 29), (ex + 14, EYES + 25)], False),
                    dark,
                    2,
                    0.4,
                )
            inner, outer = (ex - side * 22, ex + side * 27)
            s.taper(
                spline([(inner, EYES - 28), (ex, EYES - 37), (outer, EYES - 27)], False, 10),
                brow,
                9,
                4,
            )
        lips = lips or mix(self.shade, "#8a3a34", 0.5)
        y = EYES + 113
        s.poly(
            spline(
                [
                    (X - 33, y - mood * 6),
                    (X - 10, y - 6),
                    (X, y - 3),
                    (X + 10, y - 6),
                    (X + 33, y - mood * 6),
                    (X + 12, y + 11),
                    (X - 12, y + 11),
                ],
                steps=6,
            ),
            lips,
        )
        s.line(
            spline(
                [
                    (X - 37, y - mood * 9),
                    (X - 16, y + 1),
                    (X, y),
                    (X + 16, y + 1),
                    (X + 37, y - mood * 9),
                ],
                False,
            ),
            mix(lips, INK, 0.5),
            3,
        )
        if lined:
            for side in (-1, 1):
                s.line(
                    spline(
                        [
                            (X + side * 34, EYES + 74),
                            (X + side * 48, EYES + 98),
                            (X + side * 49, EYES + 116),
                        ],
                        False,
                    ),
                    dark,
                    2.2,
                    0.4,
                )
        if glasses:
            kind, colour = glasses
            for side in (-1, 1):
                ex = X + side * 52
                if kind == "round":
                    s.disc(ex, EYES + 3, 39, PAPER, 0.14)
                    s.ring(ex, EYES + 3, 40, 5, colour)
                else:
                    shape = spline(
                        [
                            (ex - 40, EYES - 22),
                            (ex + 40, EYES - 22),
                            (ex + 36, EYES + 26),
                            (ex - 36, EYES + 26),
                        ],
                        steps=10,
                    )
                    s.poly(shape, PAPER, 0.14)
                    s.line([*shape, shape[0]], colour, 6)
                s.line([(ex + side * 38, EYES - 4), (X + side * (w - 2), EYES + 2)], colour, 5)
            s.line(spline([(X - 14, EYES), (X, EYES - 6), (X + 14, EYES)], False), colour, 5)

    def _beard(self, kind, colour):
        w = self.w
        if kind == "full":
            shape = [
                (X - w - 2, EYES + 36),
                (X - w * 0.86, EYES + 60),
                (X - w * 0.58, EYES + 84),
                (X - 42, EYES + 90),
                (X - 16, EYES + 88),
                (X, EYES + 93),
            ]
            low = [
                (X, CHIN + 34),
                (X - 46, CHIN + 28),
                (X - w * 0.76, CHIN - 10),
                (X - w * 1.0, CHIN - 80),
            ]
        else:
            shape = [(X - 54, EYES + 92), (X - 28, EYES + 88), (X, EYES + 93)]
            low = [(X, CHIN + 16), (X - 38, CHIN + 8), (X - 58, CHIN - 34)]
        full = (
            shape
            + [(2 * X - x, y) for x, y in reversed(shape[:-1])]
            + [(2 * X - x, y) for x, y in reversed(low[1:])]
            + low
        )
        full = spline(full, steps=8)
        self.s.poly(full, colour)
        self.clipped(self.right_half(), mix(colour, INK, 0.25), full)


# Hair: what lies behind the head, and what lies on it.


def hair_back(b, kind):
    s, w = b.s, b.w
    if kind in ("long", "waves", "bangs"):
        flare = 34 if kind == "long" else 58
        shape = spline(
            [
                (X - 60, 268),
                (X - w - 22, 340),
                (X - w - 40, 480),
                (X - w - flare, 640),
                (X - w - flare + 8, 776),
                (X - 90, 800),
                (X + 90, 800),
                (X + w + flare - 8, 776),
                (X + w + flare, 640),
                (X + w + 40, 480),
                (X + w + 22, 340),
                (X + 60, 268),
            ]
        )
        s.poly(shape, b.hair)
        b.clipped([(X + 60, 200), (X + 60, 820), (900, 820), (900, 200)], b.hair_shade, shape)
    elif kind == "bob":
        shape = spline(
            [
                (X - 60, 270),
                (X - w - 26, 340),
                (X - w - 40, 470),
                (X - w - 44, 590),
                (X - w + 10, 626),
                (X + w - 10, 626),
                (X + w + 44, 590),
                (X + w + 40, 470),
                (X + w + 26, 340),
                (X + 60, 270),
            ]
        )
        s.poly(shape, b.hair)
        b.clipped([(X + 60, 200), (X + 60, 820), (900, 820), (900, 200)], b.hair_shade, shape)
    elif kind == "curls":
        for x, y, r in (
            (-100, 330, 78),
            (100, 330, 78),
            (0, 290, 96),
            (-142, 420, 72),
            (142, 420, 72),
            (-150, 510, 66),
            (150, 510, 66),
            (-58, 286, 74),
            (62, 286, 74),
            (-140, 590, 54),
            (140, 590, 54),
        ):
            s.disc(X + x, y, r, b.hair if x < 40 else b.hair_shade)
    elif kind == "afro":
        for x, y, r in (
            (0, 330, 158),
            (-84, 350, 112),
            (84, 350, 112),
            (-106, 420, 84),
            (106, 420, 84),
        ):
            s.disc(X + x, y, r, b.hair if x < 40 else b.hair_shade)
    elif kind in ("bun", "topknot"):
        s.disc(X + 8, 262 if kind == "topknot" else 256, 58, b.hair_shade)
        s.disc(X - 2, 254 if kind == "topknot" else 250, 50, b.hair)
    elif kind == "ponytail":
        shape = spline(
            [
                (X + 60, 330),
                (X + 150, 340),
                (X + 196, 450),
                (X + 176, 600),
                (X + 210, 720),
                (X + 130, 690),
                (X + 120, 540),
                (X + 90, 420),
            ]
        )
        s.poly(shape, b.hair_shade)
    elif kind == "braid":
        for k in range(6):
            s.disc(
                X - 126 - k * 2,
                560 + k * 52,
                36 - k * 2.5,
                b.hair if k % 2 else b.hair_shade,
                ry=34,
            )
        s.rect(X - 156, 850, X - 118, 868, RUST, radius=6)


def hair_front(b, kind):
    s, w = b.s, b.w

    def cap(points, shade=True):
        shape = spline(points, steps=10)
        s.poly(shape, b.hair)
        if shade:
            b.clipped(
                [(X + 40, 200), (X + 54, 330), (X + 60, 700), (900, 700), (900, 200)],
                b.hair_shade,
                shape,
            )

    if kind == "short":
        cap(
            [
                (X - w - 6, EYES - 4),
                (X - w - 12, 350),
                (X - 78, 284),
                (X, 266),
                (X + 86, 282),
                (X + w + 14, 350),
                (X + w + 6, EYES - 4),
                (X + w - 10, 384),
                (X + 84, 346),
                (X + 10, 338),
                (X - 70, 352),
                (X - w + 12, 388),
            ]
        )
    elif kind == "part":
        cap(
            [
                (X - w - 6, EYES),
                (X - w - 14, 352),
                (X - 84, 280),
                (X + 6, 258),
                (X + 96, 276),
                (X + w + 18, 350),
                (X + w + 6, EYES),
                (X + w - 8, 392),
                (X + 92, 352),
                (X + 20, 350),
                (X - 46, 318),
                (X - 74, 352),
                (X - w + 10, 392),
            ]
        )
        s.line(spline([(X - 52, 322), (X - 40, 290), (X - 20, 268)], False), b.hair_shade, 3)
    elif kind == "quiff":
        cap(
            [
                (X - w - 4, EYES - 10),
                (X - w - 8, 360),
                (X - 100, 300),
                (X - 60, 244),
                (X + 20, 226),
                (X + 96, 252),
                (X + w + 14, 340),
                (X + w + 4, EYES - 10),
                (X + w - 10, 380),
                (X + 84, 336),
                (X, 330),
                (X - 84, 346),
                (X - w + 10, 386),
            ]
        )
        for k in range(3):
            s.taper(
                spline(
                    [(X - 60 + k * 40, 322), (X - 40 + k * 42, 282), (X + 6 + k * 36, 252)], False
                ),
                b.hair_light,
                2,
                6,
                0.5,
            )
    elif kind == "crop":
        cap(
            [
                (X - w - 3, EYES - 20),
                (X - w - 4, 360),
                (X - 76, 302),
                (X, 288),
                (X + 76, 302),
                (X + w + 4, 360),
                (X + w + 3, EYES - 20),
                (X + w - 12, 380),
                (X + 70, 352),
                (X, 348),
                (X - 70, 352),
                (X - w + 12, 380),
            ]
        )
    elif kind == "balding":
        for side in (-1, 1):
            shape = spline(
                [
                    (X + side * (w - 6), 364),
                    (X + side * (w + 12), 400),
                    (X + side * (w + 10), EYES + 44),
                    (X + side * (w - 8), EYES + 30),
                    (X + side * (w - 16), 400),
                ]
            )
            s.poly(shape, b.hair if side < 0 else b.hair_shade)
    elif kind in ("long", "waves"):
        cap(
            [
                (X - w - 28, 620),
                (X - w - 34, 450),
                (X - w - 16, 330),
                (X - 70, 268),
                (X + 10, 256),
                (X + 90, 274),
                (X + w + 18, 336),
                (X + w + 34, 450),
                (X + w + 28, 620),
                (X + w - 4, 520),
                (X + w - 12, 420),
                (X + 70, 360),
                (X - 16, 318),
                (X - 70, 372),
                (X - w + 10, 430),
                (X - w + 2, 520),
            ]
        )
        for k in range(3):
            s.taper(
                spline(
                    [
                        (X - 24 + k * 6, 316),
                        (X - 84 - k * 10, 350),
                        (X - w - 10 - k * 5, 450),
                        (X - w - 14 - k * 5, 600),
                    ],
                    False,
                ),
                b.hair_light,
                3,
                1.5,
                0.5,
            )
    elif kind == "bangs":
        cap(
            [
                (X - w - 26, 600),
                (X - w - 32, 440),
                (X - w - 12, 326),
                (X - 64, 270),
                (X, 258),
                (X + 64, 270),
                (X + w + 12, 326),
                (X + w + 32, 440),
                (X + w + 26, 600),
                (X + w - 6, 480),
                (X + w - 14, 400),
                (X + 60, 388),
                (X, 392),
                (X - 60, 388),
                (X - w + 14, 400),
                (X - w + 6, 480),
            ]
        )
    elif kind == "bob":
        cap(
            [
                (X - w - 30, 590),
                (X - w - 32, 440),
                (X - w - 14, 330),
                (X - 60, 268),
                (X + 20, 256),
                (X + 96, 276),
                (X + w + 22, 340),
                (X + w + 34, 450),
                (X + w + 32, 590),
                (X + w - 2, 560),
                (X + w - 8, 430),
                (X + 96, 372),
                (X + 10, 344),
                (X - 62, 316),
                (X - 92, 372),
                (X - w + 6, 450),
                (X - w + 2, 560),
            ]
        )
    elif kind in ("bun", "topknot", "ponytail", "braid"):
        cap(
            [
                (X - w - 6, EYES + 6),
                (X - w - 14, 360),
                (X - 84, 290),
                (X, 270),
                (X + 84, 290),
                (X + w + 14, 360),
                (X + w + 6, EYES + 6),
                (X + w - 6, 392),
                (X + 76, 346),
                (X + 4, 326),
                (X - 76, 346),
                (X - w + 6, 392),
            ]
        )
        for k in (-1, 1):
            s.taper(
                spline([(X + k * 12, 326), (X + k * 40, 300), (X + k * 44, 284)], False),
                b.hair_light,
                3,
                1,
                0.4,
            )
    elif kind == "curls":
        for x, y, r in (
            (-96, 342, 44),
            (-58, 312, 46),
            (-10, 300, 48),
            (40, 306, 46),
            (86, 332, 44),
            (-120, 390, 34),
            (120, 386, 34),
        ):
            s.disc(X + x, y, r, b.hair if x < 50 else b.hair_shade)
        for x, y in ((-80, 322), (-30, 300), (20, 296)):
            s.ring(X + x, y, 24, 3, b.hair_light, 0.45, arc=(180, 320))
    elif kind == "afro":
        cap(
            [
                (X - w - 10, EYES - 10),
                (X - w - 20, 340),
                (X - 60, 290),
                (X, 280),
                (X + 60, 290),
                (X + w + 20, 340),
                (X + w + 10, EYES - 10),
                (X + w - 10, 380),
                (X + 70, 350),
                (X, 342),
                (X - 70, 350),
                (X - w + 10, 380),
            ]
        )
    elif kind == "hijab":
        cloth, fold = b.hair, b.hair_shade
        outer = spline(
            [
                (X, 256),
                (X - 110, 286),
                (X - w - 40, 400),
                (X - w - 36, 560),
                (X - w - 60, 700),
                (X - 190, 800),
                (X, 850),
                (X + 190, 800),
                (X + w + 60, 700),
                (X + w + 36, 560),
                (X + w + 40, 400),
                (X + 110, 286),
            ]
        )
        inner = spline(
            mirrored(
                [
                    (X - 40, 330),
                    (X - w * 0.74, 364),
                    (X - w * 0.9, EYES),
                    (X - w * 0.84, 520),
                    (X - w * 0.5, CHIN - 14),
                    (X - 20, CHIN + 4),
                ]
            )
        )
        m, hole = s.mask(), s.mask()
        ImageDraw.Draw(m).polygon(s._at(outer), fill=255)
        ImageDraw.Draw(hole).polygon(s._at(inner), fill=255)
        m = ImageChops.subtract(m, hole)
        s._paste(cloth, m)
        side = s.mask()
        ImageDraw.Draw(side).polygon(
            s._at([(X + 60, 200), (X + 90, 600), (X - 10, 860), (900, 860), (900, 200)]), fill=255
        )
        s._paste(fold, ImageChops.multiply(m, side))
        s.taper(
            spline([(X - w - 20, 520), (X - 80, 640), (X + 30, 690), (X + 150, 690)], False),
            fold,
            3,
            9,
            0.8,
        )
        s.taper(spline([(X - w - 34, 610), (X - 80, 720), (X + 20, 770)], False), fold, 3, 7, 0.7)
        s.taper(
            spline([(X - 70, 290), (X - 116, 360), (X - w - 14, 470)], False),
            b.hair_light,
            2,
            7,
            0.4,
        )
    elif kind == "beanie":
        wool = RUST
        shape = spline(
            [
                (X - w - 16, 378),
                (X - w - 10, 300),
                (X - 80, 226),
                (X, 204),
                (X + 80, 226),
                (X + w + 10, 300),
                (X + w + 16, 378),
                (X, 366),
            ],
            steps=10,
        )
        s.poly(shape, wool)
        b.clipped(
            [(X + 40, 180), (X + 56, 400), (900, 400), (900, 180)], mix(wool, INK, 0.22), shape
        )
        s.rect(X - w - 20, 330, X + w + 20, 392, mix(wool, PAPER, 0.12), radius=18)
        for k in range(-13, 14):
            s.line([(X + k * 10.4, 336), (X + k * 10.4, 386)], mix(wool, INK, 0.18), 2)


# Clothes, drawn on the shoulders.


def clothes(b, kind, colour, second=PAPER):
    s = b.s
    dark = mix(colour, INK, 0.3)
    if kind == "blazer":
        b.shoulders(colour, 312)
        b.neck()
        s.poly(
            [(X - 92, 700), (X, 900), (X + 92, 700), (X + 60, 722), (X, 748), (X - 60, 722)],
            mix(second, INK, 0.12),
        )
        s.poly(
            [
                (X - 70, 690),
                (X, 1010),
                (X + 70, 690),
                (X + 96, 660),
                (X + 40, 770),
                (X, 800),
                (X - 40, 770),
                (X - 96, 660),
            ],
            second,
        )
        for side in (-1, 1):
            s.poly(
                [
                    (X + side * 84, 668),
                    (X + side * 52, 706),
                    (X + side * 10, 782),
                    (X + side * 44, 812),
                    (X + side * 96, 720),
                ],
                mix(second, INK, 0.06 if side < 0 else 0.16),
            )
            lapel = [
                (X + side * 100, 676),
                (X + side * 156, 800),
                (X + side * 118, 822),
                (X + side * 128, 852),
                (X + side * 2, 1020),
                (X + side * 64, 800),
            ]
            s.poly(lapel, mix(colour, PAPER, 0.09) if side < 0 else mix(colour, INK, 0.1))
            s.line([*lapel[:5]], dark, 2.4)
    elif kind == "crew":
        b.shoulders(colour)
        b.neck()
        s.line(
            spline([(X - 92, 690), (X - 60, 744), (X, 768), (X + 60, 744), (X + 92, 690)], False),
            mix(colour, PAPER, 0.12),
            20,
        )
        s.line(
            spline([(X - 98, 704), (X - 62, 758), (X, 782), (X + 62, 758), (X + 98, 704)], False),
            dark,
            2.4,
        )
    elif kind == "yoke":  # a knitted sweater with a round pattern
        b.shoulders(colour)
        b.neck()
        for r, y in ((0, 0), (1, 34), (2, 70), (3, 106)):
            for k in range(-15, 16):
                x = X + k * (20 + r * 3.2)
                yy = 786 + y - (abs(k) ** 1.72) * (1.02 - r * 0.06)
                if abs(x - X) < 300 and r % 2 == 0:
                    b.clipped([(x, yy - 9), (x + 8, yy), (x, yy + 9), (x - 8, yy)], second, b.body)
                elif abs(x - X) < 300:
                    b.clipped(
                        [
                            (x - 2.5, yy - 10),
                            (x + 2.5, yy - 10),
                            (x + 2.5, yy + 10),
                            (x - 2.5, yy + 10),
                        ],
                        second if k % 2 else mix(colour, second, 0.4),
                        b.body,
                    )
        s.line(
            spline([(X - 90, 688), (X - 58, 740), (X, 762), (X + 58, 740), (X + 90, 688)], False),
            second,
            15,
        )
        s.line(
            spline([(X - 96, 700), (X - 60, 752), (X, 775), (X + 60, 752), (X + 96, 700)], False),
            dark,
            2.4,
        )
    elif kind == "turtle":
        b.neck()
        b.shoulders(colour)
        s.poly(
            spline(
                [
                    (X - 78, 620),
                    (X - 86, 700),
                    (X - 60, 740),
                    (X, 752),
                    (X + 60, 740),
                    (X + 86, 700),
                    (X + 78, 620),
                    (X, 652),
                ]
            ),
            mix(colour, PAPER, 0.07),
        )
        b.clipped(
            [(X + 22, 600), (X + 30, 780), (900, 780), (900, 600)],
            mix(colour, INK, 0.16),
            spline(
                [
                    (X - 78, 620),
                    (X - 86, 700),
                    (X - 60, 740),
                    (X, 752),
                    (X + 60, 740),
                    (X + 86, 700),
                    (X + 78, 620),
                    (X, 652),
                ]
            ),
        )
        s.line(
            spline([(X - 84, 700), (X - 50, 738), (X, 750), (X + 50, 738), (X + 84, 700)], False),
            dark,
            2.4,
        )
    elif kind == "lab":
        b.shoulders(PAPER, 306)
        b.neck()
        s.poly([(X - 66, 720), (X, 1010), (X + 66, 720), (X, 776)], colour)
        s.line(spline([(X - 62, 722), (X, 774), (X + 62, 722)], False), mix(colour, PAPER, 0.2), 12)
        for side in (-1, 1):
            lapel = [
                (X + side * 98, 682),
                (X + side * 150, 812),
                (X + side * 104, 830),
                (X + side * 4, 1010),
                (X + side * 62, 790),
            ]
            s.poly(lapel, mix(PAPER, MIST, 0.14 if side < 0 else 0.42))
            s.line(lapel, mix(MIST, DEEP, 0.3), 2.4)
        s.rect(X - 226, 884, X - 140, 890, mix(MIST, DEEP, 0.2))
        s.rect(X - 206, 848, X - 199, 900, RUST, radius=3)
        s.rect(X - 188, 856, X - 181, 900, DEEP, radius=3)
    elif kind == "parka":
        b.shoulders(colour, 330, -14)
        b.neck()
        for side in (-1, 1):
            s.poly(
                spline(
                    [
                        (X + side * 60, 640),
                        (X + side * 128, 636),
                        (X + side * 150, 730),
                        (X + side * 70, 850),
                        (X + side * 14, 866),
                        (X + side * 40, 770),
                    ]
                ),
                mix(colour, PAPER, 0.12) if side < 0 else dark,
            )
        s.line([(X, 850), (X + 2, 1010)], dark, 5)
        for y in (890, 950):
            s.rect(X - 26, y, X + 26, y + 12, second, radius=6)
        b.clipped([(80, 876), (330, 876), (330, 902), (80, 902)], second, b.body)
        b.clipped([(470, 876), (740, 876), (740, 902), (470, 902)], mix(second, INK, 0.2), b.body)
    elif kind == "shirt":
        b.shoulders(colour, 296)
        b.neck()
        for side in (-1, 1):
            s.poly(
                [
                    (X + side * 88, 660),
                    (X + side * 46, 712),
                    (X + side * 2, 790),
                    (X + side * 52, 826),
                    (X + side * 106, 724),
                ],
                mix(colour, PAPER, 0.2) if side < 0 else mix(colour, PAPER, 0.04),
            )
            s.line([(X + side * 2, 790), (X + side * 52, 826), (X + side * 106, 724)], dark, 2.4)
        s.line([(X, 792), (X, 1010)], dark, 2.4)
        for y in (850, 930):
            s.disc(X + 12, y, 6, mix(colour, PAPER, 0.5))
    elif kind == "vneck":
        b.shoulders(colour)
        b.neck()
        v = [
            (X - 92, 680),
            (X - 50, 760),
            (X, 860),
            (X + 50, 760),
            (X + 92, 680),
            (X + 60, 700),
            (X, 752),
            (X - 60, 700),
        ]
        s.poly(v, b.skin if second == "skin" else second)
        b.clipped(
            [(X + 16, 600), (X + 10, 900), (900, 900), (900, 600)],
            b.shade if second == "skin" else mix(second, INK, 0.15),
            v,
        )
        s.line(
            [(X - 94, 676), (X - 52, 762), (X, 864), (X + 52, 762), (X + 94, 676)],
            mix(colour, PAPER, 0.14),
            12,
        )


def backdrop(s, kind, a, b):
    s.sky((0, a), (1, a))
    if kind == "sun":
        s.disc(400, 470, 320, b)
    elif kind == "range":
        s.range(760, 180, 420, b, mix(a, b, 0.45), 230, 0.06)
    elif kind == "sea":
        s.rect(0, 560, 800, 1000, b)
        s.glints(580, 900, a, 40, 0, 800, 0.5, 90)
    elif kind == "window":
        s.rect(440, 0, 800, 660, b)
        s.rect(612, 0, 624, 660, a)
        s.rect(440, 300, 800, 312, a)
    elif kind == "hill":
        s.hill(520, 40, mix(a, b, 0.5), 0.03)
        s.hill(660, 40, b, 0.03)
    elif kind == "lines":
        for i in range(14):
            y = 60 + i * 72
            s.line(
                [
                    (x, y + 18 * ((x / 160) % 2 if int(x / 160) % 2 == 0 else 2 - (x / 160) % 2))
                    for x in range(0, 801, 20)
                ],
                b,
                3,
            )


# slug: skin, hair colour, hair, clothes (kind, colour, second), backdrop (kind, a, b), face details
PEOPLE = {
    "ragnhild-storvatn": (
        "fair",
        "silver",
        "bob",
        ("blazer", DEEP, PAPER),
        ("range", "#c9d8d2", "#a9c5c4"),
        {"lined": True, "mood": 0.8},
    ),
    "tobias-ronnevag": (
        "rosy",
        "copper",
        "part",
        ("shirt", "#5d8a92"),
        ("sun", "#e6d9bf", "#efcf9a"),
        {"beard": ("full", "copper"), "mood": 0.6},
    ),
    "amina-warsame-lunde": (
        "deep",
        "teal",
        "hijab",
        ("crew", "#c79a55"),
        ("window", "#d8dccd", "#bcd0cb"),
        {"mood": 0.8},
    ),
    "piotr-zalewny": (
        "fair",
        "dark",
        "quiff",
        ("crew", "#37474b"),
        ("lines", "#dfd3bb", "#cfc0a2"),
        {"glasses": ("square", INK), "mood": 0.4},
    ),
    "elle-marja-njarga": (
        "tan",
        "black",
        "braid",
        ("yoke", "#23485a", "#d8643a"),
        ("hill", "#d5dfd8", "#93b3ae"),
        {"mood": 0.7},
    ),
    "turid-hellmobotn": (
        "pale",
        "white",
        "bun",
        ("turtle", "#7a3b2b"),
        ("sea", "#dcd6c2", "#7fa9aa"),
        {"lined": True, "glasses": ("round", "#7a3b2b"), "mood": 0.5},
    ),
    "sverre-ytterholt": (
        "rosy",
        "grey",
        "balding",
        ("blazer", "#23353d", "#c9d8dc"),
        ("sun", "#b9cdc8", "#d4dfd6"),
        {"lined": True, "mood": 0.3},
    ),
    "hanne-bjorkaasen": (
        "fair",
        "blond",
        "long",
        ("blazer", "#8f4a32", PAPER),
        ("range", "#e5dac3", "#cdbb99"),
        {"mood": 0.8},
    ),
    "dag-erling-skotsvaer": (
        "tan",
        "grey",
        "beanie",
        ("yoke", "#2c4a57", "#e9e0cd"),
        ("sea", "#c3d3cf", "#4f858b"),
        {"beard": ("full", "grey"), "lined": True, "mood": 0.3},
    ),
    "nadia-farouk-brekke": (
        "brown",
        "black",
        "waves",
        ("lab", "#3f8d90"),
        ("lines", "#d4ddd3", "#bccdc5"),
        {"mood": 0.7},
    ),
    "anneli-kurkivaara": (
        "pale",
        "sand",
        "bangs",
        ("turtle", "#1f2f36"),
        ("window", "#e8dcc5", "#d7bd8e"),
        {"glasses": ("round", "#1f2f36"), "mood": 0.2},
    ),
    "kjersti-ulvangen": (
        "fair",
        "chestnut",
        "ponytail",
        ("lab", "#2c6b78"),
        ("hill", "#e4dcc9", "#b6c0a2"),
        {"lined": True, "mood": 0.6},
    ),
    "torbjorn-skjelbreid": (
        "rosy",
        "white",
        "short",
        ("vneck", "#6d7442", "#e9e0cd"),
        ("sun", "#d9cfb8", "#c3ccb4"),
        {"glasses": ("square", "#5b4636"), "lined": True, "mood": 0.7},
    ),
    "priya-raghunathan": (
        "brown",
        "black",
        "bob",
        ("vneck", "#c9582f", "skin"),
        ("range", "#c4d6d3", "#93b8b6"),
        {"mood": 0.9},
    ),
    "siri-krakmo": (
        "fair",
        "copper",
        "curls",
        ("parka", "#d99f3f", "#e9e0cd"),
        ("sea", "#d9e2da", "#5f9799"),
        {"mood": 1.0},
    ),
    "emeka-obi-nygardsli": (
        "deep",
        "black",
        "afro",
        ("crew", "#e0d5bf"),
        ("sun", "#a9c5c4", "#7fa9aa"),
        {"beard": ("chin", "black"), "mood": 0.8},
    ),
    "birgitte-vadlund": (
        "pale",
        "brown",
        "topknot",
        ("blazer", "#47605a", "#efe3cc"),
        ("lines", "#e8d9c4", "#dcc4a4"),
        {"mood": 0.4},
    ),
    "soley-brimisdottir": (
        "fair",
        "blond",
        "ponytail",
        ("yoke", "#e4dac4", "#3f5f68"),
        ("hill", "#b7cbca", "#5c8a90"),
        {"mood": 0.6},
    ),
    "jonas-haldorslatt": (
        "rosy",
        "sand",
        "crop",
        ("parka", "#2a5563", "#d8643a"),
        ("range", "#dfe5dd", "#b9cbc8"),
        {"beard": ("full", "sand"), "mood": 0.5},
    ),
    "marit-osterskogen": (
        "fair",
        "grey",
        "waves",
        ("vneck", "#2f6f78", "#f0e6d2"),
        ("window", "#d3dbcf", "#e9d3a8"),
        {"lined": True, "mood": 0.9, "glasses": ("round", "#7d4a2e")},
    ),
    "karoline-nattmo": (
        "pale",
        "black",
        "crop",
        ("turtle", "#3d4d34"),
        ("sun", "#dccfb6", "#c08f6a"),
        {"mood": 0.3},
    ),
    "rasmus-tindelv": (
        "tan",
        "brown",
        "part",
        ("shirt", "#d9cfb8"),
        ("lines", "#bfd0cc", "#a9bfbc"),
        {"mood": 0.6},
    ),
    "gro-havnas": (
        "rosy",
        "silver",
        "short",
        ("blazer", "#1d3947", "#e7b45f"),
        ("sea", "#e5d4b8", "#3f7f88"),
        {"lined": True, "mood": 0.5},
    ),
    "mathias-udnesseter": (
        "fair",
        "dark",
        "short",
        ("blazer", "#55636a", "#e4ebe9"),
        ("window", "#ddd5c3", "#aec6c5"),
        {"mood": 0.4, "glasses": ("square", "#2a2f33")},
    ),
}


BROAD = {
    "tobias-ronnevag",
    "piotr-zalewny",
    "sverre-ytterholt",
    "dag-erling-skotsvaer",
    "torbjorn-skjelbreid",
    "emeka-obi-nygardsli",
    "jonas-haldorslatt",
    "rasmus-tindelv",
    "mathias-udnesseter",
}


def portrait(slug):
    skin, hair, style, outfit, back, details = PEOPLE[slug]
    s = Scene("portrait " + slug, 800, 1000)
    backdrop(s, *back)
    if slug in BROAD:
        width, jaw = 120 + s.rng.uniform(-3, 4), s.rng.uniform(0.76, 0.86)
    else:
        width, jaw = 112 + s.rng.uniform(-3, 3), 0.66
    b = Bust(s, skin, hair, width, jaw)
    hair_back(b, style)
    clothes(b, *outfit)
    if style == "braid":  # over the shoulder
        hair_back(b, style)
    if "beard" in details:
        kind, colour = details["beard"]
        details = {**details, "beard": (kind, HAIRS[colour])}
    if style == "hijab":
        details = {**details, "brow": HAIRS["black"]}
    b.face(**details)
    hair_front(b, style)
    return s.finish(1.2, 1000).crop((90, 138, 910, 1163))
