"""Server times of requests, and how they are told."""

import statistics
import time
from collections.abc import Iterable

from django.test import Client

TIMES = 30


def tell(name: str, times: Iterable[float]) -> None:
    """Print the median and the slowest of ``times``, in milliseconds."""
    print(f"{name:28} median {statistics.median(times):7.1f}   slowest {max(times):7.1f}")


def tell_pages(addresses: dict[str, str]) -> None:
    """Ask for each page, by its name, as a visitor."""
    client = Client()
    for name, address in addresses.items():
        tell(name, [timed(client, address) for _ in range(TIMES)])


def timed(client: Client, address: str) -> float:
    """Return the server time of one request, in milliseconds."""
    start = time.perf_counter()
    response = client.get(address)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return (time.perf_counter() - start) * 1000
