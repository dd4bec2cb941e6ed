"""Article pictures: coast, weather, ships, ice."""

import math

from .kit import (
    AMBER,
    CREAM,
    DEEP,
    ICE,
    INK,
    KELP,
    MIST,
    MOSS,
    NIGHT,
    PAPER,
    ROSE,
    RUST,
    SEA,
    TEAL,
    jagged,
    mix,
    spline,
)


def boat(s, x, y, k=1.0, hull=INK, house=PAPER, stripe=RUST):
    """A small fishing boat seen from the side."""

    def p(*q):
        return [(x + a * k, y + b * k) for a, b in q]

    s.poly(p((-62, -20), (-50, 6), (46, 6), (66, -26), (40, -20)), hull)
    s.poly(p((-60, -17), (-56, -9), (57, -11), (62, -20), (40, -16)), stripe)
    s.poly(p((-44, -19), (-44, -48), (-8, -50), (-2, -20)), house)
    s.rect(x - 38 * k, y - 44 * k, x - 27 * k, y - 35 * k, INK)
    s.rect(x - 23 * k, y - 44 * k, x - 12 * k, y - 35 * k, INK)
    s.line(p((-26, -50), (-26, -92)), hull, 2.2 * k)
    s.line(p((-26, -88), (58, -24)), hull, 1 * k)
    s.line(p((-26, -88), (-60, -20)), hull, 1 * k)
    s.line(p((22, -20), (22, -62)), hull, 2 * k)
    s.line(p((22, -58), (-2, -40)), hull, 1.4 * k)


def house(s, x, y, w, h, wall, roof, lit=AMBER, windows=2):
    """A gabled sea house on piles, end on."""
    s.poly([(x, y), (x, y - h), (x + w / 2, y - h - w * 0.42), (x + w, y - h), (x + w, y)], wall)
    s.poly(
        [
            (x - 5, y - h + 3),
            (x + w / 2, y - h - w * 0.5),
            (x + w + 5, y - h + 3),
            (x + w / 2, y - h - w * 0.36),
        ],
        roof,
    )
    for i in range(windows):
        wx = x + w * (i + 1) / (windows + 1) - w * 0.07
        s.rect(wx, y - h * 0.68, wx + w * 0.14, y - h * 0.36, lit)
    for i in range(4):
        px = x + 4 + (w - 8) * i / 3
        s.line([(px, y), (px, y + h * 0.3)], roof, 2.4)


def gull(s, x, y, k, colour, alpha=1.0):
    s.taper(
        [(x - 16 * k, y - 3 * k), (x - 8 * k, y - 7 * k), (x, y)], colour, 0.6 * k, 2.6 * k, alpha
    )
    s.taper(
        [(x, y), (x + 8 * k, y - 8 * k), (x + 17 * k, y - 5 * k)], colour, 2.6 * k, 0.6 * k, alpha
    )


def fjord_dawn(s):
    s.sky((0, "#6f9aa3"), (0.3, "#b9cdc6"), (0.48, "#efdcc0"), (0.6, "#eabf94"))
    s.glow(1130, 560, 520, "#fbe6bf", 0.9)
    s.disc(1130, 520, 46, "#fdf3dc")
    s.range(625, 120, 250, mix(MIST, ROSE, 0.45), mix(MIST, TEAL, 0.35), 130, 0.06)
    s.veil(500, 650, "#f3dcc0", 0.65, 0.75)
    s.range(640, 120, 340, mix(TEAL, MIST, 0.35), mix(SEA, MIST, 0.2), 190, 0.06, span=(-80, 780))
    s.veil(540, 660, "#f0dac2", 0.5, 0.8)
    s.range(
        650,
        180,
        430,
        mix(SEA, TEAL, 0.3),
        DEEP,
        210,
        0.07,
        (ICE, mix(MIST, SEA, 0.35)),
        (-160, 420),
    )
    s.range(650, 110, 250, mix(SEA, TEAL, 0.2), mix(DEEP, SEA, 0.3), 150, 0.07, span=(1390, 1800))
    s.veil(600, 655, "#f4e2cb", 0.4, 0.9)
    s.water(645, "#245c69", 0.4, 4)
    s.glints(655, 1020, "#fdecc8", 90, 960, 1300, 0.55, 100)
    boat(s, 760, 742, 1.05)
    s.glints(752, 800, DEEP, 26, 690, 830, 0.5, 60)
    for _ in range(5):
        gull(
            s, s.rng.uniform(820, 1050), s.rng.uniform(300, 460), s.rng.uniform(0.7, 1.2), DEEP, 0.8
        )


def aurora_layer(s, bands):
    def draw(o):
        for y, amp, height, colour, phase, tilt in bands:
            for i in range(0, o.w + 40, 3):
                t = i / o.w
                base = (
                    y
                    + tilt * t
                    + amp * math.sin(t * 5.2 + phase)
                    + amp * 0.4 * math.sin(t * 13 + phase * 2)
                )
                flick = 0.55 + 0.45 * math.sin(t * 47 + phase * 3 + 2 * math.sin(t * 19))
                h = height * (0.55 + 0.6 * flick)
                for k in range(9):
                    a = (1 - k / 9) ** 1.8 * (0.30 + 0.5 * flick)
                    tone = mix((0, 0, 0), mix(colour, "#6d5a86", min(1, k / 8) ** 2 * 0.6), a)
                    o.line([(i, base - h * k / 9), (i + 3, base - h * (k + 1) / 9)], tone, 4)

    return s.blurred(draw, 7)


def aurora_harbour(s):
    s.sky((0, "#081622"), (0.4, "#0f2f3d"), (0.62, "#2a5a62"))
    s.stars(170, 520)
    s.add_light(
        aurora_layer(
            s,
            [
                (330, 70, 300, "#46b193", 0.4, 90),
                (440, 45, 240, "#6fd0ae", 2.0, -110),
                (250, 60, 200, "#2f8f80", 4.4, 40),
            ],
        )
    )
    s.range(640, 130, 300, "#25505a", "#16343f", 190, 0.065, ("#8fb0b0", "#4a707a"))
    s.veil(560, 650, "#3d6b70", 0.5, 0.8)
    s.hill(632, 14, "#10262f", 0.02)
    walls = ["#9c3d25", "#8b3722", "#c9a15a", "#a5452a", "#d8cdb6", "#8f3b26"]
    x = 90
    for i in range(10):
        w, h = s.rng.uniform(78, 112), s.rng.uniform(52, 84)
        if i not in (4, 8):
            house(
                s, x, 668, w, h, mix(walls[i % 6], NIGHT, 0.28), "#0d1d27", "#f3c069", 2 + (i % 2)
            )
            s.glow(x + w / 2, 640, 90, "#f0b75e", 0.35)
        x += w + s.rng.uniform(22, 64)
    s.line([(60, 672), (1480, 672)], "#0d1d27", 7)
    s.water(690, "#0b2431", 0.3, 5)
    boat(s, 1290, 762, 1.15, "#0a1821", "#cfd3c6", "#9c3d25")
    s.glints(700, 1040, "#f0c070", 34, 80, 1300, 0.28, 60)
    s.glints(720, 1050, "#7fcab0", 30, 200, 1500, 0.18, 120)


