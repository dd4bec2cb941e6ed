"""The scans of a JPEG, which all have to be decoded, counted without decoding any."""

import re

_SCAN, _END = 0xDA, 0xD9
# the data of a scan ends at a marker, which is FF before anything but these: 00 for a byte FF of the
# data, 01 and D0 to D7 for markers without a length, and one more FF
_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")


def count_scans(content: bytes) -> int:
    """Return the number of scans of the first picture in the file, as far as its markers are whole.

    What a phone puts behind that picture is not looked at.
    """
    count, place = 0, 2
    while marker := _MARKER.search(content, place):
        place, kind = marker.end(), content[marker.end() - 1]
        if kind == _END:
            break
        count += kind == _SCAN
        length = int.from_bytes(content[place : place + 2])
        if length < 2:  # it counts itself: no decoder reads on
            break
        place += length
    return count
