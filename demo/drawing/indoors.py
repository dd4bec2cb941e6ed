"""Article pictures: laboratory, microscope, maps, patterns."""

import math

from PIL import Image

from .kit import (
    AMBER,
    CREAM,
    DEEP,
    ICE,
    INK,
    KELP,
    MIST,
    MOSS,
    PAPER,
    ROSE,
    RUST,
    SEA,
    TEAL,
    Scene,
    jagged,
    mix,
    spline,
)


def diatoms(s):
    s.sky((0, "#0c2b39"), (1, "#08202d"))
    s.glow(820, 500, 900, "#2b7079", 0.55)
    tones = ["#9fd0c4", "#d9e7d4", "#e6b96b", "#6fb3ae", "#dba07c"]
    placed = []
    tries = 0
    while len(placed) < 42 and tries < 6000:
        tries += 1
        r = (
            s.rng.choice((34, 46, 60, 84, 110, 150))
            if len(placed) > 6
            else s.rng.choice((150, 190, 120))
        )
        x, y = s.rng.uniform(-20, 1620), s.rng.uniform(-20, 1090)
        if any(math.dist((x, y), q[:2]) < r + q[2] + 14 for q in placed):
            continue
        placed.append((x, y, r))
        c, kind = s.rng.choice(tones), s.rng.choice(("wheel", "wheel", "boat", "chain", "star"))
        turn = s.rng.uniform(0, 6.3)
        if kind == "wheel":
            s.disc(x, y, r, c, 0.14)
            s.ring(x, y, r, max(2, r * 0.05), c)
            s.ring(x, y, r * 0.86, 1.4, c, 0.7)
            n = round(r / 2.6) + 8
            for k in range(n):
                a = turn + math.tau * k / n
                s.line(
                    [
                        (x + math.cos(a) * r * 0.36, y + math.sin(a) * r * 0.36),
                        (x + math.cos(a) * r * 0.86, y + math.sin(a) * r * 0.86),
                    ],
                    c,
                    1.5,
                    0.75,
                )
            for k in range(3):
                for j in range(6 * (k + 1)):
                    a = turn + math.tau * j / (6 * (k + 1))
                    s.disc(
                        x + math.cos(a) * r * 0.1 * (k + 1),
                        y + math.sin(a) * r * 0.1 * (k + 1),
                        r * 0.028 + 0.6,
                        c,
                    )
        else:

            def p(u, v, x=x, y=y, turn=turn):
                return (
                    x + u * math.cos(turn) - v * math.sin(turn),
                    y + u * math.sin(turn) + v * math.cos(turn),
                )

            if kind == "boat":
                edge = [
                    p(r * math.cos(t), r * 0.3 * math.sin(t) * abs(math.sin(t)) ** 0.35)
                    for t in [i * math.tau / 60 for i in range(60)]
                ]
                s.poly(edge, c, 0.16)
                s.line([*edge, edge[0]], c, 2.6)
                s.line([p(-r * 0.9, 0), p(r * 0.9, 0)], c, 2)
                for k in range(-8, 9):
                    u = k / 9
                    h = r * 0.27 * (1 - u * u) ** 0.7
                    s.line([p(u * r, -h), p(u * r, h)], c, 1.3, 0.7)
            elif kind == "chain":
                n = 5
                for k in range(n):
                    u = (k - (n - 1) / 2) * r * 0.4
                    box = [
                        p(u - r * 0.17, -r * 0.24),
                        p(u + r * 0.17, -r * 0.24),
                        p(u + r * 0.17, r * 0.24),
                        p(u - r * 0.17, r * 0.24),
                    ]
                    s.poly(spline(box, steps=8), c, 0.22)
                    loop = spline(box, steps=8)
                    s.line([*loop, loop[0]], c, 2.2)
                    s.disc(*p(u, 0), r * 0.06, c)
            else:
                for k in range(5):
                    a = turn + math.tau * k / 5
                    tip = (x + math.cos(a) * r, y + math.sin(a) * r)
                    s.taper([(x, y), tip], c, r * 0.16, r * 0.05, 0.5)
                    s.line([(x, y), tip], c, 1.6)
                    s.disc(*tip, r * 0.06, c)
                s.disc(x, y, r * 0.12, c)
    for _ in range(420):
        s.disc(
            s.rng.uniform(0, 1600),
            s.rng.uniform(0, 1067),
            s.rng.uniform(0.8, 2.2),
            "#bfe0d6",
            s.rng.uniform(0.15, 0.5),
        )


