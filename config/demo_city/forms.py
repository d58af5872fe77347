"""What people write on forms as they ask for something beside the way of an order, and as they decide on it."""

from petitions.enums import ExclusionGround, ExtensionReason, ResultCode, SuspensionCause

SECURED = ("已围挡并设专人看守，险情排除", "已断电停气，无关人员撤离，危险消除", "已抢修完毕，现场恢复安全")
# assists
PIECES = (
    "派员到现场配合，三日内提出本领域处理意见", "核查相关手续是否齐全，书面反馈主办单位", "负责现场秩序和居民解释工作",
    "提供档案和图纸，协助确定责任主体",
)  # fmt: skip
ASSISTED = ("已派员到场配合，意见已反馈主办单位", "手续已核查，材料移交主办单位", "已按分工完成，现场照片已提供")
WAIVED = "多次催办未反馈，先行答复诉求人，协办情况另行补充"
OBJECTED = "该部分不涉及本单位职责，请核对清单"
OVERRULED = "清单列明为配合单位，请按分工办理"
# time
EXTENSIONS = {
    ExtensionReason.E1: "需委托检测，报告出具后三个工作日内处理完毕",
    ExtensionReason.E2: "采购公示期内，公示期满即实施",
    ExtensionReason.E3: "连续降雨无法施工，天气转好后立即安排",
    ExtensionReason.E4: "与其他单位联合施工，已排定进场时间",
    ExtensionReason.E5: "诉求人要求推迟到周末上门",
}
EXTENDED, NOT_EXTENDED = "理由充分，同意延期", "可在原时限内完成，不同意延期"
INTERIM = {
    SuspensionCause.G1: "过渡期逐户登记说明，先按现行办法办理可办部分",
    SuspensionCause.G2: "安排临时修补，设置提示，每周巡查一次",
    SuspensionCause.G3: "现场设置安全提示和临时通道",
    SuspensionCause.G4: "建立台账，一户一策登记，先行保障居住安全",
    SuspensionCause.G5: "保持现状，定期向诉求人通报诉讼进展",
    SuspensionCause.G6: "街道牵头组织居民协商，先解决照明等无争议部分",
    SuspensionCause.G7: "搭设临时防护，雨雪天加密巡查",
}
OWNER = "分管负责人测试"
SUSPENDED, RENEWED = "情况属实，同意挂账，按期复核", "条件仍未具备，过渡措施落实，同意继续挂账"
# disputes
POSITIONS = (
    ("本单位清单未列此项，现场管理权限属行业主管部门", "权责清单（2024年版）第三章"),
    ("本单位只负责指导，查处和清理由执法部门实施", "机构职能编制规定第四条"),
)
REFUSED_TWICE = "两家单位先后退单，均认为不属本单位职责，提请裁定"
# the last word
FINAL_BASIS = "经两次核实，诉求缺乏政策依据，承办单位答复事实清楚、依据充分"
FINAL_LETTER = (
    "经复核，您所提要求超出现行政策规定，原答复依据充分，现予最终答复。相关政策文本附后，如有新的事实可重新提出。"
)
# exclusion
GROUNDS = {ResultCode.EXPLAINED: ExclusionGround.X1, ResultCode.UNTRUE: ExclusionGround.X2}
EVIDENCE = {
    ExclusionGround.X1: "政策依据文本、当面解释记录和送达回执",
    ExclusionGround.X2: "两次现场核实记录和照片，周边住户询问笔录",
}
CHECKED, EXCLUDED, UPHELD = "材料齐全，依据属实", "符合剔除条件，同意", "随机复核：依据充分，维持"
