"""Headings: what people put around them, and which ones no file may have."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.refusals import Refusal

# What no file about people may hold at all (practice §6.1, V2), whatever the column is called around it.
FORBIDDEN = ("民族", "族别", "宗教", "信仰", "政治面貌", "身份证", "证件号", "健康状况")
FORBIDDEN_IN_ENGLISH = frozenset(
    {
        "belief", "ethnicgroup", "ethnicity", "healthstatus", "idcard", "idcardno", "idcardnumber", "identitycard",
        "identitynumber", "idno", "idnumber", "nationalid", "nationality", "partymembership", "politicalaffiliation",
        "politicalstatus", "race", "religion",
    }
)  # fmt: skip


def plain(heading: str) -> str:
    """A heading without what people put around it: ＊诉求内容（必填） is 诉求内容."""
    folded = unicodedata.normalize("NFKC", heading).strip().strip("*").strip()
    return re.sub(r"\((?:必填|选填)\)$", "", folded).strip()


def refuse_forbidden(header: Iterable[str]) -> None:
    """The whole file is refused: what we may not keep, we do not read either."""
    found = [heading for heading in header if _is_forbidden(plain(heading))]
    if found:
        raise Refusal(
            field="file", code="forbidden_column",
            detail=_("The file has a column that must not be kept: %(columns)s.") % {"columns": "、".join(found)},
            remedy=_("Delete the column from the file. The law forbids us to collect what it holds."),
        )  # fmt: skip


def _is_forbidden(heading: str) -> bool:
    letters = re.sub(r"[^a-z]", "", heading.casefold())
    return any(word in heading for word in FORBIDDEN) or letters in FORBIDDEN_IN_ENGLISH
