"""Small PDFs with real text, written by hand: a title, lines and a footer."""


def escaped(text):
    return text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def pdf(title, lines, footer):
    """lines: text, or (heading,), or a list of table cells set in columns."""
    pages, ops, y = [], [], 0

    def put(font, size, x, words):
        ops.append(b"BT /%s %g Tf %g %g Td (%s) Tj ET" % (font, size, x, y, escaped(words)))

    def open_page():
        nonlocal y
        y = 770
        put(b"F2", 22, 62, title)
        ops.append(b"0.79 0.35 0.18 RG 2 w 62 752 m 130 752 l S")
        y = 722

    open_page()
    for line in lines:
        if y < 90:
            pages.append(ops)
            ops = []
            open_page()
        if isinstance(line, tuple):
            y -= 10
            put(b"F2", 13, 62, line[0])
            y -= 20
        elif isinstance(line, list):
            for i, cell in enumerate(line):
                put(b"F1", 10.5, (62, 150, 400)[i] if len(line) == 3 else (62, 330)[i], cell)
            y -= 17
        else:
            put(b"F1", 11, 62, line)
            y -= 16
    pages.append(ops)
    objects = [b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>", b""]
    objects += [
        b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>" % f
        for f in (b"Helvetica", b"Helvetica-Bold")
    ]
    kids = []
    for page in pages:
        y = 48
        ops = page
        put(b"F1", 9, 62, footer)
        stream = b"\n".join(page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % len(objects)
        )
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % k for k in kids),
        len(kids),
    )
    objects.append(b"<< /Title (%s) /Author (Kaldkyst Cluster) >>" % escaped(title))
    out, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return out + b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )


FOOTER = "Kaldkyst Cluster · Bryggelabben, Tromsø · kaldkyst.example"

PAPERS = {
    "membership-fees-2026.pdf": (
        "Membership fees 2026",
        [
            "What a member pays for one calendar year, without value added tax.",
            "A member that joins after 1 July pays half the first year.",
            ("Fees",),
            ["Start-up, up to 5 employees", "NOK 6,000"],
            ["Company with 6 to 49 employees", "NOK 18,000"],
            ["Company with 50 to 249 employees", "NOK 45,000"],
            ["Company with 250 employees or more", "NOK 120,000"],
            ["University, hospital, research institute", "NOK 60,000"],
            ["Investor or financial institution", "NOK 40,000"],
            ["User or patient organisation", "NOK 1,000"],
            ("What it pays for",),
            "Four members' meetings a year, two places at Mørketid, the pilot hall",
            "at members' rates, the patent clinic, and someone who answers the phone.",
            ("Leaving",),
            "Tell us in writing before 1 October and the membership ends on 31 December.",
            "Nobody has to say why. Most do, and we listen.",
        ],
    ),
    "morketid-2026-programme.pdf": (
        "Mørketid 2026: programme",
        [
            "The members' conference, Tromsø, Tuesday 8 and Wednesday 9 December 2026.",
            ("Tuesday 8 December",),
            ["09:30", "Doors, coffee, and the box for telephones", "Foyer"],
            ["10:00", "Ten years of warm water: what the buoys saw", "Large hall"],
            ["11:15", "Failures of the year, seven minutes each", "Large hall"],
            ["12:30", "Lunch: everything a cod contains", "Foyer"],
            ["13:45", "Who owns a gene from the sea floor? A debate", "Large hall"],
            ["15:15", "Members meet members, by the clock", "Small hall"],
            ["19:00", "Dinner by lamplight", "The warehouse"],
            ("Wednesday 9 December",),
            ["09:00", "The pilot hall: six months, fourteen users, two floods", "Large hall"],
            ["10:30", "Patients at the table: three trials", "Large hall"],
            ["12:00", "The sun's last word, outdoors if it does not blow", "Quay"],
            ["13:00", "Lunch and departure", "Foyer"],
        ],
    ),
    "kaldkyst-2025-in-figures.pdf": (
        "Kaldkyst in 2025, in figures",
        [
            "Counted on 15 December 2025 by the secretariat.",
            ("Members",),
            ["Members on 1 January", "34"],
            ["Joined later in the year", "5"],
            ["Left", "1"],
            ["Members on 15 December", "38"],
            ("Work",),
            ["Members' meetings", "4"],
            ["Introductions made", "212"],
            ["of which led to a signed contract", "19"],
            ["Nights the phone rang about a freezer", "3"],
            ("Money",),
            ["Public grants won by members together", "NOK 61 million"],
            ["Private capital raised by start-ups", "NOK 143 million"],
        ],
    ),
}
