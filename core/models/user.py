"""Who logs in. What they may do is granted upstairs, in partyorgs."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A member of staff. Chinese names are one field: there is no first and last."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("full name"), max_length=64)
    office_phone = models.CharField(_("office phone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