def vessel_in_ice(s):
    s.sky((0, "#8fb3b6"), (0.28, "#c9d6cd"), (0.42, "#f0d9bd"), (0.5, "#eec9a0"))
    s.glow(420, 470, 520, "#fbe3b8", 0.8)
    s.range(486, 40, 110, mix(MIST, PAPER, 0.4), mix(MIST, TEAL, 0.2), 150, 0.03, wide=2.4)
    s.rect(0, 480, 1600, 1067, [(0, "#7fa6a8"), (0.25, "#2f6d78"), (1, DEEP)])
    y = 488
    while y < 1080:  # floes, larger towards us
        t = (y - 480) / 590
        x = -80 + s.rng.uniform(-60, 40)
        while x < 1680:
            w = (24 + 230 * t) * s.rng.uniform(0.5, 1.5)
            h = (3 + 46 * t) * s.rng.uniform(0.6, 1.1)
            gap = abs(x + w / 2 - (700 + 330 * t)) < 90 + 150 * t
            if s.rng.random() < (0.25 if gap else 0.86):
                pts = []
                for k in range(9):
                    a = math.tau * k / 9
                    r = s.rng.uniform(0.78, 1.05)
                    pts.append((x + w / 2 + math.cos(a) * w / 2 * r, y + math.sin(a) * h / 2 * r))
                s.poly([(px, py + 3 + 9 * t) for px, py in pts], mix(SEA, MIST, 0.45))
                s.poly(pts, mix(ICE, "#f6e3c9", s.rng.uniform(0, 0.75) * (1 - t * 0.6)))
            x += w * 1.06 + 4
        y += 5 + 40 * t
    # the ship
    x, y, k = 760, 660, 1.25

    def p(*q):
        return [(x + a * k, y + b * k) for a, b in q]

    s.poly(p((-230, -62), (-214, 12), (214, 12), (262, -82), (150, -66), (40, -62)), "#a8432a")
    s.poly(p((-222, -26), (-214, 12), (214, 12), (236, -30)), "#8a3421")
    s.poly(p((-205, -62), (-205, -118), (-96, -118), (-96, -62)), PAPER)
    s.poly(p((-96, -62), (-96, -170), (60, -170), (76, -110), (76, -62)), "#efe6d4")
    s.poly(p((-70, -170), (-70, -206), (40, -206), (52, -170)), PAPER)
    for yy in (-150, -118, -88):
        for xx in range(-84, 60, 22):
            s.rect(x + xx * k, y + yy * k, x + (xx + 11) * k, y + (yy + 11) * k, DEEP)
    s.poly(p((-60, -200), (-60, -184), (44, -184), (40, -200)), DEEP)
    s.poly(p((-150, -118), (-146, -172), (-116, -172), (-112, -118)), "#12343f")
    s.rect(x - 146 * k, y - 160 * k, x - 116 * k, y - 148 * k, AMBER)
    for line in (
        [(-14, -206), (-14, -292)],
        [(-34, -262), (8, -262)],
        [(-14, -290), (150, -66)],
        [(-14, -290), (-205, -118)],
    ):
        s.line(p(*line), INK, 2.2)
    s.line(p((-186, -118), (-240, -186), (-262, -150)), INK, 6)
    s.line(p((120, -66), (180, -132), (214, -120)), INK, 5)
    for i in range(9):
        fx = x - 290 * k + i * 78
        s.poly(
            [
                (fx, y + 26),
                (fx + 30, y + 6),
                (fx + 86, y + 10),
                (fx + 110, y + 28),
                (fx + 50, y + 42),
            ],
            mix(ICE, PAPER, s.rng.random()),
        )
        s.poly(
            [
                (fx, y + 26),
                (fx + 50, y + 42),
                (fx + 110, y + 28),
                (fx + 106, y + 37),
                (fx + 50, y + 54),
            ],
            mix(SEA, MIST, 0.5),
        )
    s.veil(430, 540, "#f6e2c6", 0.35)


def kelp_forest(s):
    s.sky((0, "#a6cfc0"), (0.22, "#4f9a98"), (0.6, "#175561"), (1, "#0a2b3a"))

    def rays(o):
        for _ in range(11):
            x, w, lean = o.rng.uniform(-100, 1500), o.rng.uniform(20, 90), o.rng.uniform(120, 260)
            o.poly(
                [(x, -20), (x + w, -20), (x + w * 2.4 + lean, 900), (x + lean, 900)],
                mix((0, 0, 0), "#9fd8c0", o.rng.uniform(0.10, 0.3)),
            )

    s.add_light(s.blurred(rays, 16))
    for depth in range(4):
        tone = [mix(TEAL, KELP, 0.3), mix(SEA, KELP, 0.45), mix(MOSS, KELP, 0.4), "#1d2a20"][depth]
        for _ in range((9, 8, 6, 4)[depth]):
            x = (
                s.rng.uniform(-40, 1640)
                if depth < 3
                else s.rng.choice((s.rng.uniform(-30, 330), s.rng.uniform(1250, 1620)))
            )
            k = 0.6 + depth * 0.28
            top = s.rng.uniform(40, 360) - depth * 30
            sway, ph = s.rng.uniform(40, 110), s.rng.uniform(0, 6)
            stem = [
                (x + sway * math.sin(ph + t * 2.6) * t, 1090 - (1090 - top) * t)
                for t in [i / 30 for i in range(31)]
            ]
            s.taper(stem, tone, 11 * k, 3 * k)
            for i in range(5, 31):
                px, py = stem[i]
                side = 1 if i % 2 else -1
                length = (150 - 2.4 * i) * k * s.rng.uniform(0.7, 1.1)
                droop = s.rng.uniform(-0.1, 0.5)
                up, down = [], []
                for j in range(13):
                    t = j / 12
                    bx = px + side * length * t
                    by = (
                        py
                        - length * 0.34 * math.sin(t * 2.1)
                        + length * droop * t * t
                        + 5 * k * math.sin(t * 13 + i)
                    )
                    wd = 15 * k * math.sin(math.pi * t**0.7) * 0.9
                    up.append((bx, by - wd))
                    down.append((bx, by + wd * 0.6))
                s.poly(up + down[::-1], mix(tone, AMBER, 0.10 if i % 3 else 0.2))
                if depth > 1:
                    s.disc(px + side * 7 * k, py, 6 * k, mix(tone, AMBER, 0.3), ry=8 * k)
        s.veil(200, 1250, "#1a5a66", 0.26, 0.7) if depth < 3 else None
    for _ in range(34):
        x, y, k = s.rng.gauss(880, 130), s.rng.gauss(400, 60), s.rng.uniform(0.7, 1.1)
        s.poly(
            [
                (x - 16 * k, y),
                (x - 4 * k, y - 5 * k),
                (x + 12 * k, y),
                (x + 20 * k, y - 5 * k),
                (x + 18 * k, y + 5 * k),
                (x + 12 * k, y),
                (x - 4 * k, y + 5 * k),
            ],
            "#d9e6d6",
            0.75,
        )


