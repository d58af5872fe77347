"""Headings: which ones we know by themselves, and which hold codes."""

from core.importing.headings import plain

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


def field_of(heading: str) -> str:
    """The field a heading stands for by itself, by its name or its label; empty when it says nothing to us."""
    return _FIELDS.get(plain(heading).casefold(), "")


_FIELDS = {
    name: field for field, labels in HEADINGS.items() for name in (field, *(label.casefold() for label in labels))
}
