"""The one list of the portal: tabs with counts, filters, chips, sorting, pages. All its state lives in the URL.

    listing = Listing(
        request,
        WorkOrder.objects.visible_to(request.actor),
        filterset=WorkOrderFilter,
        columns=(Column("title", _("Petition / number")), Column("due", _("Handling deadline"), sort=("due_at",))),
        sort="due",
        row="petitions/_order_row.html",
        caption=_("Work orders"),
        tabs=(Tab("all", _("All")), Tab("handling", _("being handled"), Q(status=Status.HANDLING))),
    )
    return page(request, "petitions/orders.html", {"listing": listing}, fragment=listing.fragment)

It costs two queries at any length: one aggregate counts every tab under the other filters, one reads the page.
Tabs and filters over to-many joins must use Exists(): a join would count a row once per match.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Model, OrderBy, Q, QuerySet
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django_filters import FilterSet

from core.chips import Chip, chips_of, label_inside
from core.components import Empty

PAGE_SIZES = (20, 50, 100)
TAB, SORT, PAGE, SIZE = "tab", "sort", "page", "per"


@dataclass(frozen=True)
class Column:
    """A table column; sortable when `sort` names the fields, first one first."""

    key: str
    label: str
    sort: tuple[str, ...] = ()
    css: str = ""


@dataclass(frozen=True)
class Tab:
    """A named part of the list. `alert` marks one that should be empty; `done` is what to say when it is."""

    key: str
    label: str
    where: Q | None = None
    alert: bool = False
    done: str = ""


@dataclass(frozen=True)
class BulkAction:
    """A button for the selected rows. It posts `ids`, or `everything` with the query string of the list."""

    label: str
    url: str


@dataclass(frozen=True)
class TabLink:
    label: str
    url: str
    count: int
    is_current: bool
    alert: bool


@dataclass(frozen=True)
class Header:
    label: str
    css: str
    url: str = ""
    direction: str = ""  # of aria-sort; empty when the list is not sorted by this column


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    is_current: bool = False


class Listing:
    """What templates/_components/list.html draws."""

    fragment = "_components/list.html#update"

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        *,
        filterset: type[FilterSet],
        columns: Sequence[Column],
        sort: str,
        row: str,
        caption: str,
        tabs: Sequence[Tab] = (),
        more: Sequence[str] = (),
        bulk: Sequence[BulkAction] = (),
        empty: Empty | None = None,
    ) -> None:
        self.path = request.path
        self.columns = columns
        self.row = row
        self.caption = caption
        self.bulk = bulk
        self.filterset = filterset(request.GET, queryset=queryset, request=request)
        self._params = request.GET
        self._tabs = tuple(tabs) or (Tab("all", _("All")),)
        self._default_sort = sort
        self._more = more
        self._nothing = empty or Empty(_("Nothing here yet"))
        label_inside(self.filterset.form)
        self.filterset.is_valid()  # so that the words of the form can be asked for from here on

    # --- what is shown

    @cached_property
    def tab(self) -> Tab:
        asked = self._params.get(TAB)
        return next((tab for tab in self._tabs if tab.key == asked), self._tabs[0])

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows each tab holds under the other filters, in one query."""
        figures = {f"tab_{n}": _counted(tab.where) for n, tab in enumerate(self._tabs)}
        found = self.filterset.qs.order_by().aggregate(**figures)
        return {tab.key: found[f"tab_{n}"] for n, tab in enumerate(self._tabs)}

    @property
    def total(self) -> int:
        return self.counts[self.tab.key]

    @cached_property
    def page(self) -> Page:
        rows = self.filterset.qs.filter(self.tab.where or Q()).order_by(*self.ordering)
        return _Counted(rows, self.size, self.total).get_page(self._params.get(PAGE))

    @cached_property
    def rows(self) -> list[Model]:
        return list(self.page.object_list)

    def chosen(self, posted: QueryDict) -> QuerySet[Any]:
        """The rows that the bulk bar sent: those ticked, or with `everything` all that the filters and the tab hold
        now. Never a row that the list does not show."""
        rows = self.filterset.queryset.order_by(*self.ordering)
        if posted.get("everything"):
            return self.filterset.qs.filter(self.tab.where or Q()).order_by(*self.ordering)
        return rows.filter(pk__in=[each for each in posted.getlist("ids") if each.isdecimal()])

    @cached_property
    def size(self) -> int:
        asked = self._params.get(SIZE, "")
        return next((size for size in PAGE_SIZES if str(size) == asked), PAGE_SIZES[0])

    @property
    def ordering(self) -> list[OrderBy]:
        """Rows without a value come last in both directions; the id settles ties."""
        fields = next(column.sort for column in self.columns if column.key == self._sort.removeprefix("-"))
        backwards = self._sort.startswith("-")
        return [_directed(field, backwards) for field in fields] + [F("pk").asc()]

    @cached_property
    def chips(self) -> list[Chip]:
        return chips_of(self.filterset, self.url)

    @property
    def problems(self) -> list[str]:
        """Filters whose value made no sense. They are left out, and the page says so."""
        form = self.filterset.form
        return [f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()]

    @property
    def empty(self) -> Empty | None:
        """Why there are no rows, if there are none."""
        if self.total:
            return None
        if self.chips:
            return Empty(
                _("No entry matches these filters"), kind="filtered", url=self.reset_url, action=_("Clear all filters")
            )
        if self.tab is not self._tabs[0]:
            said = self.tab.done or _("No entries under “%(tab)s” at the moment.") % {"tab": self.tab.label}
            return Empty(said, kind="done")
        return self._nothing

    # --- the filter form

    @property
    def filters(self) -> list[BoundField]:
        return [field for field in self.filterset.form.visible_fields() if field.name not in self._more]

    @property
    def has_words(self) -> bool:
        """Whether something can be typed: only then a button to search is needed on a phone."""
        return any(getattr(field.field.widget, "input_type", "") in ("text", "search") for field in self.filters)

    @property
    def more_filters(self) -> list[BoundField]:
        return [self.filterset.form[name] for name in self._more]

    @property
    def is_more_open(self) -> bool:
        """Whether a filter that is out of sight is in force: then it is not left out of sight."""
        return any(self.filterset.form.cleaned_data.get(name) for name in self._more)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form carries along: a search keeps the tab, the order, the page size and what was chosen
        elsewhere on the page, in filters that are hidden here."""
        hidden = [field.name for field in self.filterset.form.hidden_fields()]
        return [(name, self._params[name]) for name in (TAB, SORT, SIZE, *hidden) if self._params.get(name)]

    # --- links

    @property
    def tabs(self) -> list[TabLink]:
        if len(self._tabs) == 1:
            return []
        return [
            TabLink(tab.label, self.url({TAB: tab.key}), self.counts[tab.key], tab is self.tab, tab.alert)
            for tab in self._tabs
        ]

    @property
    def headers(self) -> list[Header]:
        return [self._header(column) for column in self.columns]

    @property
    def page_links(self) -> list[PageLink]:
        paginator = self.page.paginator
        numbers = paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [
            PageLink(str(n), self.url({PAGE: n}) if isinstance(n, int) else "", n == self.page.number) for n in numbers
        ]

    @property
    def previous_url(self) -> str:
        return self.url({PAGE: self.page.number - 1}) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.url({PAGE: self.page.number + 1}) if self.page.has_next() else ""

    @property
    def size_links(self) -> list[PageLink]:
        return [PageLink(str(size), self.url({SIZE: size}), size == self.size) for size in PAGE_SIZES]

    @property
    def reset_url(self) -> str:
        """The same tab without filters."""
        return f"{self.path}?{TAB}={self.tab.key}" if self._params.get(TAB) else self.path

    @property
    def query(self) -> str:
        """The state of the list, for links and bulk actions that must mean the same set of rows."""
        return self._params.urlencode()

    def url(self, changes: Mapping[str, Any], *, without: tuple[str, str] | None = None) -> str:
        """This list with some parameters changed, `None` meaning dropped; always from its first page unless said."""
        params = self._params.copy()
        params.pop(PAGE, None)
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params[name] = str(value)
        if without:
            name, value = without
            params.setlist(name, [other for other in params.getlist(name) if other != value])
        for name in [name for name in params if not any(params.getlist(name))]:
            del params[name]
        return f"{self.path}?{params.urlencode()}" if params else self.path

    @cached_property
    def _sort(self) -> str:
        asked = self._params.get(SORT, "")
        sortable = {column.key for column in self.columns if column.sort}
        return asked if asked.removeprefix("-") in sortable else self._default_sort

    def _header(self, column: Column) -> Header:
        if not column.sort:
            return Header(column.label, column.css)
        if self._sort == column.key:
            return Header(column.label, column.css, self.url({SORT: f"-{column.key}"}), "ascending")
        direction = "descending" if self._sort == f"-{column.key}" else ""
        return Header(column.label, column.css, self.url({SORT: column.key}), direction)


class _Counted(Paginator):
    """A paginator that has been told how many rows there are, instead of asking again."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        super().__init__(rows, size)
        self.count = count


def _counted(where: Q | None) -> Count:
    return Count("pk", filter=where) if where else Count("pk")


def _directed(field: str, backwards: bool) -> OrderBy:
    """`field` may be written "-field" to run against its column."""
    name = F(field.removeprefix("-"))
    if field.startswith("-") != backwards:
        return name.desc(nulls_last=True)
    return name.asc(nulls_last=True)