def harbour_cranes(s):
    s.sky((0, "#3e6a76"), (0.35, "#a9b9ad"), (0.55, "#eabf8c"), (0.66, "#e08d55"))
    s.glow(520, 640, 560, "#ffd894", 0.75)
    s.disc(520, 610, 58, "#ffe9bf")
    s.range(690, 60, 180, mix(TEAL, ROSE, 0.4), mix(SEA, ROSE, 0.25), 170, 0.06)
    s.veil(600, 710, "#efb985", 0.5, 0.8)

    def crane(x, k, c):
        def p(*q):
            return [(x + a * k, 718 + b * k) for a, b in q]

        for leg in (
            [(-46, 0), (-34, -230)],
            [(46, 0), (34, -230)],
            [(-46, -60), (46, -120)],
            [(46, -60), (-46, -120)],
            [(-40, -120), (40, -120)],
            [(-36, -190), (36, -190)],
        ):
            s.line(p(*leg), c, 6 * k)
        s.poly(p((-60, -230), (-60, -280), (30, -280), (44, -230)), c)
        s.rect(x - 48 * k, 718 - 268 * k, x - 24 * k, 718 - 250 * k, "#f0b765")
        s.line(p((-10, -280), (0, -390)), c, 8 * k)
        s.line(p((10, -262), (300, -420)), c, 8 * k)
        s.line(p((10, -276), (296, -428)), c, 3 * k)
        for t in range(9):
            u = t / 9
            s.line(
                p((10 + 290 * u, -262 - 158 * u), (10 + 290 * (u + 0.07), -276 - 152 * (u + 0.07))),
                c,
                2.5 * k,
            )
        s.line(p((0, -388), (298, -424)), c, 2 * k)
        s.line(p((0, -388), (-58, -278)), c, 3 * k)
        s.line(p((296, -420), (296, -200)), c, 1.8 * k)
        s.poly(p((286, -200), (306, -200), (302, -184), (290, -184)), c)

    crane(260, 0.75, mix(DEEP, SEA, 0.5))
    crane(700, 1.0, DEEP)
    crane(1080, 1.25, mix(INK, DEEP, 0.5))
    s.poly([(0, 716), (1600, 716), (1600, 760), (0, 760)], INK)
    colours = [RUST, "#8f4a32", SEA, TEAL, "#c08a44", DEEP, "#d5c9b0"]
    for row in range(4):
        x = 60
        while x < 1600:
            w = 74
            gate = (0.9, 0.72, 0.45, 0.2)[row]
            if s.rng.random() < gate and not (470 < x < 640):
                c = mix(s.rng.choice(colours), INK, 0.22)
                s.rect(x, 716 - 30 * (row + 1), x + w - 3, 716 - 30 * row - 2, c)
                for g in range(1, 7):
                    s.line(
                        [
                            (x + g * 10.5, 716 - 30 * (row + 1) + 4),
                            (x + g * 10.5, 716 - 30 * row - 6),
                        ],
                        mix(c, INK, 0.25),
                        1.4,
                    )
            x += w
    s.water(760, "#17414d", 0.34, 5)
    s.glints(775, 1050, "#ffd69a", 80, 340, 700, 0.5, 110)


def ice_from_above(s):
    s.sky((0, "#0f4655"), (1, "#0b3342"))
    pts = [(s.rng.uniform(-80, 1680), s.rng.uniform(-80, 1150)) for _ in range(230)]
    for _ in range(2):  # spread them
        for i, (x, y) in enumerate(pts):
            near = min(
                (q for q in pts if q != (x, y)), key=lambda q: (q[0] - x) ** 2 + (q[1] - y) ** 2
            )
            d = math.dist((x, y), near) or 1
            pts[i] = (x + (x - near[0]) / d * 20, y + (y - near[1]) / d * 20)
    lead = [(x, 640 + 150 * math.sin(x / 330) - x * 0.16) for x in range(-50, 1700, 20)]
    for x, y in pts:
        away = min(math.dist((x, y), q) for q in lead)
        if away < 74:
            continue
        near = sorted((q for q in pts if q != (x, y)), key=lambda q: math.dist((x, y), q))[:14]
        shape = [(x - 150, y - 150), (x + 150, y - 150), (x + 150, y + 150), (x - 150, y + 150)]
        gap = 0.47 if away > 170 else 0.40
        for qx, qy in near:  # clip by the half plane nearer to (x, y)
            mx, my, nx, ny = x + (qx - x) * gap, y + (qy - y) * gap, qx - x, qy - y
            out = []
            for (ax, ay), (bx, by) in zip(shape, shape[1:] + shape[:1], strict=True):
                da, db = (ax - mx) * nx + (ay - my) * ny, (bx - mx) * nx + (by - my) * ny
                if da <= 0:
                    out.append((ax, ay))
                if da * db < 0:
                    t = da / (da - db)
                    out.append((ax + (bx - ax) * t, ay + (by - ay) * t))
            shape = out
            if len(shape) < 3:
                break
        if len(shape) < 3:
            continue
        rough = []
        for a, b in zip(shape, shape[1:] + shape[:1], strict=True):
            rough += jagged(s.rng, a, b, 0.035, 3)[:-1]
        s.poly([(a + 5, b + 7) for a, b in rough], "#2d7681")
        s.poly(rough, mix(ICE, "#f7efe0", s.rng.random() * 0.8))
        for _ in range(s.rng.choice((0, 1, 1, 2))):
            a = s.rng.uniform(0, 6.3)
            q = (x + math.cos(a) * 26, y + math.sin(a) * 26)
            s.line(
                jagged(s.rng, (x - math.cos(a) * 20, y - math.sin(a) * 20), q, 0.12, 3),
                mix(MIST, ICE, 0.45),
                1.6,
            )
    for _ in range(260):
        q = s.rng.choice(lead)
        x, y, r = q[0] + s.rng.gauss(0, 34), q[1] + s.rng.gauss(0, 36), s.rng.uniform(1.5, 7)
        s.poly(
            [
                (x + r * math.cos(a) * s.rng.uniform(0.7, 1.2), y + r * math.sin(a))
                for a in (0, 1.1, 2.2, 3.3, 4.4, 5.4)
            ],
            ICE,
            0.85,
        )
    x, y = 905, 640 + 150 * math.sin(905 / 330) - 905 * 0.16
    s.taper([(x - 330, y - 60), (x - 160, y - 28), (x - 20, y)], "#5fa0a4", 3, 22, 0.55)
    a = 0.3

    def p(*q):
        return [
            (x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a))
            for u, v in q
        ]

    s.poly(p((-44, -12), (20, -12), (46, 0), (20, 12), (-44, 12)), RUST)
    s.poly(p((-36, -8), (14, -8), (14, 8), (-36, 8)), PAPER)
    s.poly(p((-14, -8), (0, -8), (0, 8), (-14, 8)), DEEP)