def flask(s, x, y, k, level, liquid, glass=PAPER):
    def p(*q):
        return [(x + a * k, y + b * k) for a, b in q]

    body = p(
        (-22, -190), (-22, -112), (-84, -14), (-74, 0), (74, 0), (84, -14), (22, -112), (22, -190)
    )
    s.poly(body, glass, 0.4)
    t = level
    half = 22 + 62 * min(1, (1 - t) * 1.0) if t < 1 else 22
    top = -14 - 98 * t
    half = 84 - 62 * t
    s.poly(p((-half, top), (-84, -14), (-74, 0), (74, 0), (84, -14), (half, top)), liquid)
    s.disc(x, y + top * k, half * k, mix(liquid, PAPER, 0.25), ry=5 * k)
    s.line([*body, body[0]], mix(DEEP, glass, 0.25), 2.6)
    s.rect(x - 27 * k, y - 196 * k, x + 27 * k, y - 186 * k, mix(DEEP, glass, 0.25), radius=3)
    s.line(p((-50, -30), (-16, -100)), PAPER, 4, 0.6)


def bench(s):
    s.sky((0, "#d9ddcd"), (1, "#e8dfca"))
    s.rect(180, 90, 760, 620, "#9fc0be")
    s.rect(180, 90, 760, 620, [(0, "#88b0b3"), (0.7, "#e9d9bd"), (1, "#e4c49c")])
    view = Scene("window", 580, 530, 2)
    view.im = s.im.crop((360, 180, 1520, 1240))
    view.range(
        400,
        90,
        220,
        mix(TEAL, MIST, 0.35),
        mix(SEA, MIST, 0.25),
        120,
        0.07,
        (PAPER, mix(MIST, TEAL, 0.2)),
    )
    view.water(400, "#3f7f86", 0.4, 3)
    s.im.paste(view.im, (360, 180))
    for x in (180, 470, 760):
        s.line([(x, 84), (x, 626)], PAPER, 16)
    for y in (90, 620):
        s.line([(172, y), (768, y)], PAPER, 16)
    s.rect(160, 626, 780, 644, CREAM)
    for y in (250, 450):
        s.rect(880, y, 1500, y + 14, DEEP)
        x = 900
        while x < 1460:
            w, h = s.rng.choice((34, 44, 54, 26)), s.rng.uniform(60, 118)
            c = s.rng.choice((RUST, AMBER, SEA, TEAL, KELP, ROSE, MIST, PAPER))
            s.rect(x, y - h, x + w, y, mix(c, CREAM, 0.12), radius=5)
            s.rect(x + w * 0.25, y - h - 12, x + w * 0.75, y - h + 2, DEEP, radius=3)
            s.rect(x + 4, y - h * 0.6, x + w - 4, y - h * 0.28, PAPER)
            x += w + s.rng.uniform(8, 30)
    s.rect(0, 850, 1600, 1067, "#173f4c")
    s.rect(0, 838, 1600, 864, PAPER)
    # microscope
    x, y = 1060, 838
    s.rect(x - 110, y - 26, x + 120, y, INK, radius=8)
    s.poly(
        [
            (x + 60, y - 26),
            (x + 112, y - 26),
            (x + 96, y - 240),
            (x + 20, y - 330),
            (x - 6, y - 300),
            (x + 54, y - 220),
        ],
        INK,
    )
    s.poly([(x - 66, y - 330), (x - 20, y - 372), (x + 46, y - 300), (x + 4, y - 258)], "#1f4b58")
    s.poly([(x - 112, y - 420), (x - 84, y - 444), (x - 20, y - 372), (x - 50, y - 346)], PAPER)
    s.poly([(x - 122, y - 426), (x - 80, y - 462), (x - 68, y - 450), (x - 110, y - 412)], INK)
    s.rect(x - 46, y - 268, x - 8, y - 170, RUST, radius=4)
    s.rect(x - 40, y - 172, x - 14, y - 146, MIST)
    s.rect(x - 104, y - 132, x + 62, y - 116, INK, radius=4)
    s.rect(x - 60, y - 138, x + 6, y - 132, MIST)
    s.disc(x + 74, y - 120, 24, "#1f4b58")
    s.disc(x + 74, y - 120, 10, PAPER)
    flask(s, 270, 838, 1.05, 0.5, TEAL)
    flask(s, 470, 838, 0.78, 0.62, AMBER)
    flask(s, 1370, 838, 0.95, 0.38, RUST)
    s.rect(600, 730, 900, 838, "#c7a878", radius=6)
    for i in range(7):
        tx = 622 + i * 38
        h = s.rng.uniform(40, 88)
        s.rect(tx, 640, tx + 24, 820, PAPER, 0.55, 12)
        s.rect(tx, 806 - h, tx + 24, 820, s.rng.choice((KELP, TEAL, SEA, RUST)), radius=12)
    s.rect(600, 752, 900, 838, "#b8945f", radius=6)
    for i in range(4):
        s.disc(1200 + i * 9, 832 - i * 7, 66, mix(MIST, PAPER, 0.4), ry=7)
        s.disc(1200 + i * 9, 828 - i * 7, 66, mix(PAPER, MIST, 0.2), ry=7)


