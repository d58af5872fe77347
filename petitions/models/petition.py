"""What one person said, and who said it: two rows, one of them encrypted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField
from grids.models import Area, Grid
from partyorgs.models import Department
from petitions.enums import Channel, DisclosureReason, PetitionerKind, PetitionKind


class Petition(models.Model):
    """One voice. `content` is kept encrypted as it was said; everybody reads `content_redacted`."""

    number = models.CharField(_("petition number"), max_length=20)
    work_order = models.ForeignKey("petitions.WorkOrder", models.PROTECT, related_name="petitions")
    is_primary = models.BooleanField(_("primary"), default=True)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    kind = models.CharField(_("kind"), max_length=12, choices=PetitionKind)
    title = models.CharField(_("title"), max_length=120)
    content = EncryptedTextField(_("content"))
    content_redacted = models.TextField(_("redacted content"))
    wish = models.TextField(_("wish"), blank=True)
    place_text = models.CharField(_("place"), max_length=200, blank=True)
    no_place_reason = models.CharField(_("why no place"), max_length=100, blank=True)
    grid = models.ForeignKey(Grid, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    street = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    event_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    source = models.CharField(_("source system"), max_length=40, blank=True)
    external_no = models.CharField(_("number at the source"), max_length=80, blank=True)
    source_category = models.CharField(_("category at the source"), max_length=200, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    is_repeat = models.BooleanField(_("repeat"), default=False)
    confidential_requested = models.BooleanField(_("confidential on request"), default=False)
    confidential_by_rule = models.BooleanField(_("confidential by rule"), default=False)
    target_department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    target_text = models.CharField(_("party complained about"), max_length=100, blank=True)
    privacy_notice_version = models.CharField(_("privacy notice shown"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        indexes = [
            models.Index(name="petition_point", fields=["lon", "lat"], condition=Q(lon__isnull=False)),
            models.Index(name="petition_joined", fields=["work_order"], condition=Q(is_primary=False)),
        ]
        constraints = [
            models.UniqueConstraint(name="petition_number_once", fields=["number"]),
            models.UniqueConstraint(
                name="petition_once_per_source", fields=["source", "external_no"], condition=~Q(external_no="")
            ),
            models.UniqueConstraint(
                name="petition_one_primary_per_order", fields=["work_order"], condition=Q(is_primary=True)
            ),
            models.CheckConstraint(
                name="petition_external_no_has_source", condition=Q(external_no="") | ~Q(source="")
            ),
            models.CheckConstraint(
                name="petition_point_whole", condition=Q(lon=None, lat=None) | Q(lon__isnull=False, lat__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    @property
    def is_confidential(self):
        return self.confidential_requested or self.confidential_by_rule


class PetitionerProfile(models.Model):
    """Who said it, for this petition only. Never a file on a person: the keyed hash serves the repeat flag alone."""

    petition = models.OneToOneField(Petition, models.CASCADE, primary_key=True, related_name="petitioner")
    kind = models.CharField(_("petitioner kind"), max_length=12, choices=PetitionerKind, default=PetitionerKind.PERSON)
    name = EncryptedTextField(_("name"), blank=True)
    phone = EncryptedTextField(_("phone"), blank=True)
    address = EncryptedTextField(_("petitioner's address"), blank=True)
    contact_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("petitioner profile")
        verbose_name_plural = _("petitioner profiles")
        indexes = [models.Index(name="petitioner_contact_hash", fields=["contact_hash"])]

    def __str__(self):
        return str(self.petition_id)


class IdentityDisclosure(models.Model):
    """Somebody looked at a petitioner's identity, and why. A system that reads its own petitions back has no id."""

    petition = models.ForeignKey(Petition, models.PROTECT, related_name="disclosures")
    by_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(_("who looked"), max_length=64)
    unit = models.CharField(_("for which unit"), max_length=32, blank=True)  # empty: for the office
    at = models.DateTimeField(_("when"))
    reason = models.CharField(_("reason"), max_length=12, choices=DisclosureReason)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("identity disclosure")
        verbose_name_plural = _("identity disclosures")
        indexes = [
            models.Index(name="disclosure_by_at", fields=["by_id", "at"]),
            models.Index(name="disclosure_at", fields=["-at", "-id"]),
        ]

    def __str__(self):
        return f"{self.petition_id} {self.by_name} {self.at:%Y-%m-%d %H:%M}"
