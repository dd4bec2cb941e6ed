"""Where a problem of an article is mended, if that is not its form."""

from collections.abc import Callable, Iterable
from typing import Any

from desk.toolkit.object_links import ToolLink
from news.models import Article
from news.publishing.checks import Problem

ProblemPage = Callable[[Any, Any, Problem], ToolLink | None]
_pages: dict[str, ProblemPage] = {}


def register_problem_page(*codes: str):
    """Register a function that returns the link to the page for problems with these codes.

    It is called with the request, the article (None for a new one) and the problem, and returns None
    if the user may not open the page. Raises ValueError if a code has a page already.
    """

    def register(page: ProblemPage) -> ProblemPage:
        for code in codes:
            if code in _pages:
                raise ValueError(f"{_pages[code].__qualname__} answers {code!r} already.")
            _pages[code] = page
        return page

    return register


def find_problem_page(request, article: Article | None, problem: Problem) -> ToolLink | None:
    """Return the link to the page where ``problem`` is mended, or None."""
    page = _pages.get(problem.code)
    return page(request, article, problem) if page else None


def describe_problems(request, article: Article | None, problems: Iterable[Problem]) -> list[dict]:
    """Return ``problems`` for the form's script, each with its ``page``."""
    return [
        {**vars(problem), "page": _page_values(find_problem_page(request, article, problem))}
        for problem in problems
    ]


def _page_values(page: ToolLink | None) -> dict[str, str] | None:
    return page and {"label": page.label, "address": page.address}