def petri(s):
    s.sky((0, "#eadfca"), (1, "#e3d6bd"))
    colours = ["#d8c29a", "#b7cfc0", "#e3cdb6", "#c6d8d2", "#dfd2a4"]
    for row in range(3):
        for col in range(5):
            x, y, r = 130 + col * 335, 190 + row * 345, 142
            x += s.rng.uniform(-6, 6)
            s.disc(x + 10, y + 14, r, "#b5a482", 0.5)
            s.disc(x, y, r, PAPER)
            s.disc(x, y, r - 10, s.rng.choice(colours))
            kind = (row * 2 + col) % 5
            ink = s.rng.choice((RUST, SEA, KELP, "#a8763a", TEAL, MOSS))
            if kind == 0:
                for _ in range(70):
                    a, q = s.rng.uniform(0, 6.3), (r - 24) * math.sqrt(s.rng.random())
                    s.disc(
                        x + q * math.cos(a), y + q * math.sin(a), s.rng.uniform(2.5, 8), ink, 0.9
                    )
            elif kind == 1:  # streak plate
                for k in range(4):
                    a = k * 1.35
                    pts = []
                    for j in range(46):
                        u, v = -70 + j * 2.6, (14 if j % 4 < 2 else -14) + 58
                        pts.append(
                            (
                                x + u * math.cos(a) - v * math.sin(a),
                                y + u * math.sin(a) + v * math.cos(a),
                            )
                        )
                    s.line(pts, ink, 4.5 - k, 0.9)
            elif kind == 2:  # inhibition zones
                s.disc(x, y, r - 12, mix(ink, PAPER, 0.45))
                for k in range(5):
                    a, z = k * math.tau / 5, s.rng.uniform(14, 40)
                    cx, cy = x + 74 * math.cos(a), y + 74 * math.sin(a)
                    s.disc(cx, cy, z, s.rng.choice(colours))
                    s.disc(cx, cy, 9, PAPER)
                    s.ring(cx, cy, 9, 1.4, ink)
            elif kind == 3:  # branching mould
                for k in range(26):
                    a = math.tau * k / 26
                    end = (
                        x + math.cos(a) * s.rng.uniform(70, 112),
                        y + math.sin(a) * s.rng.uniform(70, 112),
                    )
                    s.taper(jagged(s.rng, (x, y), end, 0.1, 4), ink, 5, 0.8, 0.9)
                s.disc(x, y, 20, ink)
            else:
                for k in range(6, 0, -1):
                    pts = [
                        (
                            x + math.cos(t) * (k * 17 + s.rng.uniform(-3, 3)),
                            y + math.sin(t) * (k * 17 + s.rng.uniform(-3, 3)),
                        )
                        for t in [i * math.tau / 14 for i in range(14)]
                    ]
                    s.poly(spline(pts, steps=6), mix(ink, PAPER, 0.12 * k))
            s.ring(x, y, r, 4, mix(DEEP, MIST, 0.4))
            s.ring(x, y, r - 10, 1.6, mix(DEEP, MIST, 0.6))
            s.ring(x, y, r - 22, 5, PAPER, 0.6, arc=(200, 250))


def gel(s):
    s.sky((0, "#0e3542"), (1, "#0a2531"))
    s.rect(70, 60, 1530, 1007, "#0d2d3a", radius=18)
    for lane in range(17):
        x = 118 + lane * 82
        s.rect(x, 100, x + 54, 112, "#06161f")
        ladder = lane in (0, 8, 16)
        ys = (
            [150 + 780 * (k / 11) ** 0.8 for k in range(12)]
            if ladder
            else sorted(s.rng.uniform(150, 950) for _ in range(s.rng.choice((3, 5, 6, 8))))
        )
        for y in ys:
            c = (
                s.rng.choice((AMBER, RUST, ROSE))
                if not ladder and s.rng.random() < 0.25
                else mix("#8fd4c2", ICE, s.rng.random() * 0.7)
            )
            h = s.rng.uniform(5, 17) if not ladder else 6
            a = s.rng.uniform(0.55, 1)
            s.glow(x + 27, y + h / 2, 66, c, 0.42 * a, ry=30)
            s.rect(x, y, x + 54, y + h, c, a, h / 2)
    for y in (260, 480, 730):
        s.line([(84, y), (1516, y)], MIST, 1, 0.16)