def turbines(s):
    s.sky((0, "#7ea7ab"), (0.4, "#d7ddd0"), (0.62, "#f1dfc4"))
    for y, a in ((150, 0.5), (240, 0.35), (330, 0.4)):
        x = s.rng.uniform(-100, 300)
        while x < 1600:
            w = s.rng.uniform(200, 480)
            s.disc(x, y + s.rng.uniform(-20, 20), w / 2, PAPER, a * 0.7, ry=s.rng.uniform(6, 15))
            x += w * s.rng.uniform(0.7, 1.6)
    s.range(720, 80, 210, mix(MIST, TEAL, 0.25), mix(MIST, SEA, 0.35), 170, 0.05)
    s.veil(600, 740, "#efe3cf", 0.7, 0.8)
    s.hill(700, 30, mix(TEAL, KELP, 0.35), 0.03)
    for x, y, k, ph in (
        (210, 690, 0.55, 0.4),
        (420, 668, 0.6, 1.3),
        (640, 690, 0.62, 0.9),
        (905, 664, 0.8, 0.1),
        (1210, 680, 1.05, 0.75),
        (1490, 690, 0.7, 1.7),
    ):
        top = y - 360 * k
        s.taper([(x, y + 40), (x, top)], PAPER, 13 * k, 6 * k)
        for b in range(3):
            a = ph + b * math.tau / 3
            tip = (x + math.cos(a) * 190 * k, top + math.sin(a) * 190 * k)
            mid = (x + math.cos(a + 0.06) * 55 * k, top + math.sin(a + 0.06) * 55 * k)
            s.taper([(x, top), mid, tip], PAPER, 9 * k, 1.6 * k)
        s.disc(x, top, 8 * k, RUST)
    s.hill(770, 26, mix(KELP, DEEP, 0.35), 0.035)
    s.hill(845, 26, mix(MOSS, DEEP, 0.45), 0.04)
    for _ in range(240):
        x, y = s.rng.uniform(0, 1600), s.rng.uniform(850, 1067)
        k = (y - 800) / 130
        lean = s.rng.uniform(4, 14) * k
        s.taper(
            [(x, y + 10 * k), (x + lean * 0.4, y - 8 * k), (x + lean, y - 14 * k)],
            mix(s.rng.choice((KELP, "#9a8a4e", AMBER)), MOSS, 0.35),
            2.6 * k,
            0.6,
        )


def salmon_pens(s):
    s.sky((0, "#2a7480"), (0.5, "#1b5c6a"), (1, "#104353"))
    for _ in range(420):
        x, y = s.rng.uniform(-20, 1620), s.rng.uniform(-20, 1090)
        w = s.rng.uniform(10, 44)
        s.taper([(x - w, y + 5), (x, y), (x + w, y + 6)], mix(TEAL, MIST, 0.2), 0.6, 1.6, 0.35)
    for i in range(2):
        for j in range(4):
            x, y, r = 250 + j * 370 + i * 60, 330 + i * 410 - j * 26, 148
            s.disc(x, y, r, "#0c3a49", 0.75)
            for k in range(1, 12):
                s.ring(x, y, r * k / 12, 1, "#5c9aa0", 0.25)
            for k in range(24):
                a = math.tau * k / 24
                s.line([(x, y), (x + math.cos(a) * r, y + math.sin(a) * r)], "#5c9aa0", 1, 0.22)
            for _ in range(90):
                a, q = s.rng.uniform(0, math.tau), r * s.rng.uniform(0.35, 0.85)
                fx, fy = x + math.cos(a) * q, y + math.sin(a) * q
                dx, dy = -math.sin(a) * 8, math.cos(a) * 8
                s.taper([(fx - dx, fy - dy), (fx, fy), (fx + dx, fy + dy)], MIST, 0.8, 3, 0.55)
            s.ring(x, y, r, 7, INK)
            s.ring(x, y, r - 12, 3, AMBER if (i + j) % 3 == 0 else "#d9d3c0")
            for k in range(36):
                a = math.tau * k / 36
                s.disc(x + math.cos(a) * (r - 5), y + math.sin(a) * (r - 5), 2.4, PAPER)
    s.line([(100, 546), (1580, 440)], "#0c2c38", 5)
    s.poly([(880, 440), (1090, 424), (1098, 520), (888, 536)], "#d9d3c0")
    s.poly([(896, 452), (990, 445), (996, 516), (902, 523)], RUST)
    s.poly([(1008, 446), (1078, 440), (1082, 500), (1012, 506)], DEEP)
    s.taper([(1180, 985), (1290, 975), (1400, 950)], "#8fc0be", 2, 40, 0.5)
    s.poly([(1390, 938), (1470, 925), (1500, 933), (1474, 949), (1394, 965)], PAPER)
    s.poly([(1410, 941), (1444, 936), (1446, 953), (1414, 959)], RUST)


