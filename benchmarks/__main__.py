"""How long the site takes with much content: ``make bench-desk``.

Each benchmark makes a scratch database and drops it again, asks for its pages, and prints the median
and the slowest in milliseconds of server time.
"""

from benchmarks.environment import collect_as_served, scratch_database  # isort: split

from benchmarks import desk, directory

for benchmark in (desk, directory):
    with scratch_database():
        collect_as_served()
        benchmark.main()