def fish_skin(s):
    s.sky((0, "#5c8588"), (0.45, "#34636c"), (1, "#1b4350"))
    k = 78
    rows = 26
    for row in range(-1, rows):
        y = -40 + row * 44
        for col in range(-1, 24):
            x = col * k + (k / 2 if row % 2 else 0)
            band = math.sin(x / 260 + row * 0.33) * 0.5 + 0.5
            t = min(1, max(0, row / rows))
            base = mix(mix("#c9d3c4", "#8fb0ae", band), mix("#2c5f69", "#143c49", band), t)
            if s.rng.random() < 0.14:
                base = mix(base, KELP, 0.55)
            if s.rng.random() < 0.05:
                base = mix(base, AMBER, 0.6)
            s.disc(x, y, 47, mix(base, INK, 0.42))
            s.disc(x, y - 5, 46, base)
            for j in range(1, 6):
                s.ring(
                    x,
                    y - 5,
                    46 - j * 7,
                    1.2,
                    mix(base, PAPER if t < 0.6 else MIST, 0.35),
                    0.7,
                    arc=(25, 155),
                )
            s.ring(x, y - 5, 42, 4, PAPER, 0.28 * (1 - t), arc=(40, 100))
    lateral = [(x, 520 + 70 * math.sin(x / 420 + 0.6)) for x in range(-20, 1640, 20)]
    s.line(lateral, "#e8e3cf", 6, 0.8)
    for x, y in lateral[::2]:
        s.disc(x, y, 6, INK, 0.7)


def depth_map(s):
    s.sky((0, "#ece2cd"), (1, "#ece2cd"))
    bumps = [
        (
            s.rng.uniform(-100, 1700),
            s.rng.uniform(-100, 1167),
            s.rng.uniform(120, 420),
            s.rng.uniform(-1, 1),
        )
        for _ in range(26)
    ]
    nx, ny, cell = 161, 108, 10
    field = [[0.0] * nx for _ in range(ny)]
    for j in range(ny):
        for i in range(nx):
            x, y = i * cell, j * cell
            v = (x - 700) / 900 + (y - 500) / 2200
            for bx, by, r, a in bumps:
                d = ((x - bx) ** 2 + (y - by) ** 2) / (r * r)
                if d < 6:
                    v += 0.55 * a * math.exp(-d)
            field[j][i] = v
    shades = [
        "#ece2cd",
        "#d3ddcf",
        "#b4cdc8",
        "#8fb5b5",
        "#669a9f",
        "#3f7f88",
        "#286672",
        "#174f5d",
        "#0f3d4b",
    ]
    levels = [-0.55, -0.32, -0.1, 0.12, 0.35, 0.6, 0.85, 1.1]

    def segments(level):
        for j in range(ny - 1):
            for i in range(nx - 1):
                v = [field[j][i], field[j][i + 1], field[j + 1][i + 1], field[j + 1][i]]
                c = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
                pts = []
                for a in range(4):
                    b = (a + 1) % 4
                    if (v[a] < level) != (v[b] < level):
                        t = (level - v[a]) / (v[b] - v[a])
                        pts.append(
                            (
                                (c[a][0] + (c[b][0] - c[a][0]) * t) * cell,
                                (c[a][1] + (c[b][1] - c[a][1]) * t) * cell,
                            )
                        )
                yield (i, j, v, c, pts)

    big = Image.new("F", (nx, ny))
    big.putdata([v for row in field for v in row])
    big = big.resize(((nx - 1) * cell * 2, (ny - 1) * cell * 2), Image.BICUBIC)
    for level, colour in zip(levels, shades[1:], strict=True):
        m = big.point(lambda v, level=level: v * 400 - level * 400 + 128).convert("L")
        full = Image.new("L", s.im.size, 0)
        full.paste(m.resize((s.im.width, s.im.height)))
        s._paste(colour, full.point(lambda v: 255 if v > 128 else 0))
    for level in [levels[0] + 0.076 * k for k in range(24)]:
        for _i, _j, _v, _c, pts in segments(level):
            if len(pts) == 2:
                s.line(
                    [(x, y * 1067 / 1070) for x, y in pts],
                    DEEP,
                    1.2 if round((level - levels[0]) / 0.076) % 3 else 2.2,
                    0.35,
                )
    route = spline(
        [(180, 900), (420, 700), (560, 760), (820, 520), (1010, 560), (1240, 300), (1430, 240)],
        closed=False,
        steps=30,
    )
    for a in range(0, len(route) - 3, 6):
        s.line(route[a : a + 4], RUST, 5)
    for x, y in ((180, 900), (560, 760), (1010, 560), (1430, 240)):
        s.disc(x, y, 15, PAPER)
        s.ring(x, y, 15, 5, RUST)


