"""The cast of the demonstration: one account for every role."""

from typing import NamedTuple

PASSWORD = "Chengming-2026"  # printed on start: it opens a fictional city only


class Account(NamedTuple):
    username: str
    label: str
    role: str  # a value of partyorgs.enums.Role; blank for the super-administrator
    department: str = ""  # code of the member department the role is held for


ACCOUNTS = [
    Account("intake", "受理员", "intake"),
    Account("dispatcher", "派单员", "dispatcher"),
    Account("liaison", "市城管局 部门联络员", "liaison", "D14"),
    Account("handler", "市城管局 承办人", "handler", "D14"),
    Account("leader", "市城管局 部门分管领导", "dept_leader", "D14"),
    Account("street", "街道统筹员", "street_coordinator"),
    Account("grid", "网格员", "grid_worker"),
    Account("verifier", "核查员", "verifier"),
    Account("caller", "回访员", "caller"),
    Account("arbitrator", "裁定员", "arbitrator"),
    Account("convener", "副召集人", "deputy_convener"),
    Account("supervisor", "督办员", "supervisor"),
    Account("office", "协调办管理员", "office_admin"),
    Account("auditor", "审计员", "auditor"),
    Account("admin", "超级管理员", ""),
]
