"""Does a database of an earlier commit serve the same pages, and open in the desk, under this one?

Run as ``python -m core.localpg run python -m benchmarks.upgrade [COMMIT]``; see ``__main__``. The
other modules run inside a checkout, each in a process of its own: ``python -P -m upgrade.seed`` with
the checkout and the folder above this one on the path.
"""