def long_table(s):
    """A meeting at a window over the fjord."""
    s.sky((0, "#12303b"), (1, "#0f2a35"))
    view = Scene("table", 1360, 560, 2)
    view.sky((0, "#6f9aa3"), (0.4, "#c3d0c6"), (0.7, "#efd9b8"))
    view.glow(900, 370, 420, "#fbe3b5", 0.8)
    view.range(400, 80, 190, mix(MIST, ROSE, 0.3), mix(MIST, TEAL, 0.4), 130, 0.06)
    view.range(
        404, 60, 280, mix(TEAL, SEA, 0.3), DEEP, 200, 0.07, (ICE, mix(MIST, SEA, 0.3)), (-100, 560)
    )
    view.water(402, "#2d6b76", 0.4, 3)
    s.im.paste(view.im, (240, 180))
    for x in (120, 573, 1026, 1480):
        s.line([(x, 80), (x, 660)], "#0c232d", 16)
    s.line([(112, 86), (1488, 86)], "#0c232d", 16)
    s.line([(112, 655), (1488, 655)], "#0c232d", 22)
    people = [
        (250, "#0e2731"),
        (430, "#6f3323"),
        (610, "#123844"),
        (800, "#1d4a56"),
        (985, "#7b5a2c"),
        (1165, "#0f2a35"),
        (1345, "#55311f"),
    ]
    for i, (x, c) in enumerate(people):
        k = 1 + s.rng.uniform(-0.06, 0.08)
        skin = ("#c99b7a", "#8a5f45", "#dcb595", "#b98663")[i % 4]
        skin = mix(skin, INK, 0.35)
        hair = mix(("#2a1c14", "#8f7a5a", "#15110f", "#9a9a92", "#5a3a22")[i % 5], INK, 0.3)
        y = 660
        s.rect(x - 14, y - 60, x + 14, y - 10, skin)
        s.poly(
            spline(
                [
                    (x - 86 * k, 800),
                    (x - 80 * k, 690),
                    (x - 48 * k, 640),
                    (x, 630),
                    (x + 48 * k, 640),
                    (x + 80 * k, 690),
                    (x + 86 * k, 800),
                ],
                steps=8,
            ),
            c,
        )
        s.disc(x, y - 92, 38 * k, skin, ry=48 * k)
        s.poly(
            spline(
                [
                    (x - 42 * k, y - 92),
                    (x - 40 * k, y - 130),
                    (x, y - 152),
                    (x + 42 * k, y - 128),
                    (x + 42 * k, y - 90),
                    (x + 30, y - 112),
                    (x - 20, y - 120),
                ],
                steps=8,
            ),
            hair,
        )
        if i in (1, 4):
            s.poly(
                spline(
                    [
                        (x - 44 * k, y - 110),
                        (x - 52 * k, y - 50),
                        (x - 30, y - 40),
                        (x - 34, y - 90),
                    ],
                    steps=8,
                ),
                hair,
            )
            s.poly(
                spline(
                    [
                        (x + 44 * k, y - 110),
                        (x + 52 * k, y - 50),
                        (x + 30, y - 40),
                        (x + 34, y - 90),
                    ],
                    steps=8,
                ),
                hair,
            )
    s.poly([(60, 760), (1540, 760), (1660, 1000), (-60, 1000)], "#b48c5c")
    s.poly([(60, 760), (1540, 760), (1548, 776), (52, 776)], "#caa572")
    s.poly([(-60, 1000), (1660, 1000), (1660, 1067), (-60, 1067)], "#5f4429")
    for x in range(150, 1500, 190):
        s.poly([(x - 34, 800), (x + 44, 800), (x + 56, 856), (x - 38, 856)], PAPER)
        for j in range(4):
            s.line([(x - 24, 812 + j * 10), (x + 34, 812 + j * 10)], MIST, 2)
    for x in (330, 720, 1080, 1390):
        s.disc(x, 890, 26, "#12303b", ry=10)
        s.rect(x - 26, 860, x + 26, 890, "#12303b")
        s.disc(x, 860, 26, RUST, ry=10)
        s.disc(x, 860, 19, "#3b2014", ry=6)


