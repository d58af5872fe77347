"""Turning the pages of a list that grows while it is read."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response


class CursorPages(CursorPagination):
    """`?cursor=&limit=`, next page in the body and in the Link header. The order is stable: latest change last.

    A view with another order says `cursor_ordering = ("-registered_at", "-id")`; it must end in a unique field.
    """

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = ("updated_at", "id")

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return tuple(getattr(view, "cursor_ordering", self.ordering))

    def get_page_size(self, request: Request) -> int:
        limit = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:4]) <= self.max_page_size and len(limit) < 4):
            raise ValidationError(
                {"limit": _("Send a whole number from 1 to %(most)s.") % {"most": self.max_page_size}}
            )
        return int(limit)

    def decode_cursor(self, request: Request) -> Any:
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise ValidationError(
                {"cursor": _("Send the cursor of a Link header unchanged, or none to begin at the start.")}
            ) from error

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        response = Response({"next": links["next"], "previous": links["prev"], "results": data})
        header = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links.items() if url)
        if header:
            response.headers["Link"] = header
        return response
