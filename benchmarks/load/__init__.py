"""Load tests of the public site as production serves it, driven by wrk: ``make bench`` and ``make soak``."""
