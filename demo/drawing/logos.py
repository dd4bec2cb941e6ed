"""Members' logos: a geometric mark and a wordmark each, transparent, meant for a light tile.

The letters are set in open typefaces from Debian: apt-get install fonts-lato fonts-ebgaramond
fonts-comfortaa fonts-league-spartan fonts-manrope fonts-quicksand fonts-dosis fonts-cabin
fonts-bebas-neue fonts-vollkorn fonts-roboto-slab fonts-sora fonts-yrsa-rasa fonts-inter
fonts-goudybookletter fonts-jura fonts-play fonts-adf-gillius fonts-gfs-didot fonts-lobstertwo
"""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from .kit import rgb, spline

FOLDERS = [Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts/opentype")]
S = 3  # drawn at three times the size


def font(name, size):
    for folder in FOLDERS:
        for file in sorted(folder.rglob(name + ".*")):
            return ImageFont.truetype(str(file), round(size * S))
    raise SystemExit(f"The typeface {name} is missing: see the apt-get line in {__file__}.")


class Logo:
    def __init__(self, width, height):
        self.im = Image.new("RGBA", (width * S, height * S), (255, 255, 255, 0))
        self.d = ImageDraw.Draw(self.im)

    def colour(self, c):
        return (*rgb(c), 255) if c else (0, 0, 0, 0)

    def poly(self, points, c):
        self.d.polygon([(x * S, y * S) for x, y in points], fill=self.colour(c))

    def disc(self, x, y, r, c, ry=None):
        ry = ry or r
        self.d.ellipse([v * S for v in (x - r, y - ry, x + r, y + ry)], fill=self.colour(c))

    def ring(self, x, y, r, w, c, arc=(0, 360)):
        self.d.arc(
            [v * S for v in (x - r, y - r, x + r, y + r)],
            *arc,
            fill=self.colour(c),
            width=round(w * S),
        )

    def half(self, x, y, r, c, arc):
        self.d.pieslice([v * S for v in (x - r, y - r, x + r, y + r)], *arc, fill=self.colour(c))

    def rect(self, x0, y0, x1, y1, c, radius=0):
        self.d.rounded_rectangle([v * S for v in (x0, y0, x1, y1)], radius * S, fill=self.colour(c))

    def line(self, points, c, w):
        at = [(x * S, y * S) for x, y in points]
        self.d.line(at, fill=self.colour(c), width=round(w * S), joint="curve")
        for x, y in (at[0], at[-1]):
            r = w * S / 2
            self.d.ellipse([x - r, y - r, x + r, y + r], fill=self.colour(c))

    def text(self, x, y, words, face, size, c, track=0, anchor="ls"):
        f = font(face, size)
        if not track:
            self.d.text((x * S, y * S), words, font=f, fill=self.colour(c), anchor=anchor)
            return f.getlength(words) / S
        width = sum(f.getlength(ch) + track * S for ch in words) - track * S
        at = x * S - (width / 2 if anchor[0] == "m" else 0)
        for ch in words:
            self.d.text((at, y * S), ch, font=f, fill=self.colour(c), anchor="ls")
            at += f.getlength(ch) + track * S
        return width / S

    def finish(self, margin=10):
        box = self.im.getbbox()
        im = self.im.crop(
            (
                max(0, box[0] - margin),
                max(0, box[1] - margin),
                min(self.im.width, box[2] + margin),
                min(self.im.height, box[3] + margin),
            )
        )
        out = im.resize((round(im.width / S), round(im.height / S)), Image.LANCZOS)
        return out.quantize(96, Image.FASTOCTREE)


def wave(x0, x1, y, amp, length, phase=0.0):
    return [
        (x, y + amp * math.sin((x - x0) / length * math.tau + phase))
        for x in [x0 + (x1 - x0) * i / 80 for i in range(81)]
    ]


def band(a, b):
    return a + b[::-1]


def nordhav_university(g):
    c = "#14384a"
    g.disc(110, 110, 100, c)
    g.disc(110, 110, 93, "#ffffff")
    g.disc(110, 110, 89, c)
    for i, y in enumerate((122, 142, 162)):
        x = math.sqrt(max(0, 80**2 - (y - 110) ** 2))
        g.line(wave(110 - x, 110 + x, y, 5, 50, i * 1.2), "#ffffff", 5)
    for k in range(8):
        a = k * math.tau / 8
        r = 34 if k % 2 == 0 else 17
        g.poly(
            [
                (110 + r * math.cos(a), 76 + r * math.sin(a)),
                (110 + 5 * math.cos(a + 0.8), 76 + 5 * math.sin(a + 0.8)),
                (110 + 5 * math.cos(a - 0.8), 76 + 5 * math.sin(a - 0.8)),
            ],
            "#e0b35a",
        )
    g.text(238, 104, "Nordhav", "EBGaramond12-Regular", 76, c)
    g.text(241, 158, "UNIVERSITY", "EBGaramond12-Regular", 36, c, 9.5)


def skarvsund_hospital(g):
    c, t = "#1d5f8a", "#1b2b36"
    for k in range(4):
        a = math.pi / 4 + k * math.pi / 2
        x, y = 70 + 34 * math.cos(a), 70 + 34 * math.sin(a)
        g.disc(x, y, 33, c if k != 3 else "#6fb6c9")
    g.rect(61, 30, 79, 110, "#ffffff")
    g.rect(30, 61, 110, 79, "#ffffff")
    g.text(160, 66, "Skarvsund", "Lato-Bold", 50, t)
    g.text(160, 116, "sykehus", "Lato-Light", 50, t)


def aasfjord(g):
    c = "#7a2f3d"
    g.poly([(10, 150), (80, 10), (104, 58), (58, 150)], c)
    g.poly([(70, 150), (116, 58), (162, 150)], "#c78a52")
    g.text(190, 96, "Aasfjord", "GFSDidot", 70, c)
    g.text(193, 146, "university college", "GFSDidotItalic", 36, "#3a2a2c")


def cold_water_biology(g):
    c, u = "#0f5560", "#7fb8b4"
    for r, w in ((74, 7), (54, 7), (34, 7)):
        g.ring(80, 80, r, w, c if r != 54 else u)
    g.disc(80, 80, 15, c)
    for k in range(6):
        a = k * math.pi / 3
        g.line(
            [
                (80 + 34 * math.cos(a), 80 + 34 * math.sin(a)),
                (80 + 72 * math.cos(a), 80 + 72 * math.sin(a)),
            ],
            c,
            6,
        )
    g.text(184, 52, "Institute for", "Cabin-Regular", 36, "#27414a")
    g.text(184, 98, "Cold-Water", "Cabin-Bold", 47, c)
    g.text(184, 146, "Biology", "Cabin-Bold", 47, c)


def iskant(g):
    c = "#24618f"
    for i, (x, h) in enumerate(((10, 52), (52, 96), (94, 70), (136, 122), (178, 46))):
        g.poly(
            [(x, 140), (x, 140 - h), (x + 34, 140 - h - 18), (x + 34, 140)],
            ("#9cc5dc", "#5f9cc2", c, "#173f66", "#9cc5dc")[i],
        )
    g.line([(4, 150), (222, 150)], "#173f66", 6)
    g.text(113, 204, "ISKANT", "Jura-Bold", 46, "#173f66", 7, "ms")
    g.text(113, 236, "OBSERVATORY", "Jura-SemiBold", 21, "#24618f", 4, "ms")


def tarelab(g):
    c = "#56682f"
    for i, (dx, col) in enumerate(((0, "#8a9a4a"), (34, c), (68, "#b99b3f"))):
        left = [
            (26 + dx + 11 * math.sin(t * 2.2 + i), 150 - 140 * t)
            for t in [k / 30 for k in range(31)]
        ]
        g.poly(
            [(x - 13 * (1 - (2 * k / 30 - 1) ** 2) ** 0.5, y) for k, (x, y) in enumerate(left)]
            + [
                (x + 13 * (1 - (2 * k / 30 - 1) ** 2) ** 0.5, y)
                for k, (x, y) in reversed(list(enumerate(left)))
            ],
            col,
        )
    g.text(142, 112, "tarelab", "Comfortaa-Bold", 72, "#33401f")
    g.text(146, 150, "Helgeland", "Comfortaa-Regular", 27, c)


def fishers(g):
    c = "#123a5a"
    g.poly(
        spline(
            [
                (14, 70),
                (60, 26),
                (120, 22),
                (170, 60),
                (206, 30),
                (214, 34),
                (200, 72),
                (216, 110),
                (206, 114),
                (170, 84),
                (120, 120),
                (60, 116),
            ],
            steps=10,
        ),
        c,
    )
    g.disc(54, 62, 8, "#ffffff")
    g.line(spline([(84, 36), (98, 70), (86, 106)], False), "#ffffff", 6)
    for x in (118, 142):
        g.line(spline([(x, 48), (x + 10, 71), (x, 94)], False), "#ffffff", 5)
    g.text(238, 66, "KYSTFISKERNES", "BebasNeue-Bold", 58, c, 1.5)
    g.text(238, 116, "FORUM NORD", "BebasNeue-Book", 52, "#b5432c", 3)


def wound_society(g):
    c = "#b5483c"
    g.ring(70, 70, 58, 14, c, (35, 325))
    g.rect(62, 56, 136, 84, "#f0c9a8", 14)
    for i in range(3):
        g.disc(84 + i * 15, 70, 3.6, c)
    width = g.text(164, 94, "Sårlaget", "Vollkorn-SemiBold", 68, "#3b2522")
    g.text(182 + width, 94, "nord", "Vollkorn-Italic", 68, c)


def shellfish_allergy(g):
    c = "#d9633f"
    for k in range(7):
        a = math.pi + math.pi * (k + 0.5) / 7
        g.poly(
            [
                (90, 130),
                (90 + 96 * math.cos(a - 0.19), 130 + 96 * math.sin(a - 0.19)),
                (90 + 108 * math.cos(a), 130 + 108 * math.sin(a)),
                (90 + 96 * math.cos(a + 0.19), 130 + 96 * math.sin(a + 0.19)),
            ],
            c if k % 2 else "#e98c66",
        )
    g.rect(70, 126, 110, 142, c, 6)
    g.line([(14, 146), (166, 26)], "#ffffff", 16)
    g.line([(14, 146), (166, 26)], "#27333a", 8)
    g.text(196, 82, "skalldyr-", "Quicksand-Bold", 50, "#27333a")
    g.text(196, 132, "allergikerne", "Quicksand-Bold", 50, c)


def vartare(g):
    c = "#2f7d4f"
    g.half(70, 84, 60, "#e3b44b", (180, 360))
    for i, y in enumerate((92, 112, 132)):
        g.line(wave(10 + i * 14, 130 - i * 14, y, 5, 40), c, 7)
    g.text(160, 118, "Vårtare", "Sora-SemiBold", 74, "#174a33")


def skrei_skin(g):
    c = "#e0643c"
    for r in range(4):
        for k in range(4 - (r % 2)):
            x, y = 30 + k * 40 + (20 if r % 2 else 0), 30 + r * 34
            g.half(x, y, 23, "#ffffff", (0, 180))
            g.half(x, y, 20, ("#e0643c", "#f0a06f", "#c84f2c", "#f3bd94")[(r + k) % 4], (0, 180))
    g.text(190, 86, "Skrei", "LeagueSpartan-Bold", 76, "#2b2422")
    g.text(190, 148, "Skin", "LeagueSpartan-Light", 76, c)


def sjopung(g):
    c = "#5a3f8c"
    g.poly(
        spline(
            [
                (40, 150),
                (18, 96),
                (34, 36),
                (52, 14),
                (66, 30),
                (84, 50),
                (108, 36),
                (120, 50),
                (112, 80),
                (118, 124),
                (96, 150),
            ],
            steps=10,
        ),
        c,
    )
    g.disc(51, 26, 8, "#ffffff", 5)
    g.disc(112, 48, 7, "#ffffff", 5)
    g.line(spline([(44, 60), (40, 96), (54, 130)], False), "#b7a3d8", 6)
    g.line(spline([(72, 66), (70, 100), (80, 132)], False), "#b7a3d8", 6)
    g.text(150, 92, "sjøpung", "Manrope-ExtraBold", 70, "#2f2350")
    g.text(154, 138, "materials", "Manrope-Light", 44, c)


def frostvern(g):
    c = "#2b8fb0"
    for k in range(6):
        a = math.pi / 6 + k * math.pi / 3
        g.line([(80, 80), (80 + 66 * math.cos(a), 80 + 66 * math.sin(a))], c, 11)
        for b in (-0.65, 0.65):
            x, y = 80 + 40 * math.cos(a), 80 + 40 * math.sin(a)
            g.line([(x, y), (x + 22 * math.cos(a + b), y + 22 * math.sin(a + b))], c, 9)
    g.disc(80, 80, 21, "#ffffff")
    g.disc(80, 80, 15, "#e7833e")
    g.text(172, 84, "Frostvern", "Dosis-SemiBold", 74, "#14414f")
    g.text(175, 132, "BIO", "Dosis-Medium", 42, c, 14)


def aerfugl(g):
    g.text(10, 150, "Æ", "RobotoSlab-Bold", 170, "#22313a")
    for i in range(4):
        g.ring(214, 96, 22 + i * 22, 8, ("#c98a2d", "#5b8d97", "#84adb2", "#b5cdce")[i], (-52, 52))
    g.text(12, 214, "ærfugl systems", "RobotoSlab-Light", 41, "#22313a")


def oyrekka(g):
    cols = ["#0e6b74", "#d08a35", "#0e6b74", "#73b2ae"]
    for i in range(13):
        t = i / 12
        y1, y2 = 60 + 40 * math.sin(t * 7), 60 - 40 * math.sin(t * 7)
        x = 14 + i * 21
        g.line([(x, y1), (x, y2)], "#c7d6d3", 5)
        g.disc(x, y1, 9, cols[i % 4])
        g.disc(x, y2, 9, cols[(i + 1) % 4])
    g.text(8, 182, "øyrekka", "Manrope-SemiBold", 66, "#0d3f46")
    g.text(10, 224, "environmental DNA", "Manrope-Regular", 31, "#0e6b74")


def marulk(g):
    c = "#1c2630"
    g.poly(
        spline(
            [
                (20, 96),
                (34, 54),
                (84, 30),
                (140, 44),
                (176, 84),
                (214, 66),
                (210, 128),
                (176, 112),
                (136, 148),
                (66, 150),
                (28, 128),
            ],
            steps=10,
        ),
        c,
    )
    g.poly([(14, 104), (96, 98), (92, 120), (24, 128)], "#ffffff")
    for x in range(26, 92, 14):
        g.poly([(x, 102), (x + 12, 102), (x + 6, 114)], c)
    g.disc(84, 66, 9, "#ffffff")
    g.line(spline([(70, 36), (54, 8), (22, 6), (14, 26)], False), c, 5)
    g.disc(14, 32, 10, "#f0a52e")
    g.text(240, 92, "MARULK", "Play-Bold", 64, c, 2)
    g.text(242, 134, "ROBOTICS", "Play-Regular", 33, "#5b6a74", 9)


def brakk(g):
    for r in range(5):
        for k in range(5):
            t = k / 4
            g.disc(
                24 + k * 30,
                24 + r * 30,
                12 - 7 * t,
                ("#12767f", "#3f949a", "#6fb1b3", "#a3cdcc", "#cbe2df")[k],
            )
    g.text(190, 104, "brakk", "Sora-ExtraBold", 78, "#10353b")
    g.text(194, 146, "membranes", "Sora-Light", 35, "#12767f")


def tangpakk(g):
    c = "#6b7a2c"
    g.poly([(20, 50), (80, 20), (140, 50), (80, 80)], "#a9b45a")
    g.poly([(20, 50), (80, 80), (80, 148), (20, 118)], c)
    g.poly([(140, 50), (80, 80), (80, 148), (140, 118)], "#48551c")
    g.line(spline([(50, 36), (84, 50), (112, 64)], False), "#e9e0b8", 8)
    g.text(168, 112, "tangpakk", "Quicksand-Bold", 68, "#3a4418")


def isfront(g):
    c = "#0b4f8a"
    g.poly([(10, 130), (60, 20), (92, 90), (70, 130)], c)
    g.poly([(78, 130), (98, 90), (120, 52), (160, 130)], "#58b3d6")
    g.poly([(60, 20), (74, 50), (64, 66), (52, 38)], "#bfe3f0")
    g.text(186, 96, "Isfront", "Inter-Bold", 74, "#0c2a45")
    g.text(190, 136, "Enzymes", "Inter-Regular", 35, c, 3)


def dypvann(g):
    for i in range(6):
        w = 150 - i * 24
        g.rect(
            90 - w / 2,
            10 + i * 25,
            90 + w / 2,
            26 + i * 25,
            ("#9fd3d6", "#63b1ba", "#2f8b99", "#1b6a7b", "#134c5d", "#0c3242")[i],
            8,
        )
    g.text(192, 86, "Dypvann", "Lato-Black", 66, "#0c3242")
    g.text(194, 134, "GENOMICS", "Lato-Regular", 34, "#2f8b99", 9)


def stillvann(g):
    c = "#2c3e50"
    g.line([(10, 84), (160, 84)], c, 6)
    g.half(85, 78, 52, "#e9b44c", (180, 360))
    for i, w in enumerate((104, 70, 36)):
        g.line([(85 - w / 2, 104 + i * 20), (85 + w / 2, 104 + i * 20)], "#4f8fa8", 7)
    g.text(190, 92, "Stillvann", "Yrsa-Medium", 84, c)
    g.text(193, 138, "sensors", "Yrsa-LightItalic", 46, "#4f8fa8")


def nordom(g):
    g.rect(10, 10, 150, 150, "#15324a", 30)
    g.line([(46, 118), (46, 44), (114, 118), (114, 44)], "#ffffff", 15)
    g.line([(46, 136), (114, 136)], "#6fc3de", 5)
    g.text(180, 92, "NORDOM", "BebasNeue-Bold", 84, "#15324a", 5)
    g.text(182, 142, "CRYO", "BebasNeue-Regular", 52, "#3f9cbc", 22)


def lysbukt(g):
    cols = ["#e4572e", "#f0a541", "#e8d45e", "#57a773", "#2f87a8", "#4a5a9a"]
    for i, c in enumerate(cols):
        a = -0.62 + i * 0.2
        g.poly(
            [
                (70, 80),
                (70 + 150 * math.cos(a), 80 + 150 * math.sin(a) * 0.62),
                (70 + 150 * math.cos(a + 0.17), 80 + 150 * math.sin(a + 0.17) * 0.62),
            ],
            c,
        )
    g.poly([(10, 130), (60, 26), (110, 130)], "#20282d")
    g.text(240, 86, "Lysbukt", "LeagueSpartan-SemiBold", 72, "#20282d")
    g.text(242, 132, "photonics", "LeagueSpartan-Regular", 42, "#5c6a72")


def smoltvakt(g):
    c = "#0f7a6c"
    g.poly(spline([(10, 74), (70, 26), (140, 30), (200, 74), (140, 118), (70, 122)], steps=12), c)
    g.disc(106, 74, 36, "#ffffff")
    g.disc(106, 74, 24, "#ef7d57")
    g.disc(106, 74, 11, "#12302c")
    g.text(224, 98, "smolt", "Dosis-Light", 80, "#12302c")
    g.text(392, 98, "vakt", "Dosis-Bold", 80, c)


def kveldsol(g):
    g.half(90, 90, 76, "#e5833b", (180, 360))
    for i, w in enumerate((152, 116, 80)):
        g.rect(
            90 - w / 2,
            98 + i * 20,
            90 + w / 2,
            109 + i * 20,
            ("#c4553a", "#95405a", "#5d3a66")[i],
            5,
        )
    g.text(90, 200, "Kveldsol", "GoudyBookletter1911", 46, "#4a2d50", 0, "ms")
    g.text(90, 228, "DIAGNOSTICS", "Lato-Regular", 15.5, "#95405a", 5, "ms")


def sloyd(g):
    c = "#7b3b1d"
    g.text(10, 120, "sløyd", "Vollkorn-Black", 130, c)
    g.line([(128, 134), (196, 16)], "#d8a24a", 9)
    g.text(14, 200, "marine ingredients", "Vollkorn-Italic", 40, "#4c3a2c")


def torsknes(g):
    c = "#0e2f4f"
    g.rect(10, 10, 330, 150, c)
    g.poly(
        spline(
            [
                (40, 80),
                (80, 46),
                (140, 44),
                (190, 70),
                (224, 48),
                (220, 80),
                (226, 112),
                (190, 90),
                (140, 116),
                (80, 112),
            ],
            steps=10,
        ),
        "#ffffff",
    )
    g.disc(76, 70, 6, c)
    g.line(spline([(98, 54), (106, 80), (98, 106)], False), c, 5)
    g.text(250, 108, "T", "RobotoSlab-Bold", 82, "#f0b43c")
    g.text(10, 216, "TORSKNES", "Lato-Heavy", 56, c, 7)
    g.text(12, 250, "SEAFOOD SINCE 1949", "Lato-Regular", 25, c, 6.4)


def hestfjord(g):
    c = "#c2513f"
    g.poly(
        band(
            [(10 + i * 1.6, 90 - 60 * math.sin(math.pi * i / 100)) for i in range(101)],
            [(10 + i * 1.6, 90 - 22 * math.sin(math.pi * i / 100)) for i in range(101)],
        ),
        c,
    )
    g.poly(
        band(
            [(10 + i * 1.6, 102 - 22 * math.sin(math.pi * i / 100)) for i in range(101)],
            [(10 + i * 1.6, 102 + 22 * math.sin(math.pi * i / 100)) for i in range(101)],
        ),
        "#e58e72",
    )
    g.text(196, 92, "Hestfjord", "GilliusADF-Bold", 70, "#26323a")
    g.text(198, 134, "SALMON", "GilliusADF-Regular", 34, c, 14)


def grimholmen(g):
    c = "#8a6a1f"
    g.disc(80, 100, 58, "#e2b33c")
    g.poly([(28, 78), (80, 4), (132, 78)], "#e2b33c")
    g.half(80, 104, 44, "#f4d783", (60, 170))
    g.disc(80, 104, 30, "#e2b33c")
    g.text(170, 92, "Grimholmen", "EBGaramond12-Bold", 66, "#3b2f12")
    g.text(173, 138, "Marine Oils · 1936", "EBGaramond12-Italic", 38, c)


def tverrfjord(g):
    c = "#1f3c74"
    g.poly([(10, 20), (150, 20), (118, 76), (10, 76)], c)
    g.poly([(10, 84), (113, 84), (82, 140), (10, 140)], "#c8352c")
    g.disc(58, 80, 28, "#ffffff")
    g.text(58, 97, "T", "Inter-Black", 46, c, 0, "ms")
    g.text(174, 78, "TVERRFJORD", "Inter-ExtraBold", 52, c, 1)
    g.text(176, 124, "SHIPPING", "Inter-Light", 44, c, 9)


def orneset(g):
    c = "#2f5d3a"
    g.poly([(10, 66), (70, 20), (100, 52), (130, 20), (190, 66), (130, 56), (100, 96), (70, 56)], c)
    g.poly([(86, 84), (100, 100), (114, 84), (100, 130)], "#d6a13a")
    g.text(214, 90, "Ørneset", "Cabin-Bold", 72, c)
    g.text(217, 132, "fôr · feed", "Cabin-Italic", 38, "#8a7434")


def springflo(g):
    c = "#17324d"
    for i, r in enumerate((70, 50, 30)):
        g.ring(76, 86, r, 11, (c, "#3f7fa0", "#8fc0cf")[i], (180, 360))
    g.line([(6, 100), (146, 100)], c, 6)
    g.text(172, 94, "Springflo", "GFSDidotBold", 62, c)
    g.text(174, 134, "CAPITAL", "Lato-Regular", 27, "#3f7fa0", 13)


def fjara(g):
    c = "#b04a6a"
    g.poly(band(wave(10, 200, 40, 12, 190), wave(10, 200, 66, 12, 190)), "#e6b8c3")
    g.poly(band(wave(10, 200, 76, 12, 190), wave(10, 200, 100, 12, 190)), "#cc7a92")
    g.poly(band(wave(10, 200, 110, 12, 190), wave(10, 200, 130, 12, 190)), c)
    g.text(234, 92, "fjæra", "LobsterTwo-Italic", 98, "#5b2438")
    g.text(276, 136, "VENTURES", "Lato-Regular", 20, c, 11)


def jaanreuna(g):
    c = "#2d2d34"
    g.line([(10, 20), (10, 130)], c, 8)
    g.line([(10, 130), (70, 60), (104, 98), (150, 24)], "#4aa3a2", 8)
    g.text(178, 84, "Jäänreuna", "Jura-SemiBold", 62, c)
    g.text(181, 126, "PARTNERS", "Jura-Medium", 30, "#4aa3a2", 9)


def ytre_nord(g):
    c = "#00563f"
    g.rect(10, 10, 140, 140, c)
    g.poly([(75, 24), (124, 126), (75, 98), (26, 126)], "#ffffff")
    g.poly([(75, 24), (75, 98), (26, 126)], "#b9d6c6")
    g.text(164, 70, "Sparebanken", "Rasa-SemiBold", 56, c)
    g.text(164, 130, "Ytre Nord", "Rasa-SemiBold", 66, "#1d2a26")


def skutelaget(g):
    c = "#6b2a2a"
    g.poly([(80, 10), (80, 106), (16, 106)], c)
    g.poly([(90, 28), (90, 106), (146, 106)], "#c89a5a")
    g.poly([(8, 116), (156, 116), (128, 144), (36, 144)], "#2b2020")
    g.text(174, 86, "SKUTELAGET", "BebasNeue-Regular", 72, "#2b2020", 3)
    g.text(176, 134, "Gjensidig siden 1907", "GoudyBookletter1911", 35, c)


def kystgarantien(g):
    c = "#344e86"
    g.poly(spline([(14, 24), (80, 8), (146, 24), (140, 90), (80, 150), (20, 90)], steps=10), c)
    g.line(wave(34, 126, 62, 8, 46), "#ffffff", 8)
    g.line(wave(42, 118, 88, 8, 46), "#ffffff", 8)
    g.text(170, 98, "Kystgarantien", "Manrope-Bold", 60, "#1e2e52")


def kvasnes_lilleng(g):
    c = "#22262b"
    g.text(10, 88, "KVASNES", "GFSDidot", 72, c, 8)
    g.line([(12, 108), (400, 108)], "#a5854a", 3)
    g.text(10, 176, "LILLENG", "GFSDidot", 72, c, 13)


def morketid(g):
    g.disc(74, 80, 66, "#1b1f3b")
    g.disc(96, 66, 52, "#ffffff")
    g.disc(118, 60, 17, "#e9a23b")
    g.text(176, 88, "Mørketid", "Sora-SemiBold", 62, "#1b1f3b")
    g.text(179, 130, "clinical", "Sora-Light", 42, "#5d628a")


def bryggelabben(g):
    c = "#a33b2b"
    for i, x in enumerate((10, 78, 146)):
        g.poly(
            [(x, 120), (x, 60), (x + 30, 24), (x + 60, 60), (x + 60, 120)],
            (c, "#d1a04a", "#2c5b66")[i],
        )
        g.rect(x + 22, 72, x + 38, 96, "#ffffff")
    for x in range(16, 210, 22):
        g.line([(x, 126), (x, 146)], "#3a302a", 5)
    g.text(8, 212, "Bryggelabben", "RobotoSlab-Regular", 51, "#3a302a")


def kompassrosa(g):
    for k in range(8):
        a = k * math.pi / 4 - math.pi / 2
        r = 76 if k % 2 == 0 else 46
        tip = (84 + r * math.cos(a), 84 + r * math.sin(a))
        for side, c in (
            (-1, "#c9b037" if k % 2 else "#8c1c3f"),
            (1, "#e6d68a" if k % 2 else "#c25a78"),
        ):
            b = a + side * math.pi / 8
            g.poly([(84, 84), tip, (84 + 24 * math.cos(b), 84 + 24 * math.sin(b))], c)
    g.text(186, 82, "kompassrosa", "Quicksand-Medium", 64, "#46152a")
    g.text(189, 124, "regulatory", "Quicksand-Regular", 40, "#8c1c3f")


def port(g):
    c = "#17395c"
    g.rect(10, 10, 150, 150, c, 70)
    g.ring(80, 42, 13, 7, "#ffffff")
    g.line([(80, 58), (80, 124)], "#ffffff", 8)
    g.line([(58, 72), (102, 72)], "#ffffff", 7)
    g.line(
        [
            (80 + 42 * math.cos(a), 84 + 42 * math.sin(a))
            for a in [0.35 + 2.44 * i / 24 for i in range(25)]
        ],
        "#ffffff",
        8,
    )
    g.text(176, 76, "Skarvsund", "GilliusADF-Bold", 62, c)
    g.text(178, 128, "havn", "GilliusADF-Regular", 54, "#d0702c")


LOGOS = {
    "nordhav-university": nordhav_university,
    "skarvsund-hospital": skarvsund_hospital,
    "aasfjord-university-college": aasfjord,
    "cold-water-biology": cold_water_biology,
    "iskant-observatory": iskant,
    "tarelab": tarelab,
    "coastal-fishers-forum": fishers,
    "wound-society": wound_society,
    "shellfish-allergy": shellfish_allergy,
    "vartare": vartare,
    "skrei-skin": skrei_skin,
    "sjopung-materials": sjopung,
    "frostvern-bio": frostvern,
    "aerfugl-systems": aerfugl,
    "oyrekka": oyrekka,
    "marulk-robotics": marulk,
    "brakk-membranes": brakk,
    "tangpakk": tangpakk,
    "isfront-enzymes": isfront,
    "dypvann-genomics": dypvann,
    "stillvann-sensors": stillvann,
    "nordom-cryo": nordom,
    "lysbukt-photonics": lysbukt,
    "smoltvakt": smoltvakt,
    "kveldsol-diagnostics": kveldsol,
    "sloyd-ingredients": sloyd,
    "torsknes": torsknes,
    "hestfjord-salmon": hestfjord,
    "grimholmen-oils": grimholmen,
    "tverrfjord-shipping": tverrfjord,
    "orneset-feed": orneset,
    "springflo-capital": springflo,
    "fjara-ventures": fjara,
    "jaanreuna": jaanreuna,
    "ytre-nord": ytre_nord,
    "skutelaget": skutelaget,
    "kystgarantien": kystgarantien,
    "kvasnes-lilleng": kvasnes_lilleng,
    "morketid-clinical": morketid,
    "bryggelabben": bryggelabben,
    "kompassrosa": kompassrosa,
    "port-of-skarvsund": port,
}


def logo(slug):
    g = Logo(820, 270)
    LOGOS[slug](g)
    return g.finish()
