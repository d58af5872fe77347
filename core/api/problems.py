"""One shape for every error of the API: RFC 9457 problem details, with the field and the remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rest_framework.exceptions import APIException

from core import middleware
from core.api.catalogue import CATALOGUE

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the request: `#/petitioner/phone` in its body, `?state` in its address."""

    pointer: str
    code: str
    detail: str
    remedy: str


class Problem(APIException):
    def __init__(
        self,
        code: str,
        *,
        detail: str = "",
        remedy: str = "",
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = CATALOGUE[code]
        self.code = code
        self.remedy = remedy or str(self.kind.remedy)
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.status_code = self.kind.status
        super().__init__(detail or str(self.kind.title), code)

    def as_json(self, path: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"/api/problems/{self.code}",
            "title": str(self.kind.title),
            "status": self.status_code,
            "detail": str(self.detail),
            "remedy": self.remedy,
            "instance": path,
            "code": self.code,
            "request_id": middleware.current_request_id(),
        }
        if self.faults:
            body["errors"] = [asdict(fault) for fault in self.faults]
        return body