def cryo_store(s):
    s.sky((0, "#0f3a48"), (1, "#0a2733"))
    s.poly([(0, 860), (1600, 860), (1600, 1067), (0, 1067)], [(0, "#15495a"), (1, "#0a2733")])
    s.poly([(640, 560), (960, 560), (1700, 1080), (-100, 1080)], [(0, "#2f7480"), (1, "#143f4e")])
    s.glow(800, 470, 360, "#d8efe2", 0.55)
    s.rect(700, 360, 900, 570, "#cfe6da")
    s.rect(722, 382, 795, 570, "#1b5665")
    s.rect(805, 382, 878, 570, "#1b5665")
    for side in (-1, 1):
        for k in range(5):
            t = 0.30 + 0.19 * k
            x = 800 + side * (130 + 700 * t * t)
            h, w = 230 + 560 * t * t, 50 + 130 * t * t
            base = 590 + 480 * t * t
            body = mix("#8fb4b2", "#dfe8df", t)
            s.rect(x - w, base - h, x + w, base, mix(body, DEEP, 0.3), radius=w * 0.5)
            s.rect(x - w, base - h, x + w * 0.45, base, body, radius=w * 0.5)
            s.rect(x - w * 0.7, base - h * 0.96, x - w * 0.45, base - h * 0.1, PAPER, 0.5, w * 0.12)
            s.rect(x - w * 0.5, base - h - 26 * t - 14, x + w * 0.5, base - h + 12, DEEP, radius=8)
            s.rect(
                x - w * 0.42, base - h * 0.62, x + w * 0.26, base - h * 0.42, "#0f2f3b", radius=5
            )
            s.rect(
                x - w * 0.34,
                base - h * 0.57,
                x - w * 0.05,
                base - h * 0.48,
                AMBER if (k + side) % 3 else RUST,
            )
            for j in (0.2, 0.8):
                s.line([(x - w, base - h * j), (x + w, base - h * j)], mix(body, DEEP, 0.45), 3)
    for _ in range(60):
        x = s.rng.uniform(0, 1600)
        s.disc(
            x,
            s.rng.uniform(930, 1067),
            s.rng.uniform(90, 260),
            "#d6ebe2",
            0.06,
            ry=s.rng.uniform(14, 40),
        )
    for x in range(120, 1600, 260):
        s.line([(x, 0), (800 + (x - 800) * 0.25, 340)], "#d8efe2", 5, 0.5)


def mussel_ropes(s):
    s.sky((0, "#8fc4b8"), (0.3, "#3f8d90"), (1, "#0e3d4c"))

    def rays(o):
        for _ in range(8):
            x, w = o.rng.uniform(0, 1500), o.rng.uniform(20, 80)
            o.poly(
                [(x, -10), (x + w, -10), (x + w * 2 + 160, 900), (x + 100, 900)],
                mix((0, 0, 0), "#a8e0c8", o.rng.uniform(0.1, 0.25)),
            )

    s.add_light(s.blurred(rays, 18))
    s.line([(-10, 66), (400, 84), (800, 78), (1200, 86), (1610, 70)], INK, 9)
    for i in range(5):
        s.disc(130 + i * 340, 60, 46, AMBER if i % 2 else PAPER, ry=30)
        s.disc(130 + i * 340, 72, 46, mix(AMBER if i % 2 else PAPER, INK, 0.25), 0.5, ry=16)
    for layer, (n, k, tone) in enumerate(((11, 0.55, 0.5), (8, 0.85, 0.25), (6, 1.25, 0.0))):
        for i in range(n):
            x = 1600 * (i + 0.5) / n + s.rng.uniform(-30, 30)
            bottom = s.rng.uniform(700, 1090) if layer < 2 else 1100
            y = 120 + s.rng.uniform(0, 50)
            s.line([(x, 80), (x, y)], mix(INK, TEAL, tone), 4 * k)
            while y < bottom:
                for side in (-1, 1, s.rng.choice((-1, 1))):
                    a = s.rng.uniform(0.1, 1.1) * side + math.pi / 2
                    ox, oy = x + side * s.rng.uniform(4, 26) * k, y + s.rng.uniform(-8, 8)
                    ln, wd = s.rng.uniform(30, 42) * k, s.rng.uniform(13, 17) * k

                    def p(u, v, ox=ox, oy=oy, a=a):
                        return (
                            ox + u * math.cos(a) - v * math.sin(a),
                            oy + u * math.sin(a) + v * math.cos(a),
                        )

                    shell = spline(
                        [
                            p(-ln * 0.5, 0),
                            p(-ln * 0.1, -wd * 0.8),
                            p(ln * 0.45, -wd * 0.7),
                            p(ln * 0.55, 0),
                            p(ln * 0.4, wd * 0.55),
                            p(-ln * 0.1, wd * 0.5),
                        ],
                        steps=5,
                    )
                    c = mix(
                        s.rng.choice(("#16323f", "#1d3d4b", "#27333f", "#2f4650")), "#3f8d90", tone
                    )
                    s.poly(shell, c)
                    s.line(
                        [p(-ln * 0.35, -wd * 0.3), p(ln * 0.2, -wd * 0.42)],
                        mix(c, MIST, 0.5),
                        2 * k,
                    )
                y += 17 * k
        s.veil(100, 1300, "#3f8d90", 0.2, 0.6) if layer < 2 else None