def drying_racks(s):
    s.sky((0, "#88adb1"), (0.35, "#c7d5cd"), (0.6, "#eedfc8"))
    s.range(
        700,
        200,
        460,
        mix(TEAL, MIST, 0.45),
        mix(SEA, MIST, 0.25),
        230,
        0.07,
        (PAPER, mix(MIST, TEAL, 0.2)),
    )
    s.veil(560, 720, "#eee0cb", 0.55, 0.8)
    s.hill(712, 8, mix(KELP, CREAM, 0.35), 0.012)
    s.hill(860, 10, mix(KELP, MOSS, 0.4), 0.012)
    wood = "#3b332c"
    for row, (x0, k) in enumerate(((620, 0.55), (240, 1.0))):
        base = 760 + row * 190
        for i in range(9):
            x = x0 + i * 150 * k
            top = base - 330 * k
            s.line([(x - 60 * k, base), (x, top - 20 * k)], wood, 8 * k)
            s.line([(x + 60 * k, base), (x, top - 20 * k)], wood, 8 * k)
        end = x0 + 8 * 150 * k
        for level, dx in ((0.0, 0), (0.33, 19), (0.66, 38)):
            y = base - 330 * k + level * 300 * k
            for side in (-1, 1) if level else (1,):
                xx0, xx1 = x0 - 80 * k + side * dx * k, end + 80 * k + side * dx * k
                x = xx0 + 8
                while x < xx1:
                    ln = s.rng.uniform(66, 86) * k
                    c = mix(
                        "#d9c8a4",
                        s.rng.choice((ROSE, "#a58f6a", "#8a7a60")),
                        s.rng.uniform(0.1, 0.75),
                    )
                    tip = x + s.rng.uniform(-4, 4) * k
                    s.poly(
                        [
                            (x - 3 * k, y),
                            (x + 3 * k, y),
                            (x + 8 * k, y + ln * 0.55),
                            (tip + 4 * k, y + ln),
                            (tip - 4 * k, y + ln),
                            (x - 8 * k, y + ln * 0.6),
                        ],
                        c,
                    )
                    s.line([(x + 1 * k, y + 6 * k), (tip, y + ln * 0.95)], mix(c, wood, 0.45), 1.2)
                    x += 15 * k
                s.line([(xx0, y), (xx1, y)], wood, 5 * k)
    s.hill(985, 14, mix(MOSS, INK, 0.25), 0.015)
    for _ in range(160):
        x, y = s.rng.uniform(0, 1600), s.rng.uniform(975, 1067)
        s.taper(
            [(x, y + 12), (x + 3, y - 10), (x + s.rng.uniform(-6, 12), y - 26)],
            mix(KELP, AMBER, s.rng.random() * 0.5),
            2.6,
            0.5,
        )
    for _ in range(7):
        gull(
            s,
            s.rng.uniform(500, 1500),
            s.rng.uniform(90, 330),
            s.rng.uniform(0.8, 1.5),
            mix(DEEP, SEA, 0.3),
        )


def polar_night_town(s):
    s.sky((0, "#0c2130"), (0.3, "#1d4353"), (0.5, "#5b7f86"), (0.58, "#c9907b"))
    s.stars(80, 320)
    s.disc(1240, 190, 34, "#f3ead6")
    s.glow(1240, 190, 170, "#f3ead6", 0.3)
    s.range(620, 160, 340, "#7d9ea3", "#41666f", 200, 0.06, ("#cfdcd8", "#86a5a9"))
    s.veil(520, 640, "#c8998a", 0.35, 0.8)
    s.hill(600, 20, "#27444e", 0.02)
    walls = ["#7c3a2b", "#a98a52", "#54686a", "#8f8a7c", "#3d5a63", "#94513a", "#b8ad96"]
    for row in range(7):
        y = 628 + row * 42
        x = s.rng.uniform(-60, 0)
        while x < 1620:
            k = 0.5 + row * 0.11
            w, h = s.rng.uniform(58, 92) * k, s.rng.uniform(32, 48) * k
            c = mix(s.rng.choice(walls), "#0f2430", 0.38)
            if s.rng.random() < 0.8:
                yy = y + s.rng.uniform(-12, 12)
                s.rect(x, yy - h, x + w, yy + 30, c)
                s.poly(
                    [
                        (x - 4 * k, yy - h + 2),
                        (x + w * 0.18, yy - h - 24 * k),
                        (x + w * 0.82, yy - h - 24 * k),
                        (x + w + 4 * k, yy - h + 2),
                    ],
                    mix("#dfe6e2", "#3a5560", 0.25),
                )
                for i in range(3):
                    if s.rng.random() < 0.62:
                        wx = x + w * (0.16 + 0.28 * i)
                        s.rect(
                            wx,
                            yy - h * 0.72,
                            wx + w * 0.12,
                            yy - h * 0.3,
                            s.rng.choice(("#f5c873", "#f2b65a", "#fbe2a8")),
                        )
                if s.rng.random() < 0.35:
                    s.glow(x + w / 2, yy - h / 2, 46 * k, "#f0b65e", 0.5)
            x += w + s.rng.uniform(8, 34)
        s.hill(y + 24, 8, mix("#b9cbc9", "#1b3743", 0.42 + row * 0.05), 0.006, y + 46)
    s.rect(0, 905, 1600, 940, "#10262f")
    s.water(930, "#0d2b38", 0.35, 4)
    s.glints(940, 1060, "#f5c472", 60, 0, 1600, 0.4, 60)


