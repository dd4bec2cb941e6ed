"""The mutations that ``make mutations`` tries still fit the code and name tests that exist."""

import re

import pytest

from tests.mutations import MUTATIONS, ROOT, applied


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.rule)
def test_a_mutation_fits_the_code_and_names_tests_that_exist(mutation):
    assert applied(mutation) != (ROOT / mutation.file).read_text()
    for test in mutation.tests:
        file, _, name = test.partition("::")
        assert re.search(rf"(?m)^def {name or 'test_'}", (ROOT / file).read_text()), test
