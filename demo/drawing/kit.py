"""Colours, curves and surfaces that every picture shares."""

import math
import random
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

PAPER, CREAM, INK, NIGHT = "#f4efe4", "#e9e0cd", "#12232b", "#0a1a26"
DEEP, SEA, TEAL, MIST, ICE = "#0d3b4a", "#1b6472", "#3f8d90", "#a9c5c4", "#dfe9e5"
RUST, AMBER, ROSE, KELP, MOSS = "#c9582f", "#e6a748", "#dba892", "#6d7442", "#3d4d34"


def rgb(colour):
    if isinstance(colour, tuple):
        return colour[:3]
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def mix(a, b, t):
    a, b = rgb(a), rgb(b)
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b, strict=True))


def gradient(size, stops):
    """A vertical gradient through [(position 0..1, colour), ...]."""
    height = size[1]
    column = Image.new("RGB", (1, height))
    for y in range(height):
        t = y / max(1, height - 1)
        for (p0, c0), (p1, c1) in pairwise(stops):
            if t <= p1:
                column.putpixel((0, y), mix(c0, c1, max(0, t - p0) / max(1e-6, p1 - p0)))
                break
        else:
            column.putpixel((0, y), rgb(stops[-1][1]))
    return column.resize(size)


def spline(points, closed=True, steps=14):
    """A smooth Catmull-Rom curve through the points."""
    n = len(points)
    out = []
    for i in range(n if closed else n - 1):
        if closed:
            p = [points[(i + k - 1) % n] for k in range(4)]
        else:
            p = [points[min(max(i + k - 1, 0), n - 1)] for k in range(4)]
        for s in range(steps):
            t = s / steps
            out.append(
                tuple(
                    0.5
                    * (
                        2 * p[1][a]
                        + (p[2][a] - p[0][a]) * t
                        + (2 * p[0][a] - 5 * p[1][a] + 4 * p[2][a] - p[3][a]) * t * t
                        + (3 * p[1][a] - p[0][a] - 3 * p[2][a] + p[3][a]) * t**3
                    )
                    for a in (0, 1)
                )
            )
    if not closed:
        out.append(points[-1])
    return out


def jagged(rng, start, end, rough, depth=6):
    """A line broken by midpoint displacement."""
    line = [start, end]
    length = math.dist(start, end)
    nx, ny = (end[1] - start[1]) / max(1, length), -(end[0] - start[0]) / max(1, length)
    push = length * rough
    for _ in range(depth):
        broken = [line[0]]
        for a, b in pairwise(line):
            d = rng.uniform(-push, push)
            broken += [((a[0] + b[0]) / 2 + nx * d, (a[1] + b[1]) / 2 + ny * d), b]
        line, push = broken, push * 0.52
    return line


