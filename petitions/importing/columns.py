"""Headings: which ones we know by themselves, which hold codes, and which no file may have."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.refusals import Refusal

# The fields of a Submission, by the headings of our own template first. Files are Chinese whatever language is read.
HEADINGS: dict[str, tuple[str, ...]] = {
    "content": ("诉求内容", "内容"),
    "channel": ("诉求渠道", "来源渠道", "渠道"),
    "title": ("诉求标题", "标题"),
    "kind": ("诉求类型", "类型"),
    "category": ("诉求类别", "类别代码"),
    "urgency": ("紧急程度",),
    "wish": ("诉求目的",),
    "address": ("发生地点", "地点", "地址"),
    "grid_code": ("网格编码",),
    "lon": ("经度",),
    "lat": ("纬度",),
    "no_place_reason": ("无地点原因",),
    "event_at": ("发生时间",),
    "received_at": ("收到时间", "来电时间"),
    "source": ("来源系统",),
    "external_no": ("来源编号", "外部编号"),
    "source_category": ("来源类别",),
    "name": ("诉求人姓名",),
    "phone": ("联系电话",),
    "petitioner_address": ("诉求人地址",),
    "petitioner_kind": ("诉求人类型",),
    "is_anonymous": ("是否匿名",),
    "is_confidential": ("是否保密",),
    "target_department": ("被诉单位代码",),
    "target_text": ("被诉对象",),
}

# A number loses leading zeros and, from the 16th digit on, its digits.
CODES = frozenset({"category", "grid_code", "external_no", "phone", "target_department"})

# What a file about residents must not hold at all (practice §6.1, V2), whatever the column is called around it.
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


def field_of(heading: str) -> str:
    """The field a heading stands for by itself, by its name or its label; empty when it says nothing to us."""
    return _FIELDS.get(plain(heading).casefold(), "")


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


_FIELDS = {
    name: field for field, labels in HEADINGS.items() for name in (field, *(label.casefold() for label in labels))
}
