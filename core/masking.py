"""What may be shown of a person when nobody has asked to see more (practice §6.4).

`mask_*` shortens a field we know; `find_personal` and `redact` look for personal data in free text. The scrubber
errs on the side of hiding: a plate too many costs a question to the office, a plate too few costs a neighbour.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

HIDDEN = "***"


def mask_name(name: str) -> str:
    """王小明 → 王**. The length of the name is not given away."""
    name = name.strip()
    return f"{name[0]}**" if name else ""


ENTERPRISE_ENDING = re.compile(
    r"(?<=.)(?:公司|集团|合作社|事务所|幼儿园|学校|医院|中心|酒店|饭店|超市|商行|商店|厂|店|部|社)$"
)


def mask_enterprise(name: str) -> str:
    """澄明市阳光物业有限公司 → 澄明***公司."""
    name = name.strip()
    if not name:
        return ""
    ending = ENTERPRISE_ENDING.search(name)
    body = name[: ending.start()] if ending else name
    shown = 2 if len(body) > 2 else 1  # never the whole of it
    return name[:shown] + HIDDEN + (ending[0] if ending else "")


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; 0898-66661234 → 0898-****1234."""
    digits = re.sub(r"\D", "", phone)
    if re.fullmatch(r"(?:0?086)?1[3-9]\d{9}|86 ?1[3-9]\d{9}", digits):
        return f"{digits[-11:-8]}****{digits[-4:]}"
    area_code = re.match(r"\s*(0\d{2,3})\s*[-—－ ]", phone)
    if area_code and len(digits) > 8:
        return f"{area_code[1]}-****{digits[-4:]}"
    return f"****{digits[-4:]}" if len(digits) >= 7 else "****" if digits else ""


_COUNT = r"[\dA-Za-z一二三四五六七八九十百零〇]{1,8}"
_DASH = r"\s*[-—－]\s*"
_UNIT = rf"{_COUNT}\s*单元"
_FLOOR = rf"{_COUNT}\s*(?:层|(?<!号)楼)(?![栋小房])"
_ROOM = r"[A-Za-z]?\d{2,5}\s*(?:号房|室|房)(?!屋)"
_AFTER_BUILDING = rf"(?:(?<=[栋幢座])|(?<=号楼))(?:{_DASH}|\s*)[A-Za-z]?\d{{3,5}}(?!\d)"  # 3栋501
_CHAIN = rf"(?<=\d){_DASH}\d{_DASH}\d{{3,4}}(?!\d)"  # 3-2-501
_PAIR = rf"(?<=\d){_DASH}\d{{3,4}}(?!\d)"  # 3-501, which in running text could be anything
_DOOR = rf"{_UNIT}(?:{_FLOOR})?\s*(?:{_ROOM}|\d{{3,4}})?|(?:{_FLOOR})?\s*{_ROOM}|{_AFTER_BUILDING}|{_CHAIN}"
HOUSEHOLD = re.compile(rf"{_DOOR}|{_FLOOR}|{_PAIR}|\d{{1,5}}\s*户")


def mask_address(address: str) -> str:
    """阳光花园3栋2单元501室 → 阳光花园3栋***. An address without a household stays as it is."""
    address = address.strip()
    household = HOUSEHOLD.search(address)
    return address[: household.start()].rstrip(" -—－、,，") + HIDDEN if household else address


class Personal(StrEnum):
    ID_NUMBER = "id_number"
    PHONE = "phone"
    PLATE = "plate"
    EMAIL = "email"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Personal
    start: int
    end: int


# The redacted text is stored, so its words do not follow the reader's language.
REPLACEMENT = {
    Personal.ID_NUMBER: "〔证件号〕",
    Personal.PHONE: "〔电话〕",
    Personal.PLATE: "〔车牌〕",
    Personal.EMAIL: "〔邮箱〕",
    Personal.DOOR: "〔门牌〕",
}

_ID_18 = r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?((?:18|19|20)\d{2}[01]\d[0-3]\d)[ -]?\d{3}[\dXx](?![\dA-Za-z])"
_ID_15 = r"(?<![\dA-Za-z])[1-9]\d{5}(\d{2}[01]\d[0-3]\d)\d{3}(?![\dA-Za-z])"
_MOBILE = r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
_LANDLINE = r"(?<!\d)[(（]?0\d{2,3}[)）]?[ \-—－]?[2-8]\d{6,7}(?!\d)"
_NAMED_PHONE = r"(?:电话|手机|座机|联系方式|号码)(?:号码?)?[是为:： ]{0,2}([2-9]\d{6,7})(?!\d)"
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LETTER = "A-HJ-NP-Za-hj-np-z"  # plates have no I and no O
_PLATE = rf"[{_PROVINCE}][{_LETTER}][·•. -]?[{_LETTER}\d]{{4,5}}[{_LETTER}\d挂学警港澳](?![A-Za-z\d])"
_EMAIL = r"[A-Za-z\d._%+-]{1,64}@(?:[A-Za-z\d-]{1,63}\.){1,8}[A-Za-z]{2,}"
# In the order in which they win: an ID number contains what looks like a phone number.
PATTERNS = (
    (Personal.EMAIL, re.compile(_EMAIL)),
    (Personal.ID_NUMBER, re.compile(_ID_18)),
    (Personal.ID_NUMBER, re.compile(_ID_15)),
    (Personal.PHONE, re.compile(_MOBILE)),
    (Personal.PHONE, re.compile(_LANDLINE)),
    (Personal.PHONE, re.compile(_NAMED_PHONE)),
    (Personal.PLATE, re.compile(_PLATE)),
    (Personal.DOOR, re.compile(_DOOR)),
)
HIDDEN_NAME = "〔姓名〕"
HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}  # １３８ as a Chinese keyboard types it


def find_personal(text: str) -> list[Finding]:
    """What in a free text points to one person, in the order of the text and without overlaps."""
    found: list[Finding] = []
    half_width = text.translate(HALF_WIDTH)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(half_width):
            finding = _finding(kind, match)
            if finding and not any(_overlap(finding, other) for other in found):
                found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def redact(text: str, *, name: str = "") -> str:
    """The text without phones, ID-like numbers, plates, e-mail addresses and door numbers, and without the name of
    whoever said it."""
    parts, last = [], 0
    for finding in find_personal(text):
        parts += [text[last : finding.start], REPLACEMENT[finding.kind]]
        last = finding.end
    redacted = "".join([*parts, text[last:]])
    return redacted.replace(name, HIDDEN_NAME) if len(name) > 1 else redacted


def has_id_number(text: str) -> bool:
    """Forms and imports refuse such a text: nobody asked for the number, so we must not keep it."""
    return any(finding.kind == Personal.ID_NUMBER for finding in find_personal(text))


def _finding(kind: Personal, match: re.Match[str]) -> Finding | None:
    if kind == Personal.ID_NUMBER and not _is_birthday(match[1]):
        return None
    if match.re.groups and kind == Personal.PHONE:
        return Finding(kind, match.start(1), match.end(1))
    return Finding(kind, match.start(), match.end())


def _is_birthday(digits: str) -> bool:
    """Other long numbers (orders, meters) seldom hold a date where an ID number holds the birthday."""
    year, month, day = int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])
    try:
        date(year if year > 99 else 1900 + year, month, day)
    except ValueError:
        return False
    return True


def _overlap(one: Finding, other: Finding) -> bool:
    return one.start < other.end and other.start < one.end
