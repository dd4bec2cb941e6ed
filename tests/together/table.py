"""The matrix as it is printed: rounds with a fault of the rounds run, and the deadlocks, for each pair."""

COLUMN = 7


def pairs_of(reports) -> list[tuple]:
    """What the tests noted of each pair: both services, rounds with a fault, rounds, deadlocks, wait."""
    return [value for report in reports for name, value in report.user_properties if name == "pair"]


def lines_of(pairs: list[tuple]) -> list[str]:
    """The table, one line for each service; a dot is a pair without a fault."""
    names = list(dict.fromkeys(name for pair in pairs for name in pair[:2]))
    cells = {}
    for first, second, lost, rounds, deadlocks, _waited in pairs:
        faults = f"{lost}/{rounds}" + (f"+{deadlocks}" if deadlocks else "")
        cells[first, second] = faults if lost or deadlocks else "·"
    numbers = "".join(f"{number:>{COLUMN}}" for number in range(1, len(names) + 1))
    lines = [f"{'':24}{numbers}"]
    for number, first in enumerate(names, 1):
        row = "".join(f"{cells.get((first, second), ''):>{COLUMN}}" for second in names)
        lines.append(f"{number:>2} {first:21}{row}")
    waits = sorted(pairs, key=lambda pair: pair[5], reverse=True)
    rounds = sum(pair[3] for pair in pairs)
    lost, deadlocks = sum(pair[2] for pair in pairs), sum(pair[4] for pair in pairs)
    lines.append(
        f"{len(pairs)} pairs, {rounds} rounds: {lost} with a fault, {deadlocks} deadlocks; "
        f"{sum(pair[5] > 1 for pair in pairs)} in which one waited for more than a second"
    )
    lines += [f"waited {pair[5]:.1f} s: {pair[0]} beside {pair[1]}" for pair in waits[:5]]
    return lines