def lighthouse(s):
    s.sky((0, "#33525c"), (0.5, "#76928f"), (0.7, "#b9bfae"))
    for i in range(16):
        y = 60 + i * 34
        s.disc(
            s.rng.uniform(0, 1600),
            y,
            s.rng.uniform(220, 460),
            mix("#33525c", "#9aaba2", i / 16),
            0.22,
            ry=s.rng.uniform(20, 56),
        )
    s.glow(1078, 262, 330, "#f6d58c", 0.65)
    s.poly([(1078, 262), (-40, 120), (-40, 300)], "#f6dfa8", 0.22)
    s.poly([(1078, 262), (1640, 210), (1640, 330)], "#f6dfa8", 0.22)

    def wave(y, amp, fill, crest):
        pts = []
        ph = s.rng.uniform(0, 9)
        for x in range(-20, 1640, 8):
            u = (x / 235 + ph) % 1
            pts.append(
                (
                    x,
                    y
                    - amp * (u**2.2 if u < 0.72 else (1 - u) / 0.28 * 0.48)
                    + 10 * math.sin(x / 71 + ph),
                )
            )
        s.poly([*pts, (1640, 1080), (-20, 1080)], fill)
        for i in range(2, len(pts) - 2):
            if s.rng.random() < 0.62:
                x, py = pts[i]
                s.disc(
                    x + s.rng.uniform(-6, 6),
                    py + s.rng.uniform(-3, 12),
                    s.rng.uniform(1.5, 7),
                    crest,
                    0.8,
                )
        for _ in range(60):
            i = s.rng.randrange(2, len(pts) - 14)
            dy = s.rng.uniform(16, 100)
            s.taper([(px + 4, py + dy) for px, py in pts[i : i + 12]], crest, 0.5, 2.2, 0.35)

    wave(690, 60, "#55797c", "#cfd9d0")
    s.poly(
        jagged(s.rng, (800, 800), (960, 640), 0.06)
        + jagged(s.rng, (960, 640), (1200, 620), 0.04)
        + jagged(s.rng, (1200, 620), (1430, 820), 0.06),
        "#1b2b31",
    )
    s.poly(
        jagged(s.rng, (1100, 640), (1200, 622), 0.04)
        + jagged(s.rng, (1200, 622), (1420, 820), 0.06)
        + [(1120, 800)],
        "#2d4147",
    )
    s.poly([(1034, 640), (1050, 296), (1106, 296), (1122, 640)], PAPER)
    s.poly([(1086, 640), (1086, 296), (1106, 296), (1122, 640)], "#cfc8b5")
    for y0, y1 in ((360, 428), (520, 588)):
        a, b = (640 - y0) / 344, (640 - y1) / 344
        s.poly(
            [(1034 + 16 * a, y0), (1122 - 16 * a, y0), (1122 - 16 * b, y1), (1034 + 16 * b, y1)],
            "#a8432a",
        )
    s.rect(1042, 284, 1114, 298, INK)
    s.rect(1058, 244, 1098, 284, "#f8e2a6")
    for x in (1058, 1078, 1098):
        s.line([(x, 244), (x, 284)], INK, 2.4)
    s.poly([(1050, 246), (1078, 212), (1106, 246)], "#a8432a")
    s.rect(1126, 584, 1206, 640, "#e4dac4")
    s.poly([(1120, 586), (1140, 552), (1194, 552), (1214, 586)], "#7d3322")
    s.rect(1150, 600, 1166, 620, AMBER)
    wave(790, 84, "#38616a", "#dfe6dc")
    for _ in range(170):
        x, y = s.rng.gauss(900, 70), 790 - abs(s.rng.gauss(0, 80))
        s.disc(x, y, s.rng.uniform(1, 5), PAPER, 0.75)
    wave(880, 96, "#234d59", "#dfe6dc")
    wave(985, 100, "#123643", "#c9d6cf")


def midnight_sun(s):
    s.sky((0, "#5f8f97"), (0.3, "#c5cbb6"), (0.46, "#f0cb8f"), (0.56, "#ea9a5a"))
    s.glow(800, 575, 760, "#ffe3a2", 0.85)
    s.disc(800, 520, 76, "#fff1cc")
    s.range(
        602,
        24,
        90,
        mix(TEAL, ROSE, 0.5),
        mix(SEA, ROSE, 0.35),
        110,
        0.03,
        span=(-60, 520),
        wide=2.2,
    )
    s.range(
        602,
        20,
        66,
        mix(TEAL, ROSE, 0.5),
        mix(SEA, ROSE, 0.35),
        110,
        0.03,
        span=(1240, 1700),
        wide=2.2,
    )
    s.rect(0, 598, 1600, 1067, [(0, "#e2a066"), (0.2, "#8d8f7b"), (0.6, "#2f6670"), (1, "#123f4e")])
    s.glints(604, 1060, "#fff0c8", 330, 560, 1040, 0.75, 130)
    s.glints(610, 1060, "#f0b270", 150, 100, 1500, 0.35, 120)
    s.glints(700, 1067, "#0d3644", 130, -100, 1700, 0.4, 150)
    for _ in range(16):
        k = s.rng.uniform(0.7, 2.2)
        gull(s, s.rng.gauss(1080, 190), s.rng.gauss(330, 80), k, "#24434b")
    boat(s, 420, 668, 0.7, "#1a333c", "#3a525a", "#7d3322")
    s.glints(668, 690, "#1a333c", 14, 350, 490, 0.5, 40)


def whale(s):
    s.sky((0, "#cfe0d6"), (0.14, "#9cc7c2"), (0.17, "#5ea6a6"), (0.5, "#1f6472"), (1, "#0a2c3c"))
    s.rect(0, 0, 1600, 170, [(0, "#eadfc8"), (1, "#cfdcd2")])
    s.range(172, 30, 100, mix(MIST, PAPER, 0.2), mix(MIST, TEAL, 0.3), 120, 0.04, wide=1.8)
    line = [(x, 176 + 6 * math.sin(x / 60) + 4 * math.sin(x / 23)) for x in range(-10, 1620, 10)]
    s.poly([*line, (1620, 1080), (-10, 1080)], [(0, "#66aaa9"), (0.35, "#22697a"), (1, "#0a2c3c")])

    def rays(o):
        for _ in range(9):
            x, w, lean = o.rng.uniform(0, 1500), o.rng.uniform(20, 80), o.rng.uniform(-180, 180)
            o.poly(
                [(x, 180), (x + w, 180), (x + w * 2 + lean, 980), (x + lean, 980)],
                mix((0, 0, 0), "#8fd0c0", o.rng.uniform(0.06, 0.18)),
            )

    s.add_light(s.blurred(rays, 18))
    boat(s, 560, 176, 0.72, "#7d3322", PAPER, AMBER)
    body = spline(
        [
            (330, 640),
            (420, 560),
            (600, 505),
            (820, 500),
            (1010, 540),
            (1150, 600),
            (1260, 640),
            (1320, 640),
            (1250, 668),
            (1130, 668),
            (980, 680),
            (800, 712),
            (600, 730),
            (430, 712),
            (350, 680),
        ]
    )
    s.poly(body, "#173f4d")
    s.poly(
        spline(
            [
                (345, 672),
                (430, 668),
                (600, 668),
                (760, 660),
                (900, 662),
                (800, 706),
                (600, 728),
                (430, 710),
                (358, 684),
            ]
        ),
        "#b9cdc8",
    )
    for i in range(9):
        y = 676 + i * 5.5
        s.line([(372 + i * 14, y), (560, y + 4), (800 - i * 22, y - 6)], "#6f9599", 1.6)
    s.poly(
        spline(
            [
                (1300, 640),
                (1370, 596),
                (1440, 566),
                (1418, 610),
                (1380, 642),
                (1420, 672),
                (1450, 708),
                (1380, 690),
            ]
        ),
        "#173f4d",
    )
    s.poly(
        spline(
            [(640, 690), (660, 760), (720, 860), (790, 930), (800, 880), (770, 790), (730, 700)]
        ),
        "#12343f",
    )
    s.poly(spline([(1010, 545), (1050, 512), (1090, 508), (1070, 560)]), "#12343f")
    s.disc(452, 648, 6, "#0a1d26")
    s.line([(345, 664), (420, 672), (500, 668)], "#0f2f3a", 2.4)
    for _ in range(120):
        x = s.rng.uniform(0, 1600)
        s.disc(
            x, s.rng.uniform(260, 1040), s.rng.uniform(0.8, 2.4), "#cfe5dc", s.rng.uniform(0.2, 0.6)
        )