def glow_plankton(s):
    s.sky((0, "#071a26"), (0.5, "#0a2736"), (1, "#06141d"))
    for _ in range(26):
        pts = []
        x, y, a = s.rng.uniform(-100, 1500), s.rng.uniform(100, 1000), s.rng.uniform(-0.4, 0.4)
        for _k in range(70):
            a += s.rng.uniform(-0.09, 0.09)
            x, y = x + 9 * math.cos(a), y + 9 * math.sin(a)
            pts.append((x, y))
        s.line(pts, "#3fb7ae", 1.6, 0.25)

    def light(o):
        for _ in range(900):
            t = o.rng.random()
            x = 1600 * t
            y = 560 + 170 * math.sin(t * 5) + o.rng.gauss(0, 120)
            o.disc(x, y, o.rng.uniform(1, 5), mix("#2fb3b0", "#b6f2da", o.rng.random()))

    s.add_light(s.blurred(light, 7))
    s.add_light(s.blurred(light, 1.2))
    for _ in range(26):
        x, y, k, f = (
            s.rng.uniform(60, 1540),
            s.rng.uniform(160, 940),
            s.rng.uniform(0.5, 1.15),
            s.rng.choice((-1, 1)),
        )

        def p(*q, x=x, y=y, k=k, f=f):
            return [(x + f * u * k, y + v * k) for u, v in q]

        c = mix("#e79a72", "#0a2736", 0.45 - 0.3 * k)
        body = spline(
            p((-58, 14), (-30, -6), (10, -18), (44, -14), (58, -4), (36, 6), (0, 8), (-34, 14)),
            steps=6,
        )
        s.poly(body, c, 0.85)
        s.poly(p((-58, 14), (-80, 8), (-84, 20), (-76, 28)), c, 0.85)
        for j in range(6):
            s.line(p((-20 + j * 11, 6), (-26 + j * 11, 26), (-16 + j * 11, 32)), c, 1.8 * k, 0.8)
        s.line(p((54, -8), (96, -30), (120, -26)), c, 1.4 * k, 0.8)
        s.line(p((56, -4), (100, -4), (118, 6)), c, 1.4 * k, 0.8)
        s.disc(*p((46, -10))[0], 4.6 * k, "#06141d")
        for j in range(4):
            s.disc(*p((-24 + j * 16, 2))[0], 3 * k, "#bff6e0")
            s.glow(*p((-24 + j * 16, 2))[0], 18 * k, "#7fe6cf", 0.6)


def stage_in_the_dark(s):
    """An auditorium during the polar-night conference."""
    s.sky((0, "#0c1f2a"), (1, "#091820"))
    s.rect(360, 150, 1240, 600, "#e9e0cd")
    view = Scene("stage", 880, 450, 2)
    view.sky((0, "#0d3b4a"), (0.5, "#2a7079"), (0.75, "#e3b27a"))
    view.range(330, 80, 230, mix(TEAL, MIST, 0.3), DEEP, 140, 0.07, (ICE, mix(MIST, SEA, 0.3)))
    view.water(328, "#154a58", 0.35, 3)
    s.im.paste(view.im, (720, 300))
    s.glow(800, 380, 800, "#9fc6bd", 0.22)
    s.poly([(300, 690), (1300, 690), (1420, 770), (180, 770)], "#2c1d16")
    s.poly([(180, 770), (1420, 770), (1420, 800), (180, 800)], "#1c120e")
    s.poly([(440, 690), (452, 590), (520, 590), (532, 690)], "#7b5a2c")
    s.poly(spline([(452, 600), (456, 540), (486, 520), (516, 540), (520, 600)], steps=8), RUST)
    s.disc(486, 496, 19, "#c99b7a", ry=24)
    s.disc(486, 482, 21, "#2a1c14", ry=15)
    s.poly([(486, 60), (380, 700), (620, 700)], "#f4e4bd", 0.13)
    for row in range(5):
        y = 800 + row * 64
        k = 0.75 + row * 0.17
        x = s.rng.uniform(-40, 20)
        while x < 1640:
            c = mix("#1b4250", "#050d12", 0.25 + row * 0.15)
            s.poly(
                spline(
                    [
                        (x - 40 * k, y + 80 * k),
                        (x - 36 * k, y + 20 * k),
                        (x, y + 4 * k),
                        (x + 36 * k, y + 20 * k),
                        (x + 40 * k, y + 80 * k),
                    ],
                    steps=6,
                ),
                c,
            )
            s.disc(x, y - 12 * k, 19 * k, c, ry=24 * k)
            if s.rng.random() < 0.3:
                s.disc(x, y - 36 * k, 9 * k, c)
            x += s.rng.uniform(82, 112) * k


