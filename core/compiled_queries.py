"""Query sets that are compiled to SQL once and run with other values.

Building a query set and compiling it takes Django several times as long as running it, and a public
page asks the same few questions each time, of another moment and another key.
"""

import copy
from collections.abc import Callable, Iterable, Set
from typing import Any, Self, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup, QuerySet, Value
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import get_language


class Parameter(Value):
    """A value of a query set that is given when it is run.

    ``convert`` makes of the argument ``name`` the value that the database gets.
    """

    def __init__(self, name: str, output_field: Field, convert: Callable | None = None) -> None:
        super().__init__(name, output_field=output_field)
        self._convert = convert

    def derive(self, convert: Callable, output_field: Field) -> "Parameter":
        """Return a parameter whose value is that of this one, converted."""
        return type(self)(self.value, output_field, convert)

    def take_from(self, values: dict[str, Any]) -> Any:
        value = values[self.value]
        if self._convert:
            return self._convert(value)
        return list(value) if isinstance(value, Set) else value  # PostgreSQL has no sets

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [self]


@ForeignObject.register_lookup
@Field.register_lookup
class AnyOf(Lookup):
    """``pk__any=keys``: like ``__in``, but with one parameter however many keys there are."""

    lookup_name = "any"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [list(value)]

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        array = f"{self.lhs.output_field.db_type(connection)}[]"
        return f"{left} = ANY({right}::{array})", [*left_params, *right_params]


def fill_in(params: Iterable[Any], values: dict[str, Any]) -> tuple:
    """Return ``params`` of SQL with values in place of the parameters among them."""
    return tuple(
        param.take_from(values) if isinstance(param, Parameter) else param for param in params
    )


class CompiledQuery:
    """Stands for the query of a query set whose SQL and parameters are known."""

    def __init__(self, query: Query, compiler: SQLCompiler, sql: str, params: tuple) -> None:
        self._query, self._compiler, self._sql, self._params = query, compiler, sql, params

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)

    def chain(self) -> Self:
        return self

    def with_values(self, values: dict[str, Any]) -> "CompiledQuery":
        """Return the query with values in place of its parameters."""
        params = fill_in(self._params, values)
        return CompiledQuery(self._query, self._compiler, self._sql, params)

    def get_compiler(
        self, using: str, connection: object = None, elide_empty: bool = True
    ) -> SQLCompiler:
        compiler = copy.copy(self._compiler)
        compiler.connection = connections[using]
        # only this copy answers without compiling
        compiler.as_sql = lambda *args, **kwargs: (self._sql, self._params)  # type: ignore[method-assign]
        return compiler


class CompiledQuerySet:
    """A function whose query set is compiled when it is first called.

    Call it with the parameters by name. What else decides how the query set is built is given by
    position, and each of these combinations, in each language, is compiled for itself.
    """

    def __init__(self, build: Callable[..., QuerySet], parameters: dict[str, Parameter]) -> None:
        self._build, self._parameters = build, parameters
        self._compiled: dict[tuple, QuerySet] = {}

    def __call__(self, *shape: Any, **values: Any) -> list:
        """Return the rows."""
        key = (get_language(), *shape)
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = self._compiled[key] = self._compile(shape)
        rows = compiled.all()
        _set_query(rows, cast(CompiledQuery, compiled.query).with_values(values))
        return list(rows)

    def first(self, *shape: Any, **values: Any) -> Any:
        """Return the first row, or None; the query set itself has to be limited."""
        return next(iter(self(*shape, **values)), None)

    def _compile(self, shape: tuple) -> QuerySet:
        query_set = self._build(*shape, **self._parameters)
        compiler = query_set.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column[0] for column in compiler.select])
        # columns stay what they are, and looking for converters takes longer than using them
        compiler.get_converters = lambda expressions: converters
        _set_query(query_set, CompiledQuery(query_set.query, compiler, sql, params))
        return query_set


def _set_query(query_set: QuerySet, query: Any) -> None:
    """Set a query without what Django does then: it would make dictionaries of ``values_list()``."""
    iterable = query_set._iterable_class
    query_set.query = query
    query_set._iterable_class = iterable


def compile_once(**fields: Field) -> Callable[[Callable[..., QuerySet]], CompiledQuerySet]:
    """Compile the query set that the decorated function returns once.

    ``fields`` names the function's keyword arguments, each with the field of its values.
    """
    parameters = {name: Parameter(name, field) for name, field in fields.items()}
    return lambda build: CompiledQuerySet(build, parameters)