def quay_hall(s):
    s.sky((0, "#4f7c86"), (0.4, "#a8c0ba"), (0.62, "#ecd2ae"))
    s.range(
        690,
        120,
        330,
        mix(MIST, TEAL, 0.3),
        mix(SEA, MIST, 0.35),
        190,
        0.06,
        (PAPER, mix(MIST, TEAL, 0.15)),
    )
    s.veil(570, 700, "#ecd9bf", 0.5, 0.8)
    s.poly([(300, 740), (300, 470), (560, 372), (1270, 372), (1270, 740)], "#173c49")
    s.poly([(300, 470), (560, 372), (1270, 372), (1270, 398), (566, 398), (300, 500)], "#0d2832")
    for x in range(320, 1262, 16):
        s.line([(x, max(404, 500 - (x - 300) * 0.385)), (x, 738)], "#143441", 2)
    s.rect(640, 452, 1220, 640, "#f3cf8d")
    s.rect(640, 452, 1220, 500, "#f8e3b4")
    for x in range(640, 1221, 58):
        s.line([(x, 452), (x, 640)], "#173c49", 4)
    s.line([(640, 545), (1220, 545)], "#173c49", 3)
    for x, h in ((690, 110), (760, 80), (850, 128), (960, 96), (1060, 120), (1150, 84)):
        s.rect(x, 640 - h, x + 38, 640, mix(RUST, "#f3cf8d", 0.45), radius=12)
        s.line([(x + 19, 640 - h), (x + 19, 470)], mix(SEA, "#f3cf8d", 0.4), 4)
    s.rect(370, 560, 470, 740, RUST)
    s.line([(420, 560), (420, 740)], mix(RUST, INK, 0.4), 2)
    s.rect(510, 590, 580, 740, "#f3cf8d")
    for x, lean in ((730, 0), (905, 4), (1110, -3)):  # people
        s.poly([(x - 9, 640), (x - 8, 596), (x + 8, 596), (x + 10, 640)], PAPER)
        s.disc(x + lean, 584, 8, INK)
    s.poly([(0, 738), (1600, 738), (1600, 790), (0, 790)], "#26393f")
    s.poly([(0, 738), (1600, 738), (1600, 750), (0, 750)], ICE)
    for x in range(60, 1600, 180):
        s.rect(x, 726, x + 26, 742, INK, radius=4)
    s.water(790, "#1a4552", 0.38, 4)
    s.glints(800, 1040, "#f6d592", 70, 560, 1300, 0.45, 90)
    boat(s, 1420, 806, 1.2)


def buoy_chart(s):
    """A measuring buoy, its anchor line, and the water column as a graph."""
    s.sky((0, "#f0e3cb"), (0.22, "#cfdccf"), (0.24, "#5fa3a3"), (0.6, "#1b5d6b"), (1, "#0b2f3d"))
    s.range(252, 30, 130, mix(MIST, PAPER, 0.15), mix(MIST, TEAL, 0.25), 130, 0.04, wide=1.7)
    line = [
        (x, 254 + 7 * math.sin(x / 70) + 4 * math.sin(x / 29 + 1)) for x in range(-10, 1620, 10)
    ]
    s.poly([*line, (1620, 1080), (-10, 1080)], [(0, "#5fa3a3"), (0.4, "#1b5d6b"), (1, "#0b2f3d")])
    s.line([(520, 260), (530, 560), (508, 1060)], "#0a2029", 3)
    for y in (400, 540, 680, 820, 950):
        s.rect(503, y, 537, y + 40, AMBER, radius=8)
        s.line([(560, y + 20), (1440, y + 20)], MIST, 1, 0.35)
    s.poly([(470, 262), (482, 226), (558, 226), (570, 262), (548, 292), (492, 292)], AMBER)
    s.poly([(470, 262), (570, 262), (548, 292), (492, 292)], RUST)
    for leg in ([(490, 226), (515, 130)], [(550, 226), (525, 130)], [(498, 196), (542, 196)]):
        s.line(leg, INK, 4)
    s.rect(496, 168, 544, 190, DEEP)
    s.disc(520, 122, 9, "#fbe7b0")
    s.glow(520, 122, 60, "#f7d98d", 0.6)
    for k, (colour, w) in enumerate(((ROSE, 3), (PAPER, 4.5))):
        pts = []
        for i in range(110):
            t = i / 109
            base = 1360 - 520 * t**0.55 + k * 50
            pts.append(
                (base + 26 * math.sin(t * 11 + k) * (1 - t) + s.rng.uniform(-7, 7), 300 + 720 * t)
            )
        s.line(pts, colour, w, 0.95)
        for y in (400, 540, 680, 820, 950):
            i = min(109, round((y + 20 - 300) / 720 * 109))
            s.disc(*pts[i], 8, colour)


