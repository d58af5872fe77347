"""A file together with what its columns mean, ready to be read."""

from dataclasses import dataclass

from core.importing.tables import Layout, Opener, Table, open_table
from petitions import catalogue
from petitions.importing import maps
from petitions.importing.maps import FileMap


@dataclass(frozen=True, slots=True)
class Opened:
    table: Table
    file_map: FileMap
    unread: tuple[str, ...]  # columns the map says nothing about
    unknown_codes: tuple[str, ...]  # of the map, which this city's lists do not have


def open_file(opener: Opener, *, map_text: str = "", source: str = "") -> Opened:
    """Raises `Refusal` for a file or map that cannot be used at all."""
    file_map = maps.read(map_text) if map_text else None
    table = open_table(opener, file_map.layout if file_map else Layout())
    file_map = file_map or maps.by_headings(table.header)
    maps.check_against(file_map, table.header)
    duties = catalogue.load()
    file_map, unknown = maps.within(
        file_map, {"category": duties.by_code, "target_department": duties.by_unit_code}
    )  # fmt: skip
    unread = tuple(heading for heading in table.header if heading and heading not in file_map.columns)
    return Opened(table, maps.with_source(file_map, source), unread, tuple(unknown))
