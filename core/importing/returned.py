"""The faulty rows as a file of the kind that was handed in, with one column more that says what is wrong."""

import csv
import json
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, BinaryIO, Protocol

from core.importing.cells import text_of
from core.importing.csvfiles import CsvFile
from core.importing.errorsheets import REASON, FaultBook, neutral
from core.importing.faults import Faulty
from core.importing.geojson import GEOMETRY, GeoJson
from core.importing.tables import Table


class Writer(Protocol):
    def add(self, reading: Faulty) -> None: ...

    def close(self) -> None: ...


def extension(table: Table) -> str:
    return {CsvFile: "csv", GeoJson: "geojson"}.get(type(table.source), "xlsx")


def writer(table: Table, stream: BinaryIO) -> Writer:
    """Close it before the stream is read."""
    writers = {"csv": FaultCsv, "geojson": FaultFeatures, "xlsx": FaultBook}
    return writers[extension(table)](stream, table.header)


class FaultCsv:
    """The rows as they came, but no cell can be taken for a formula."""

    def __init__(self, stream: BinaryIO, header: Sequence[str]) -> None:
        self._text = TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._width = len(header)
        self._writer.writerow([*map(neutral, header), REASON])

    def add(self, reading: Faulty) -> None:
        cells = [neutral(text_of(cell)) for cell in reading.row.cells]
        room = [""] * (self._width - len(cells))
        self._writer.writerow([*cells, *room, _why(reading)])

    def close(self) -> None:
        self._text.detach()


class FaultFeatures:
    """The features with their properties and geometry as they came."""

    def __init__(self, stream: BinaryIO, header: Sequence[str]) -> None:
        self._stream = stream
        self._names = header[:-1]
        self._separator = ""
        self._stream.write(b'{"type": "FeatureCollection", "features": [\n')

    def add(self, reading: Faulty) -> None:
        *properties, geometry = reading.row.cells or ("",)
        told: dict[str, Any] = dict(zip(self._names, properties, strict=False)) | {REASON: _why(reading)}
        feature = {"type": "Feature", "properties": told, GEOMETRY: geometry or None}
        self._stream.write(f"{self._separator}{json.dumps(feature, ensure_ascii=False)}".encode())
        self._separator = ",\n"

    def close(self) -> None:
        self._stream.write(b"\n]}\n")


def _why(reading: Faulty) -> str:
    return "；".join(
        f"{fault.column}{'：' if fault.column else ''}{fault.reason}{fault.remedy}" for fault in reading.faults
    )
