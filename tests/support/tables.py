"""All that is in the database, so that a test can compare it before and after."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import connection


def everything(*but: str) -> dict[str, list[object]]:
    """Every row, by table; without these tables and columns (`table.column`)."""
    found: dict[str, list[object]] = {}
    with connection.cursor() as cursor:
        for table, query in _queries(but).items():
            found[table] = cursor.execute(query).fetchall()
    return found


@cache
def _queries(but: tuple[str, ...]) -> dict[str, str]:
    """One for each table."""
    columns = {
        model._meta.db_table: [each.column for each in model._meta.concrete_fields]
        for model in apps.get_models(include_auto_created=True)
    }
    quote = connection.ops.quote_name
    return {
        table: f"SELECT {', '.join(quote(each) for each in names if f'{table}.{each}' not in but)}"  # noqa: S608
        f" FROM {quote(table)}"
        for table, names in columns.items()
        if table not in but
    }
