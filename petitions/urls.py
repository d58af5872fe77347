"""Addresses of the work: the workbench, the work orders, the desk, the calls."""

from django.urls import path, register_converter

from petitions.views import (
    acting,
    approvals,
    arbitrations,
    bulk,
    desk,
    disclosures,
    duty_findings,
    duty_matrix,
    duty_trials,
    files,
    followup,
    hops,
    imports,
    integrity,
    limits,
    merging,
    orders,
    recusals,
    register,
    slips,
    statutory,
    supervise,
    supervision,
    suspensions,
    verifications,
    voices,
    watermarks,
    whistles,
    workbench,
    working_days,
)

app_name = "petitions"


class PetitionNumber:
    regex = r"SQ\d{14,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class OrderNumber:
    """GD and digits, so that no page under /orders/ can be taken for an order."""

    regex = r"GD\d{14,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class WhistleNumber(OrderNumber):
    regex = r"SZ\d{14,}"


class SupervisionNumber(OrderNumber):
    regex = r"DB\d{14,}"


register_converter(OrderNumber, "order")
register_converter(PetitionNumber, "petition")
register_converter(WhistleNumber, "whistle")
register_converter(SupervisionNumber, "supervision")

urlpatterns = [
    path("watermark/<int:user_id>/<int:minute>.svg", watermarks.show, name="watermark"),
    path("disclosures/", disclosures.show_list, name="disclosures"),
    path("disclosures/review/", disclosures.review, name="disclosures-review"),
    path("disclosures/mark/", disclosures.find_mark, name="disclosures-mark"),
    path("disclosures/limits/", disclosures.limits, name="disclosure-limits"),
    path("disclosures/limits/<int:pk>/", disclosures.grant, name="disclosure-grant"),
    path("recusals/", recusals.show_list, name="recusals"),
    path("recusals/<int:pk>/end/", recusals.end, name="recusal-end"),
    path("slips/", slips.show_list, name="slips"),
    path("slips/<str:number>/", slips.show, name="slip"),
    path("slips/<str:number>/answer/", slips.answer, name="slip-answer"),
    path("", workbench.show, name="workbench"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<order:number>/", desk.send, name="desk-send"),
    path("desk/<order:number>/proposal/", desk.proposal, name="desk-proposal"),
    path("desk/<order:number>/<str:action>/", desk.end, name="desk-end"),
    path("verifications/", verifications.show_list, name="verifications"),
    path("verifications/<order:number>/", verifications.show, name="verification"),
    path("verifications/<order:number>/<str:action>/", verifications.judge, name="verification-judge"),
    path("follow-ups/", followup.show_list, name="follow-ups"),
    path("follow-ups/<order:number>/", followup.show, name="follow-up"),
    path("follow-ups/<order:number>/answers/", followup.answer, name="follow-up-answers"),
    path("follow-ups/<order:number>/consequence/", followup.consequence, name="follow-up-consequence"),
    path("follow-ups/<order:number>/missed/", followup.missed, name="follow-up-missed"),
    path("follow-ups/<order:number>/unrated/", followup.close, name="follow-up-unrated"),
    path("follow-ups/<order:number>/decision/<str:action>/", followup.decide, name="follow-up-decision"),
    path("whistles/", whistles.show_list, name="whistles"),
    path("whistles/new/", whistles.blow, name="whistle-new"),
    path("whistles/<whistle:number>/", whistles.show, name="whistle"),
    path("whistles/<whistle:number>/<str:step>/", whistles.act, name="whistle-act"),
    path("whistles/<whistle:number>/<str:unit>/<str:step>/", whistles.answer, name="whistle-answer"),
    path("supervision/", supervision.show_list, name="supervisions"),
    path("supervision/of/<order:number>/", supervise.supervise, name="supervise"),
    path("supervision/of/<order:number>/urge/", supervise.urge, name="urge"),
    path("supervision/<supervision:number>/letter/", supervision.letter, name="supervision-letter"),
    path("supervision/<int:pk>/", supervision.show, name="supervision"),
    path("supervision/<int:pk>/<str:step>/", supervision.act, name="supervision-step"),
    path("integrity/", integrity.show_list, name="integrity"),
    path("integrity/of/<order:number>/", integrity.report, name="report-pressure"),
    path("integrity/<int:pk>/", integrity.show, name="integrity-alert"),
    path("integrity/<int:pk>/outcome/", integrity.look_into, name="integrity-outcome"),
    path("approvals/", approvals.show_list, name="approvals"),
    path("arbitrations/", arbitrations.show_list, name="arbitrations"),
    path("arbitrations/<order:number>/", arbitrations.show, name="arbitration"),
    path("arbitrations/<order:number>/<str:action>/", arbitrations.act, name="arbitration-act"),
    path("duty-map/gaps/", duty_findings.show_list, name="duty-findings"),
    path("duty-map/gaps/again/", duty_findings.look_again, name="duty-findings-again"),
    path("duty-map/gaps/<int:pk>/", duty_findings.show, name="duty-finding"),
    path("duty-map/gaps/<int:pk>/agenda/", duty_findings.raise_item, name="duty-finding-agenda"),
    path("duty-map/matrix/", duty_matrix.show, name="duty-matrix"),
    path("duty-map/matrix/<str:code>/", duty_matrix.show_item, name="duty-item"),
    path("duty-map/trials/", duty_trials.show_list, name="duty-trials"),
    path("duty-map/trials/<int:pk>/", duty_trials.show, name="duty-trial"),
    path("duty-map/trials/<int:pk>/try/", duty_trials.begin, name="duty-trial-begin"),
    path("suspensions/", suspensions.show_list, name="suspensions"),
    path("hops/", hops.show_list, name="hops"),
    path("imports/", imports.upload, name="imports"),
    path("imports/template/", imports.template, name="import-template"),
    path("imports/<int:pk>/", imports.show, name="import"),
    path("imports/<int:pk>/take-in/", imports.take_in, name="import-take-in"),
    path("imports/<int:pk>/faults/", imports.faults, name="import-faults"),
    path("settings/limits/", limits.show, name="limits"),
    path("settings/limits/new/", limits.add, name="limit-new"),
    path("settings/limits/<int:pk>/", limits.show_one, name="limit"),
    path("settings/limits/<int:pk>/<str:action>/", limits.act, name="limit-act"),
    path("settings/calendar/", working_days.show, name="calendar"),
    path("settings/calendar/change/", working_days.change, name="calendar-change"),
    path("settings/calendar/enter/", working_days.enter, name="calendar-enter"),
    path("settings/calendar/again/", working_days.again, name="calendar-again"),
    path("orders/bulk/<str:step>/", bulk.take, name="bulk"),
    path("approvals/extend/", bulk.extend, name="approvals-extend"),
    path("orders/", orders.show_list, name="orders"),
    path("orders/new/", register.register, name="register"),
    path("orders/new/preview/", register.preview, name="register-preview"),
    path("orders/<order:number>/", orders.show, name="order"),
    path("orders/<order:number>/reveal/", orders.reveal, name="reveal"),
    path("orders/<order:number>/slips/", slips.write, name="slip-write"),
    path("orders/<order:number>/files/", files.add, name="add-file"),
    path("orders/<order:number>/files/<int:pk>/", files.download, name="file"),
    path("orders/<order:number>/routing/", register.routing_state, name="routing"),
    path("orders/<order:number>/merging/", merging.merge, name="merge"),
    path("orders/<order:number>/unmerging/", merging.unmerge, name="unmerge"),
    path("orders/<order:number>/voices/", voices.show_list, name="voices"),
    path("orders/<order:number>/voices/<petition:petition>/", voices.show, name="voice"),
    path("orders/<order:number>/voices/<petition:petition>/reveal/", voices.reveal, name="voice-reveal"),
    path("orders/<order:number>/voices/<petition:petition>/told/", voices.told, name="voice-told"),
    path("orders/<order:number>/voices/<petition:petition>/missed/", voices.missed, name="voice-missed"),
    path("orders/<order:number>/statutory/", statutory.show, name="statutory"),
    path("orders/<order:number>/statutory/<str:deed>/", statutory.act, name="statutory-act"),
    path("orders/<order:number>/<str:action>/", acting.act, name="act"),
]
