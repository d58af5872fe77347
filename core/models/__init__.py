"""What every office keeps."""

from .calendar import BusinessHours, CalendarDay, CalendarYear
from .clients import ApiClient, ApiKey, IdempotencyRecord
from .files import Attachment
from .jobs import Job
from .ledger import Delivery, Event
from .notices import Notice
from .numbers import NumberSequence
from .user import User

__all__ = [
    "ApiClient",
    "ApiKey",
    "Attachment",
    "BusinessHours",
    "CalendarDay",
    "CalendarYear",
    "Delivery",
    "Event",
    "IdempotencyRecord",
    "Job",
    "Notice",
    "NumberSequence",
    "User",
]
