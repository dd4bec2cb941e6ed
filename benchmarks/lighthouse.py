"""Lighthouse, as on a phone, over the running demo: ``make lighthouse``.

Prints for each page the median of five runs of each score and of the figures behind "performance".
Needs Chromium, and Node's npx for Lighthouse. PORT names the demo's port where it is not 8000.
"""

import json
import os
import shutil
import statistics
import subprocess

LIGHTHOUSE = "lighthouse@12"
RUNS = 5
TRIES = 3  # of one run: about one in six ends with Lighthouse's own NO_NAVSTART
PAGES = ("/", "/news/", "/news/the-year-2025/", "/members/", "/board/")
SCORES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = {
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
}


def main() -> None:
    base = f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"
    print(f"{'page':28}" + "".join(f"{name:>16}" for name in (*SCORES, *FIGURES.values())))
    for path in PAGES:
        runs = [run(base + path) for _ in range(RUNS)]
        medians = [statistics.median(found[name] for found in runs) for name in runs[0]]
        print(f"{path:28}" + "".join(f"{median:16.6g}" for median in medians))


def run(address: str) -> dict[str, float]:
    """One run: each score out of 100, then each figure."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command.append(
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-background-networking"
    )
    environment = {**os.environ, "CHROME_PATH": str(chromium)}
    for _try in range(TRIES):
        told = subprocess.run(command, capture_output=True, text=True, env=environment)
        if "NO_NAVSTART" not in told.stdout + told.stderr:
            break
    told.check_returncode()
    report = json.loads(told.stdout)
    scores = {name: 100 * report["categories"][name]["score"] for name in SCORES}
    return scores | {name: report["audits"][name]["numericValue"] for name in FIGURES}


if __name__ == "__main__":
    main()
