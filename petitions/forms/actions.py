"""Which form belongs to which action, for page and API alike."""

from petitions.enums import Action
from petitions.forms import desk, handling, judging
from petitions.forms.base import ActionForm

# fmt: off
# REGISTER has the form of the intake, ARCHIVE is the system's own.
FORMS: dict[Action, type[ActionForm]] = {
    Action.ACCEPT:             desk.Accept,
    Action.REFUSE:             desk.Refuse,
    Action.ANSWER:             desk.Answer,
    Action.MERGE:              desk.Merge,
    Action.DISPATCH:           desk.Dispatch,
    Action.SIGN:               handling.Sign,
    Action.REQUEST_RETURN:     handling.RequestReturn,
    Action.APPROVE_RETURN:     desk.ApproveReturn,
    Action.REJECT_RETURN:      desk.RejectReturn,
    Action.ARBITRATE:          desk.Arbitrate,
    Action.AWARD:              desk.Award,
    Action.REASSIGN:           desk.Reassign,
    Action.CONTACT:            handling.Contact,
    Action.SUSPEND:            desk.Suspend,
    Action.RESUME:             desk.Resume,
    Action.SUBMIT:             handling.Submit,
    Action.REPAIR:             judging.Repair,
    Action.TO_VERIFICATION:    judging.ToVerification,
    Action.TO_FOLLOW_UP:       judging.ToFollowUp,
    Action.VERIFY:             judging.Verify,
    Action.FAIL_VERIFICATION:  judging.FailVerification,
    Action.MISS_CALL:          judging.MissCall,
    Action.PROPOSE_REWORK:     judging.ProposeRework,
    Action.CLOSE:              judging.Close,
    Action.REWORK:             judging.Rework,
    Action.REOPEN:             judging.Reopen,
    Action.WITHDRAW:           desk.Withdraw,
    Action.CLOSE_WITHOUT_CALL: judging.CloseWithoutCall,
}
# fmt: on
