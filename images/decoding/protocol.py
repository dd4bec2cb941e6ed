"""How the site and the decoding process talk.

On stdin come tasks, on stdout answers: a struct, then what its lengths announce. An answer's facts
are JSON; ``refused`` among them names the reason.
"""

import struct

TASK = struct.Struct(">cQ")  # the task, the length of the file
ANSWER = struct.Struct(">QQ")  # the lengths of facts and result

INSPECT = b"i"  # an upload: size and ending; a clean drawing, or pixels enough for every rendition
REDUCE = b"r"  # a picture accepted earlier, maybe under other limits: pixels enough
FULL = b"f"  # the same: a JPEG of its full size
