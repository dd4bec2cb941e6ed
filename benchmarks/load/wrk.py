"""Load by wrk, which takes little of the processor itself."""

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass

CONNECTIONS = 8
_TIMEOUT = 30  # seconds
_SCRIPT = """
local paths = %s
local next_path = 0
request = function()
  next_path = next_path %% #paths + 1
  return wrk.format("GET", paths[next_path])
end
"""
# wrk is slower with a delay of nothing than with none
_DELAY = "delay = function() return %d end\n"
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}


@dataclass(frozen=True)
class LoadResult:
    """What wrk reports of a run; ``p50`` and ``p99`` are latencies in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float
    errors: int


def check_wrk() -> None:
    """Exit with an explanation where wrk is not installed."""
    if shutil.which("wrk") is None:
        raise SystemExit("The load comes from wrk, which is missing: apt-get install wrk.")


def drive(
    url: str, paths: list[str], *, seconds: int, connections: int = CONNECTIONS, pause: int = 0
) -> LoadResult:
    """Ask the server at ``url`` for ``paths`` by turns; each connection rests ``pause`` ms between requests."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % f"{{{', '.join(map(json.dumps, paths))}}}")
        script.write(_DELAY % pause if pause else "")
        script.flush()
        command = [
            "wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s",
            f"--timeout={_TIMEOUT}s", "--latency", f"--script={script.name}", url,
        ]  # fmt: skip
        result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise SystemExit(f"wrk failed: {result.stderr.strip() or result.stdout.strip()}")
    return parse_report(result.stdout)


def parse_report(text: str) -> LoadResult:
    """Parse what ``wrk --latency`` prints."""
    latencies = dict(re.findall(r"^\s+(50|99)%\s+(\S+)\s*$", text, re.MULTILINE))
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    socket_errors = re.search(r"Socket errors: (.+)", text)
    return LoadResult(
        requests=int(re.search(r"(\d+) requests in", text)[1]),
        per_second=float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1]),
        p50=_milliseconds(latencies["50"]),
        p99=_milliseconds(latencies["99"]),
        errors=(int(errors[1]) if errors else 0)
        + (sum(map(int, re.findall(r"\d+", socket_errors[1]))) if socket_errors else 0),
    )


def corrected_pause(pause: int, trial: LoadResult, wanted: float, *, connections: int) -> int:
    """Return the pause in milliseconds that makes ``wanted`` requests a second, after a trial of ``pause``."""
    too_long = 1000 * connections / trial.per_second - 1000 * connections / wanted
    return max(1, round(pause - too_long))


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * _MILLISECONDS[unit]
