"""What every office keeps."""

from .jobs import Job
from .numbers import NumberSequence
from .user import User

__all__ = ["Job", "NumberSequence", "User"]