def headland_path(s):
    """Students on a ridge above the sea, small against it."""
    s.sky((0, "#86adb2"), (0.45, "#d9ddcf"), (0.6, "#f0dfc6"))
    s.range(560, 60, 180, mix(MIST, PAPER, 0.25), mix(MIST, TEAL, 0.25), 150, 0.05)
    s.rect(0, 556, 1600, 1067, [(0, "#9cc0bc"), (0.4, "#3d8489"), (1, "#1b5d6b")])
    s.glints(562, 900, PAPER, 120, 0, 1600, 0.4, 90)
    for x, y, k in ((980, 640, 1.0), (1240, 604, 0.6), (1450, 590, 0.4)):
        s.disc(x, y, 90 * k, mix(SEA, DEEP, 0.5), ry=16 * k)
        s.poly(
            jagged(s.rng, (x - 85 * k, y), (x - 10 * k, y - 44 * k), 0.08)
            + jagged(s.rng, (x - 10 * k, y - 44 * k), (x + 85 * k, y), 0.08),
            mix(MOSS, TEAL, 0.35),
        )
    ridge = (
        jagged(s.rng, (-10, 560), (420, 660), 0.03)
        + jagged(s.rng, (420, 660), (900, 900), 0.03)
        + jagged(s.rng, (900, 900), (1300, 1090), 0.03)
    )
    s.poly([*ridge, (-10, 1090)], mix(KELP, MOSS, 0.35))
    low = jagged(s.rng, (-10, 760), (360, 830), 0.03) + jagged(s.rng, (360, 830), (760, 1090), 0.04)
    s.poly([*low, (-10, 1090)], mix(MOSS, INK, 0.15))
    jackets = [RUST, AMBER, "#e9e0cd", SEA, RUST, INK, AMBER]
    for i, c in enumerate(jackets):
        x = 96 + i * 46 + s.rng.uniform(-8, 8)
        y = 566 + (x / 420) * 92
        k = 1 + s.rng.uniform(-0.1, 0.1)
        s.line([(x - 4, y + 6), (x - 3, y - 14)], INK, 5)
        s.line([(x + 5, y + 6), (x + 3, y - 14)], INK, 5)
        s.poly(
            [
                (x - 9 * k, y - 12),
                (x - 7 * k, y - 40 * k),
                (x + 7 * k, y - 40 * k),
                (x + 9 * k, y - 12),
            ],
            c,
        )
        s.disc(x, y - 48 * k, 7, "#e2bd9c" if i % 3 else "#8a5a3c")
        s.disc(x, y - 52 * k, 7, INK, ry=4)
    x, y = 424, 664
    s.line([(x, y), (x, y - 70)], INK, 4)
    s.line([(x - 22, y + 4), (x, y - 50), (x + 24, y + 6)], INK, 3)
    s.rect(x - 14, y - 86, x + 18, y - 66, INK, radius=4)
    for _ in range(150):
        gx, gy = s.rng.uniform(0, 640), s.rng.uniform(860, 1067)
        s.taper(
            [(gx, gy + 10), (gx + 4, gy - 10), (gx + 12, gy - 22)],
            mix(KELP, AMBER, s.rng.random() * 0.6),
            2.6,
            0.6,
        )


def robot_dive(s):
    s.sky((0, "#2c7480"), (0.35, "#155060"), (1, "#06202c"))
    s.glow(620, 560, 420, "#bfe6d2", 0.35)
    s.poly([(700, 540), (1640, 260), (1640, 900)], "#cfeedd", 0.16)
    s.poly([(700, 540), (1640, 380), (1640, 780)], "#cfeedd", 0.16)
    s.line([(470, 470), (420, 300), (450, 120), (400, -20)], AMBER, 5)
    s.rect(330, 420, 700, 500, AMBER, radius=36)
    s.rect(330, 464, 700, 500, mix(AMBER, RUST, 0.45), radius=18)
    s.rect(400, 440, 620, 468, PAPER, radius=8)
    s.rect(350, 500, 680, 620, "#112d38", radius=14)
    for x in (352, 664):
        s.line([(x, 480), (x, 650)], "#0a1c25", 12)
    s.line([(330, 652), (706, 652)], "#0a1c25", 12)
    for x in (430, 520):
        s.disc(x, 560, 38, "#1d4653")
        s.ring(x, 560, 38, 5, "#3f7480")
        for b in range(3):
            a = b * math.tau / 3 + x
            s.line([(x, 560), (x + 30 * math.cos(a), 560 + 30 * math.sin(a))], MIST, 8)
    s.disc(626, 560, 34, "#0a1c25")
    s.disc(632, 560, 22, "#dff3e4")
    s.disc(638, 556, 9, "#ffffff")
    s.line([(660, 620), (760, 660), (820, 630)], "#0a1c25", 10)
    s.line([(820, 630), (858, 616)], RUST, 6)
    s.line([(820, 630), (858, 648)], RUST, 6)
    floor = jagged(s.rng, (-10, 930), (1620, 880), 0.03, 7)
    s.poly([*floor, (1620, 1080), (-10, 1080)], "#0d2f3a")
    for _ in range(46):
        x = s.rng.uniform(760, 1600)
        y = 890 + s.rng.uniform(-6, 26)
        h = s.rng.uniform(30, 150)
        for _ in range(s.rng.choice((3, 4, 5))):
            a = -math.pi / 2 + s.rng.uniform(-0.6, 0.6)
            s.taper(
                [
                    (x, y),
                    (x + math.cos(a) * h * 0.5, y + math.sin(a) * h * 0.6),
                    (x + math.cos(a) * h * 0.9, y + math.sin(a) * h),
                ],
                mix(s.rng.choice((RUST, ROSE, KELP, TEAL)), "#0d2f3a", 0.35),
                6,
                1,
            )
    for _ in range(300):
        x, y = s.rng.uniform(0, 1600), s.rng.uniform(0, 1000)
        lit = x > 720 and abs(y - 560) < (x - 640) * 0.34
        s.disc(x, y, s.rng.uniform(0.8, 3.2), "#e6f6ea", 0.75 if lit else 0.2)


OUTDOORS = {
    "fjord-dawn": fjord_dawn,
    "aurora-harbour": aurora_harbour,
    "vessel-in-ice": vessel_in_ice,
    "kelp-forest": kelp_forest,
    "harbour-cranes": harbour_cranes,
    "ice-from-above": ice_from_above,
    "turbines": turbines,
    "salmon-pens": salmon_pens,
    "drying-racks": drying_racks,
    "polar-night-town": polar_night_town,
    "lighthouse": lighthouse,
    "midnight-sun": midnight_sun,
    "whale": whale,
    "quay-hall": quay_hall,
    "buoy": buoy_chart,
    "headland": headland_path,
    "robot-dive": robot_dive,
}
