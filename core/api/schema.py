"""What the OpenAPI document says beyond what it reads from the views."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from core.api.catalogue import CATALOGUE
from core.api.problems import CONTENT_TYPE

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "remedy", "instance", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}
FAULT: dict[str, Any] = {
    "type": "object",
    "required": ["pointer", "code", "detail", "remedy"],
    "properties": {
        "pointer": {"type": "string", "description": "#/field in the body, ?name in the address"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
    },
}


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "core.api.access.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "gk_live_<prefix>.<secret>"}


def without_slash(endpoints: list[tuple[str, str, str, Any]], **_: Any) -> list[tuple[str, str, str, Any]]:
    """Addresses are documented in the form without a trailing slash; with one they work too."""
    return [(path.rstrip("/"), regex, method, view) for path, regex, method, view in endpoints]


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Every operation may answer with a problem."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    codes = {"code": {"type": "string", "enum": sorted(CATALOGUE)}}
    schemas |= {"Problem": {**PROBLEM, "properties": PROBLEM["properties"] | codes}, "Fault": FAULT}
    reference = {"$ref": "#/components/schemas/Problem"}
    components["responses"] = {"Problem": {"description": "Problem", "content": {CONTENT_TYPE: {"schema": reference}}}}
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation.setdefault("responses", {}).setdefault("default", {"$ref": "#/components/responses/Problem"})
    return result
