"""Who petitions: people and firms that do not exist, under numbers nobody has."""

from dataclasses import dataclass
from random import Random

from petitions.enums import PetitionerKind

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
GIVEN = ("测试", "测试一", "测试二", "小测", "大测", "试")
FIRMS = (
    "纸鲸文具店",
    "回车键科技有限公司",
    "糖画食品有限公司",
    "榫卯家具厂",
    "雾笛海鲜馆",
    "磨坊面粉厂",
    "算盘会计事务所",
)
ASSOCIATIONS = ("志愿服务队", "业主委员会筹备组", "商户联合会")
PHONES = 100_000  # 199000xxxxx: five digits that are free


@dataclass(frozen=True, slots=True)
class Person:
    kind: str
    name: str
    phone: str


def person(number: int, chance: Random) -> Person:
    """The number-th petitioner. Within a hundred thousand no two have the same telephone."""
    phone = f"199000{number % PHONES:05}"
    kind = chance.choices(
        (PetitionerKind.PERSON, PetitionerKind.ENTERPRISE, PetitionerKind.ORGANISATION), (93, 6, 1)
    )[0]  # fmt: skip
    if kind == PetitionerKind.ENTERPRISE:
        return Person(kind, f"澄明市{chance.choice(FIRMS)}", phone)
    if kind == PetitionerKind.ORGANISATION:
        return Person(kind, f"澄明市{chance.choice(ASSOCIATIONS)}", phone)
    return Person(kind, chance.choice(SURNAMES) + chance.choice(GIVEN), phone)
