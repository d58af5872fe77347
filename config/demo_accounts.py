"""The cast of the demonstration: one account for every role. Each unit's own liaison comes with the units."""

from typing import NamedTuple

PASSWORD = "Chengming-2026"  # printed on start: it opens a fictional city only


class Account(NamedTuple):
    username: str
    label: str
    name: str  # invented
    role: str  # a value of partyorgs.enums.Role; blank for the super-administrator
    department: str = ""  # code of the unit the role is held for
    area: str = ""  # code of the area or grid the role is held for


ACCOUNTS = [
    Account("shouli", "受理员", "受理测试01", "intake"),
    Account("paidan", "派单员", "派单测试01", "dispatcher"),
    Account("chengguan", "市城管局 部门联络员", "联络测试14", "liaison", "D14"),
    Account("chengban", "市城管局 承办人", "承办测试14", "handler", "D14"),
    Account("lingdao", "市城管局 部门分管领导", "分管测试14", "dept_leader", "D14"),
    Account("jiedao", "北栈街道 街道统筹员", "统筹测试03", "street_coordinator", "S990102003", "990102003"),
    Account("wangge", "北栈社区 网格员", "网格测试01", "grid_worker", area="990102003001001"),
    Account("hecha", "核查员", "核查测试01", "verifier"),
    Account("huifang", "回访员", "回访测试01", "caller"),
    Account("caiding", "裁定员（编办）", "裁定测试01", "arbitrator"),
    Account("caiding2", "裁定员（司法局）", "裁定测试02", "arbitrator"),  # an award takes two
    Account("zhaoji", "副召集人", "召集测试01", "deputy_convener"),
    Account("duban", "督办员", "督办测试01", "supervisor"),
    Account("bangong", "协调办管理员", "协调测试01", "office_admin"),
    Account("shenji", "审计员", "审计测试01", "auditor"),
    Account("admin", "超级管理员", "管理测试01", ""),
]
