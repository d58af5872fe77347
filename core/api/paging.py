"""Turning the pages of a list that grows while it is read.

The cursor is the sort key of the last row, so no row is lost or doubled. (The framework's own cursor compares the
first field only and counts the rest by offset; the thousands of rows of one import share their moment.)
"""

from functools import reduce
from operator import or_
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError as WrongValue
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

PAGE, MOST = 50, 200
SALT = "core.api.paging"


class CursorPages(BasePagination):
    """`?cursor=&limit=`; the next page is in the body and in the Link header. Latest change last.

    A view with another order says `cursor_ordering = ("-registered_at", "-id")`: fields of its own table, never
    null, the last one unique.
    """

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Model]:
        ordering = tuple(getattr(view, "cursor_ordering", ("updated_at", "id")))
        limit = _limit(request)
        cursor = request.query_params.get("cursor")
        if cursor is not None:
            queryset = queryset.filter(_after(cursor, ordering, queryset.model))
        rows = list(queryset.order_by(*ordering)[: limit + 1])  # one more tells whether there is a next page
        page = rows[:limit]
        self.next = _next_address(request, page[-1], ordering) if len(rows) > limit else None
        return page

    def get_paginated_response(self, data: Any) -> Response:
        headers = {"Link": f'<{self.next}>; rel="next"'} if self.next else {}
        return Response({"next": self.next, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        next_page = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": next_page, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE}
        return [
            {
                "name": "cursor",
                "in": "query",
                "schema": {"type": "string"},
                "description": _("From the Link header of the page before; none for the first page."),
            },
            {"name": "limit", "in": "query", "schema": limit},
        ]


def _limit(request: Request) -> int:
    limit = request.query_params.get("limit", str(PAGE))
    if limit.isascii() and limit.isdigit() and len(limit) < 4 and 1 <= int(limit) <= MOST:
        return int(limit)
    raise ValidationError({"limit": _("Send a whole number from 1 to %(most)s.") % {"most": MOST}})


def _after(cursor: str, ordering: tuple[str, ...], model: type[Model]) -> Q:
    """Rows that come later: a greater first field, or the same first and a greater second, and so on."""
    names = [field.lstrip("-") for field in ordering]
    try:
        texts = signing.loads(cursor, salt=SALT)
        values = [model._meta.get_field(name).to_python(text) for name, text in zip(names, texts, strict=True)]
    except (signing.BadSignature, ValueError, WrongValue) as error:
        raise ValidationError(
            {"cursor": _("Send the cursor of a Link header unchanged, or none to begin at the start.")}
        ) from error
    steps = []
    for position, field in enumerate(ordering):
        same = dict(zip(names[:position], values[:position], strict=True))
        beyond = {f"{names[position]}__{'lt' if field.startswith('-') else 'gt'}": values[position]}
        steps.append(Q(**same, **beyond))
    # The first field alone lets the database begin in the middle of an index.
    start = Q(**{f"{names[0]}__{'lte' if ordering[0].startswith('-') else 'gte'}": values[0]})
    return start & reduce(or_, steps)


def _next_address(request: Request, row: Model, ordering: tuple[str, ...]) -> str:
    values = [row._meta.get_field(field.lstrip("-")).value_to_string(row) for field in ordering]
    query = request.query_params.copy()
    query["cursor"] = signing.dumps(values, salt=SALT)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
