"""XLSX: read the first sheet as lines of text."""

import posixpath
import re
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from core.lazy_modules import import_when_used
from core.parsing import parse_whole_number
from desk.import_export.lines import LAST_LINE, WIDEST, Line, too_long_error, too_wide_error
from desk.import_export.workbook_parts import WorkbookParts, too_large_error, workbook_error

openpyxl = import_when_used("openpyxl")
_MIDNIGHT = time()
# Excel takes no more: 250 formats of its users' own, of 255 letters
_MOST_FORMATS, _LONGEST_FORMAT = 1_000, 255
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


def read_workbook_lines(file) -> tuple[list[Line], str]:
    """Return the lines of the first visible sheet, and its name if there are several."""
    parts = WorkbookParts(file)
    if any(name.endswith("vbaproject.bin") for name in parts.names):
        raise workbook_error(_("The workbook holds macros. Save it as .xlsx, without them."))
    if "xl/workbook.xml" not in parts.names:
        raise workbook_error(_("This is neither CSV nor XLSX. Save the list as one of the two."))
    book, targets = _Book(), _Targets()
    parts.read("xl/workbook.xml", book)
    parts.read("xl/_rels/workbook.xml.rels", targets)
    sheets = [(name, targets.sheets[key]) for name, key in book.seen if key in targets.sheets]
    if not sheets:
        raise workbook_error(_("The workbook has no sheet."))
    strings, styles = _Strings(), _Styles()
    parts.read(targets.strings, strings)
    parts.read("xl/styles.xml", styles)
    name, part = sheets[0]
    sheet = _Sheet(strings.all, styles.are_dates, book.epoch)
    parts.read(part, sheet)
    return sheet.lines, name if book.number > 1 else ""


class _Nothing:
    """A reader that ignores everything."""

    def start(self, name, attributes):
        pass

    def text(self, text):
        pass

    def end(self, name):
        pass


class _Book(_Nothing):
    """The visible sheets, by name and key, and the epoch of the workbook's dates."""

    def __init__(self):
        self.seen: list[tuple[str, str]] = []
        self.number = 0
        self.epoch = openpyxl.utils.datetime.CALENDAR_WINDOWS_1900

    def start(self, name, attributes):
        if name == "sheet":
            self.number += 1
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            if attributes.get("state", "visible") == "visible":
                self.seen.append((attributes.get("name", ""), key))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


class _Targets(_Nothing):
    """The paths of the sheets, by key, and of the shared strings."""

    def __init__(self):
        self.sheets: dict[str, str] = {}
        self.strings = "xl/sharedStrings.xml"

    def start(self, name, attributes):
        if name != "Relationship":
            return
        target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind == "worksheet":
            self.sheets[attributes.get("Id", "")] = target
        elif kind == "sharedStrings":
            self.strings = target


class _Strings(_Nothing):
    """The shared strings, without the phonetic readings of Japanese ones."""

    def __init__(self):
        self.all: list[str] = []
        self._pieces: list[str] = []
        self._taken = self._beside = False

    def start(self, name, attributes):
        if name == "si":
            self._pieces = []
        self._beside = self._beside or name == "rPh"
        self._taken = name == "t" and not self._beside

    def text(self, text):
        if self._taken:
            self._pieces.append(text)

    def end(self, name):
        self._taken = False
        if name == "rPh":
            self._beside = False
        elif name == "si":
            self.all.append("".join(self._pieces))


class _Styles(_Nothing):
    """The cell styles that show a number as a date."""

    def __init__(self):
        self._formats = {
            str(key): words for key, words in openpyxl.styles.numbers.BUILTIN_FORMATS.items()
        }
        self._known: dict[str, bool] = {}
        self._of_cells = False
        self.are_dates: list[bool] = []

    def start(self, name, attributes):
        if name == "numFmt":
            if len(self._formats) > _MOST_FORMATS:
                raise too_large_error()
            # to tell a date takes time by the square of the letters
            words = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
            self._formats[attributes.get("numFmtId", "")] = words
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            key = attributes.get("numFmtId", "0")
            if key not in self._known:
                self._known[key] = _is_date_format(self._formats.get(key, ""))
            self.are_dates.append(self._known[key])

    def end(self, name):
        if name == "cellXfs":
            self._of_cells = False


class _Sheet(_Nothing):
    """The lines of a sheet; a formula is read as "="."""

    def __init__(self, strings: list[str], are_dates: list[bool], epoch: datetime):
        self._strings, self._are_dates, self._epoch = strings, are_dates, epoch
        self.lines: list[Line] = []
        self._line, self._column, self._cells = 0, 0, {}
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._taken = self._beside = self._is_formula = False

    def start(self, name, attributes):
        if name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self._column = _number(place[1]) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._pieces, self._is_formula = [], False
        elif name == "row":
            self._line = parse_whole_number(attributes.get("r")) or self._line + 1
            self._column, self._cells = 0, {}
            # many may say that they are the same line
            if self._line > LAST_LINE or len(self.lines) >= LAST_LINE:
                raise too_long_error()
        elif name == "f":
            self._is_formula = True
        self._beside = self._beside or name == "rPh"
        self._taken = name == "v" or (name == "t" and not self._beside)

    def text(self, text):
        if self._taken:
            self._pieces.append(text)

    def end(self, name):
        self._taken = False
        if name == "rPh":
            self._beside = False
        elif name == "c" and (self._pieces or self._is_formula):
            self._take("".join(self._pieces))
        elif name == "row" and self._cells:
            last = max(self._cells)
            cells = [self._cells.get(column, "") for column in range(1, last + 1)]
            self.lines.append((self._line, cells))

    def _take(self, value: str) -> None:
        if self._column > WIDEST:
            raise too_wide_error(self._line)
        self._cells[self._column] = self._text(value)

    def _text(self, value: str) -> str:
        if self._is_formula:
            return "="
        match self._kind:
            case "s":
                index = parse_whole_number(value)
                return "" if index is None else self._strings[index]
            case "b":
                return "TRUE" if value == "1" else "FALSE"
            case "e":
                raise workbook_error(
                    _("Line %(line)s, column %(column)s holds an error: %(error)s.")
                    % {
                        "line": self._line,
                        "column": openpyxl.utils.get_column_letter(self._column),
                        "error": value[:100],
                    }
                )
            case "n":
                return self._number(value)
            case "d":
                return value.removesuffix("T00:00:00").replace("T", " ")
        return value

    def _number(self, value: str) -> str:
        number = float(value)
        style = parse_whole_number(self._style)
        if style is not None and style < len(self._are_dates) and self._are_dates[style]:
            return _moment(openpyxl.utils.datetime.from_excel(number, self._epoch))
        return str(int(number)) if number.is_integer() else str(number)


def _is_date_format(words: str) -> bool:
    numbers = openpyxl.styles.numbers
    return bool(numbers.is_date_format(words)) and not numbers.is_timedelta_format(words)


def _number(letters: str) -> int:
    """Return the index of the column called AB."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _moment(value: datetime | date | time) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
    return value.isoformat()
