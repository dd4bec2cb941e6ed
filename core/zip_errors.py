"""What reading a damaged ZIP file raises."""

import lzma
import zipfile
import zlib

# ZipFile promises BadZipFile and also raises what its parts do: offsets before the file's beginning
# and names in no encoding are a ValueError, marked encryption a RuntimeError (found by damaging
# each byte, see tests/core/test_zip_errors.py)
ZIP_ERRORS = (
    zipfile.BadZipFile,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # NotImplementedError too
    zlib.error,
    lzma.LZMAError,
)