def tasting(s):
    """A table set for a tasting, from above."""
    s.sky((0, "#caa878"), (1, "#b99463"))
    for i in range(9):
        y = i * 124
        s.rect(0, y, 1600, y + 121, mix("#c9a674", "#b08a58", s.rng.random()))
        for _ in range(7):
            gy = y + s.rng.uniform(10, 110)
            s.line(
                jagged(s.rng, (-10, gy), (1610, gy + s.rng.uniform(-14, 14)), 0.004, 5),
                "#8d6a40",
                1.6,
                0.3,
            )
    spots = [
        (300, 300, 190),
        (790, 250, 150),
        (1280, 320, 200),
        (230, 800, 150),
        (700, 760, 215),
        (1230, 810, 170),
        (1030, 560, 92),
        (480, 560, 80),
        (1500, 590, 84),
    ]
    for i, (x, y, r) in enumerate(spots):
        s.disc(x + 12, y + 16, r, "#6e5030", 0.45)
        plate = (PAPER, "#173f4c", ICE, "#e3d6bd")[i % 4]
        s.disc(x, y, r, plate)
        s.ring(x, y, r * 0.78, 2.5, mix(plate, INK, 0.25))
        if i % 4 == 0:  # kelp salad
            for _ in range(46):
                a, q = s.rng.uniform(0, 6.3), s.rng.uniform(0, r * 0.5)
                px, py = x + q * math.cos(a), y + q * math.sin(a)
                s.taper(
                    spline(
                        [
                            (px, py),
                            (px + s.rng.uniform(-40, 40), py + s.rng.uniform(-40, 40)),
                            (px + s.rng.uniform(-60, 60), py + s.rng.uniform(-60, 60)),
                        ],
                        False,
                        6,
                    ),
                    mix(s.rng.choice((KELP, MOSS, "#8f9a4d")), INK, s.rng.random() * 0.2),
                    9,
                    2,
                )
            for _ in range(9):
                s.disc(x + s.rng.gauss(0, r * 0.3), y + s.rng.gauss(0, r * 0.3), 6, AMBER)
        elif i % 4 == 1:  # sliced fish
            for k in range(6):
                px = x - r * 0.48 + k * r * 0.19
                s.poly(
                    spline(
                        [(px - 15, y - 50), (px + 18, y - 56), (px + 26, y + 46), (px - 6, y + 56)],
                        steps=6,
                    ),
                    mix("#e9c3a8", PAPER, k * 0.08),
                )
                for j in range(3):
                    s.line(
                        [(px - 6 + j * 2, y - 34 + j * 28), (px + 16 + j, y - 40 + j * 28)],
                        PAPER,
                        3,
                        0.8,
                    )
        elif i % 4 == 2:  # shells
            for k in range(7):
                a = math.tau * k / 7
                px, py = x + math.cos(a) * r * 0.46, y + math.sin(a) * r * 0.46
                for j in range(7):
                    b = a + (j - 3) * 0.2
                    s.taper(
                        [(px, py), (px + math.cos(b) * r * 0.24, py + math.sin(b) * r * 0.24)],
                        mix(RUST, ROSE, j / 7),
                        5,
                        r * 0.07,
                    )
                s.disc(px, py, r * 0.05, mix(RUST, INK, 0.3))
        else:  # broth
            s.disc(x, y, r * 0.74, "#a8632f")
            s.disc(x - r * 0.1, y - r * 0.1, r * 0.5, "#bf7a3f", 0.6)
            for _ in range(12):
                s.ring(
                    x + s.rng.gauss(0, r * 0.28),
                    y + s.rng.gauss(0, r * 0.28),
                    s.rng.uniform(4, 12),
                    2,
                    AMBER,
                )
    for x, y, a in ((520, 330, 0.5), (1010, 880, -0.3), (1500, 300, 1.2)):
        for d in (-8, 8):
            dx, dy = math.cos(a), math.sin(a)
            s.taper(
                [
                    (x - dy * d, y + dx * d),
                    (x + dx * 210 - dy * d * 0.4, y + dy * 210 + dx * d * 0.4),
                ],
                "#2c1d16",
                9,
                4,
            )


INDOORS = {
    "diatoms": diatoms,
    "bench": bench,
    "petri": petri,
    "gel": gel,
    "fish-skin": fish_skin,
    "depth-map": depth_map,
    "long-table": long_table,
    "cryo-store": cryo_store,
    "mussel-ropes": mussel_ropes,
    "plankton": glow_plankton,
    "stage": stage_in_the_dark,
    "tasting": tasting,
}
