"""GeoJSON, feature by feature: a province of polygons is read without being loaded."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, BinaryIO, ClassVar

from django.utils.translation import gettext as _

from core.importing.cells import Row
from core.refusals import Refusal

CHUNK = 1 << 20
LARGEST = 64 << 20  # characters of one feature: beyond that something is wrong with the file
GEOMETRY = "geometry"  # heading of the column that holds it
FEATURES = re.compile(r'"features"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True)
class GeoJson:
    """A feature collection as a table: a row a feature, a column a property, and one for the geometry."""

    is_ragged: ClassVar[bool] = True
    opener: Callable[[], BinaryIO]

    @cached_property
    def header(self) -> tuple[str, ...]:
        """All properties of all features: one that must not be kept may well stand in the last."""
        names: dict[str, None] = {}
        for feature in self._features():
            if isinstance(feature, dict):
                names.update(dict.fromkeys(feature.get("properties") or {}))
        return (*names, GEOMETRY)

    def records(self) -> Iterator[Row]:
        yield Row(0, self.header)
        for number, feature in zip(count(1), self._features(), strict=False):
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                yield Row(number, fault=_("The element is no feature of GeoJSON."))
                continue
            properties = feature.get("properties") or {}
            cells = (_cell(properties.get(name)) for name in self.header[:-1])
            yield Row(number, (*cells, feature.get(GEOMETRY)))

    def _features(self) -> Iterator[Any]:
        with self.opener() as stream:
            try:
                yield from _elements(stream)
            except ValueError as error:
                raise _unreadable(error) from error


def _elements(stream: BinaryIO) -> Iterator[Any]:
    """The elements of "features", one after the other. Raises ValueError where it is not JSON."""
    decode = codecs.getincrementaldecoder("utf-8-sig")()
    parser = json.JSONDecoder()
    text, start = _until_features(stream, decode)
    while True:
        start = BETWEEN.match(text, start).end()
        if text.startswith("]", start):
            return
        try:
            element, start = parser.raw_decode(text, start)
        except ValueError:
            chunk = stream.read(CHUNK)
            if not chunk or len(text) - start > LARGEST:
                raise
            text, start = text[start:] + decode.decode(chunk), 0
            continue
        yield element


def _until_features(stream: BinaryIO, decode: codecs.IncrementalDecoder) -> tuple[str, int]:
    text = ""
    while chunk := stream.read(CHUNK):
        text += decode.decode(chunk)
        if found := FEATURES.search(text):
            return text, found.end()
        if len(text) > LARGEST:
            break
    raise ValueError('"features"')


def _cell(value: Any) -> Any:
    """A property as a cell of a table would have it."""
    return value if value is None or isinstance(value, str | int | float) else json.dumps(value, ensure_ascii=False)


def _unreadable(error: ValueError) -> Refusal:
    return Refusal(
        field="file", code="unreadable", detail=_("The file is no GeoJSON feature collection (%(why)s).")
        % {"why": str(error)[:80]},
        remedy=_("Export it again as a FeatureCollection in UTF-8, longitude before latitude."),
    )  # fmt: skip
