"""The year's assessment: what is asked of each unit, and the frozen figures."""

from reports.models.cycle import AssessmentCycle, AssessmentIndicator, AssessmentTarget
from reports.models.results import AssessmentResult, AssessmentTally

__all__ = ["AssessmentCycle", "AssessmentIndicator", "AssessmentResult", "AssessmentTally", "AssessmentTarget"]