class Scene:
    """A picture drawn at twice its size, in units of the finished picture."""

    def __init__(self, seed, width=1600, height=1067, scale=2):
        self.rng = random.Random(seed)
        self.w, self.h, self.s = width, height, scale
        self.im = Image.new("RGB", (width * scale, height * scale), rgb(PAPER))

    def _at(self, points):
        return [(x * self.s, y * self.s) for x, y in points]

    def _paste(self, fill, mask):
        box = mask.getbbox()
        if not box:
            return
        if isinstance(fill, list):
            layer = gradient((box[2] - box[0], box[3] - box[1]), fill)
        else:
            layer = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), rgb(fill))
        self.im.paste(layer, box, mask.crop(box))

    def mask(self):
        return Image.new("L", self.im.size, 0)

    def sky(self, *stops):
        self.im.paste(gradient(self.im.size, list(stops)))

    def poly(self, points, fill, alpha=1.0):
        if alpha >= 1 and not isinstance(fill, list):
            ImageDraw.Draw(self.im).polygon(self._at(points), fill=rgb(fill))
            return
        m = self.mask()
        ImageDraw.Draw(m).polygon(self._at(points), fill=round(255 * alpha))
        self._paste(fill, m)

    def rect(self, x0, y0, x1, y1, fill, alpha=1.0, radius=0):
        if radius or alpha < 1 or isinstance(fill, list):
            m = self.mask()
            box = [v * self.s for v in (x0, y0, x1, y1)]
            ImageDraw.Draw(m).rounded_rectangle(box, radius * self.s, fill=round(255 * alpha))
            self._paste(fill, m)
        else:
            self.poly([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], fill)

    def disc(self, x, y, r, fill, alpha=1.0, ry=None):
        m = self.mask()
        ry = r if ry is None else ry
        ImageDraw.Draw(m).ellipse(
            [v * self.s for v in (x - r, y - ry, x + r, y + ry)], fill=round(255 * alpha)
        )
        self._paste(fill, m)

    def ring(self, x, y, r, width, fill, alpha=1.0, ry=None, arc=(0, 360)):
        m = self.mask()
        ry = r if ry is None else ry
        ImageDraw.Draw(m).arc(
            [v * self.s for v in (x - r, y - ry, x + r, y + ry)],
            *arc,
            fill=round(255 * alpha),
            width=max(1, round(width * self.s)),
        )
        self._paste(fill, m)

    def line(self, points, fill, width=2, alpha=1.0):
        if alpha >= 1:
            d, colour = ImageDraw.Draw(self.im), rgb(fill)
        else:
            m = self.mask()
            d, colour = ImageDraw.Draw(m), round(255 * alpha)
        at = self._at(points)
        w = max(1, round(width * self.s))
        d.line(at, fill=colour, width=w, joint="curve")
        if w > 4:
            for x, y in (at[0], at[-1]):
                d.ellipse([x - w / 2, y - w / 2, x + w / 2, y + w / 2], fill=colour)
        if alpha < 1:
            self._paste(fill, m)

    def taper(self, points, fill, w0, w1, alpha=1.0):
        """A stroke whose width goes from w0 to w1."""
        left, right = [], []
        n = len(points)
        for i, (x, y) in enumerate(points):
            a, b = points[max(0, i - 1)], points[min(n - 1, i + 1)]
            d = math.dist(a, b) or 1
            w = (w0 + (w1 - w0) * i / (n - 1)) / 2
            left.append((x + (b[1] - a[1]) / d * w, y - (b[0] - a[0]) / d * w))
            right.append((x - (b[1] - a[1]) / d * w, y + (b[0] - a[0]) / d * w))
        self.poly(left + right[::-1], fill, alpha)

    def glow(self, x, y, r, colour, alpha=0.6, ry=None):
        ry = r if ry is None else ry
        size = (round(2 * r * self.s), round(2 * ry * self.s))
        m = ImageChops.invert(Image.radial_gradient("L")).resize(size, Image.BICUBIC)
        m = m.point(lambda v: round(max(0, (v - 74) / 181) ** 1.7 * 255 * alpha))
        self.im.paste(
            Image.new("RGB", size, rgb(colour)),
            (round((x - r) * self.s), round((y - ry) * self.s)),
            m,
        )

    def veil(self, y0, y1, colour, alpha=0.6, peak=0.5):
        """A bank of mist: nothing at the edges, most at the peak."""
        h = round((y1 - y0) * self.s)
        m = Image.new("L", (1, h))
        for y in range(h):
            t = y / h
            v = t / peak if t < peak else (1 - t) / (1 - peak)
            m.putpixel((0, y), round(255 * alpha * v * v * (3 - 2 * v)))
        size = (self.im.width, h)
        self.im.paste(Image.new("RGB", size, rgb(colour)), (0, round(y0 * self.s)), m.resize(size))

    def peak(self, x, base, height, left, right, light, shade, rough=0.07, snow=None):
        """One mountain with a lit and a shaded side."""
        rng, top = self.rng, (x, base - height)
        west = jagged(rng, (x - left, base), top, rough)
        east = jagged(rng, top, (x + right, base), rough)
        foot = (x + rng.uniform(-0.15, 0.3) * right, base)
        spine = jagged(rng, top, foot, rough * 2.1)
        self.poly(west + spine, light)
        self.poly(spine[::-1] + east, shade)
        for k in range(3):  # gullies
            t = rng.uniform(0.2, 0.75)
            p = spine[int(t * (len(spine) - 1))]
            side = -1 if k % 2 else 1
            reach = (left if side < 0 else right) * (1 - t) * rng.uniform(0.25, 0.5)
            q = (p[0] + side * reach, min(base, p[1] + reach * rng.uniform(1.0, 1.6)))
            a = jagged(rng, p, q, 0.12, 4)
            b = jagged(rng, q, (p[0] + side * reach * 0.25, min(base, q[1] + 8)), 0.1, 3)
            self.poly(a + b, shade if side < 0 else mix(shade, light, 0.35))
        if snow:
            m, depth = self.mask(), base - height * 0.62
            ImageDraw.Draw(m).polygon(self._at(west + east), fill=255)
            cut = self.mask()
            drip = [(x - left, base - height - 50), (x + right, base - height - 50)]
            edge, px = [], x + right
            while px > x - left:
                edge.append((px, depth + rng.uniform(-height * 0.13, height * 0.13)))
                px -= rng.uniform(6, 22)
            ImageDraw.Draw(cut).polygon(self._at(drip + edge), fill=255)
            half = self.mask()
            ImageDraw.Draw(half).polygon(self._at(spine[::-1] + east), fill=255)
            m = ImageChops.multiply(m, cut)
            self._paste(snow[0], m)
            self._paste(snow[1], ImageChops.multiply(m, half))

    def range(
        self, base, low, high, light, shade, step=140, rough=0.07, snow=None, span=None, wide=1
    ):
        """A row of mountains from left to right, the tall ones first."""
        x, row = (span or (-120, 0))[0], []
        while x < (span or (0, self.w + 120))[1]:
            h = self.rng.uniform(low, high)
            row.append((h, x))
            x += step * self.rng.uniform(0.6, 1.35)
        for h, x in sorted(row, reverse=True):
            wl, wr = (wide * h * self.rng.uniform(0.7, 1.25) for _ in (0, 1))
            self.peak(x, base, h, wl, wr, light, shade, rough, snow)

    def hill(self, y, amp, fill, rough=0.05, bottom=None):
        bottom = self.h if bottom is None else bottom
        a, b = y + self.rng.uniform(-amp, amp), y + self.rng.uniform(-amp, amp)
        line = jagged(self.rng, (-10, a), (self.w + 10, b), rough, 8)
        self.poly([*line, (self.w + 10, bottom), (-10, bottom)], fill)

    def water(self, y, tint, amount=0.45, ripple=5.0, squash=0.8):
        """The world above y, mirrored below it, broken by ripples and tinted."""
        s, top = self.s, round(y * self.s)
        depth = self.im.height - top
        take = min(top, round(depth / squash))
        mirror = self.im.crop((0, top - take, self.im.width, top)).transpose(Image.FLIP_TOP_BOTTOM)
        mirror = mirror.resize((self.im.width, round(take * squash)), Image.BICUBIC)
        if mirror.height < depth:
            tall = Image.new("RGB", (self.im.width, depth))
            tall.paste(mirror.resize((self.im.width, depth)))
            mirror = tall
        mirror = mirror.filter(ImageFilter.GaussianBlur(2.2 * s))
        out = Image.new("RGB", (self.im.width, depth))
        phase = self.rng.uniform(0, 9)
        for row in range(depth):
            t = row / depth
            shift = math.sin(row / (3.5 * s + 16 * s * t) + phase) * ripple * s * (0.25 + 2.2 * t)
            shift += math.sin(row / (1.7 * s) + 1.3 * phase) * ripple * s * 0.25
            strip = mirror.crop(
                (0, min(row, mirror.height - 1), mirror.width, min(row, mirror.height - 1) + 1)
            )
            out.paste(ImageChops.offset(strip, round(shift), 0), (0, row))
        shade = gradient(out.size, [(0, mix(tint, PAPER, 0.12)), (1, tint)])
        self.im.paste(Image.blend(out, shade, amount), (0, top))

    def glints(self, y0, y1, colour, count, x0=0, x1=None, alpha=0.5, longest=90):
        x1 = self.w if x1 is None else x1
        for _ in range(count):
            t = self.rng.random() ** 0.8
            y = y0 + (y1 - y0) * t
            length = (8 + longest * t) * self.rng.uniform(0.4, 1)
            x = self.rng.gauss((x0 + x1) / 2, (x1 - x0) / 4)
            h = 0.8 + 2.2 * t
            self.disc(x, y, length / 2, colour, alpha, ry=h / 2 + 0.3)

    def stars(self, count, bottom, colour=PAPER):
        for _ in range(count):
            r = self.rng.choice((0.6, 0.8, 0.8, 1.1, 1.6))
            x, y = (
                self.rng.uniform(0, self.w),
                self.rng.uniform(0, bottom) * self.rng.uniform(0.3, 1),
            )
            self.disc(x, y, r, colour, self.rng.uniform(0.4, 0.95))

    def blurred(self, draw, radius):
        """Runs draw(scene) on a black copy and returns it blurred, for light that is added."""
        other = Scene(0, self.w, self.h, self.s)
        other.rng, other.im = self.rng, Image.new("RGB", self.im.size, 0)
        draw(other)
        return other.im.filter(ImageFilter.GaussianBlur(radius * self.s))

    def add_light(self, layer):
        self.im = ImageChops.screen(self.im, layer)

    def finish(self, grain=1.6, width=None):
        """The finished size, with a little of the tooth of printing paper."""
        width = width or self.w
        out = self.im.resize((width, round(width * self.h / self.w)), Image.LANCZOS)
        if grain:
            small = (out.width // 2, out.height // 2)
            noise = Image.frombytes("L", small, self.rng.randbytes(small[0] * small[1]))
            noise = noise.resize(out.size, Image.BICUBIC).filter(ImageFilter.GaussianBlur(0.7))
            noise = noise.point(lambda v: 128 + round((v - 128) * grain / 40))
            flat = Image.merge("RGB", (noise,) * 3)
            out = ImageChops.add(out, flat, 1, -128)
        return out
