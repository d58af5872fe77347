"""The menu. Each app adds its own entries in `AppConfig.ready()`; this floor knows none of them by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actors import Actor

SECTIONS: dict[str, object] = {
    "work": "",
    "places": _("Places and grids"),
    "organizations": _("Organizations and posts"),
    "duties": _("Duty lists"),
    "drive": _("Progress and assessment"),
    "system": _("System"),
}
FOLDED = frozenset({"places", "organizations", "duties"})  # looked up now and then: closed, but where one is


def everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """A page in the menu. `count` names a figure of the app's counter; `keys` is the shortcut, e.g. "KeyG KeyL"."""

    url_name: str
    label: str
    section: str = "work"
    order: int = 100
    may: Callable[[Actor], bool] = everybody
    count: str = ""
    keys: str = ""


@dataclass(frozen=True)
class Item:
    label: str
    url: str
    count: int | None
    keys: str
    is_current: bool


@dataclass(frozen=True)
class Section:
    label: str
    items: list[Item]
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        return any(item.is_current for item in self.items)


_entries: list[Entry] = []
_counters: list[Callable[[Actor], Mapping[str, int]]] = []
_search: list[str] = []
_places: list[tuple[str, str]] = []
_calendars: list[tuple[str, Callable[[Actor], bool]]] = []
_titles: list[Callable[[Actor], str]] = []


def register(*entries: Entry) -> None:
    _entries.extend(entries)


def counts(counter: Callable[[Actor], Mapping[str, int]]) -> None:
    """Figures beside the entries. It runs on every page, so it may cost one query."""
    _counters.append(counter)


def search(url_name: str) -> None:
    """The list that answers the search box of the top bar, with ?q=."""
    _search[:] = [url_name]


def places(url_name: str, *, param: str) -> None:
    """The list of the work that lies in a place, narrowed to it by the parameter."""
    _places[:] = [(url_name, param)]


def place_url(code: str) -> str:
    """The work in a place; empty where no floor above shows any."""
    return next((f"{reverse(url_name)}?{param}={code}" for url_name, param in _places), "")


def calendar(url_name: str, *, may: Callable[[Actor], bool]) -> None:
    """Where the working days are entered, and by whom."""
    _calendars[:] = [(url_name, may)]


def calendar_url(actor: Actor) -> str:
    """Empty for whoever cannot enter them."""
    return next((reverse(url_name) for url_name, may in _calendars if may(actor)), "")


def titles(teller: Callable[[Actor], str]) -> None:
    """Who can put an actor's roles into words; they are defined upstairs."""
    _titles[:] = [teller]


def title(actor: Actor) -> str:
    return _titles[0](actor) if _titles else ""


def search_url() -> str:
    return reverse(_search[0]) if _search else ""


def menu(actor: Actor, path: str) -> list[Section]:
    """What this actor may open, section by section; the entry that `path` lies under is the current one."""
    allowed = sorted((entry for entry in _entries if entry.may(actor)), key=lambda entry: entry.order)
    urls = {entry: reverse(entry.url_name) for entry in allowed}
    current = max((url for url in urls.values() if _is_under(path, url)), key=len, default="")
    figures = _figures(actor) if any(entry.count for entry in allowed) else {}
    return [
        Section(str(label), [
            Item(entry.label, urls[entry], figures.get(entry.count), entry.keys, urls[entry] == current)
            for entry in allowed
            if entry.section == section
        ], is_folded=section in FOLDED)
        for section, label in SECTIONS.items()
        if any(entry.section == section for entry in allowed)
    ]  # fmt: skip


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)


def _figures(actor: Actor) -> dict[str, int]:
    figures: dict[str, int] = {}
    for counter in _counters:
        figures.update(counter(actor))
    return figures
