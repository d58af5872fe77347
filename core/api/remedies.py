"""What to do about a value that was not accepted, by the code the serializer gives."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

REMEDIES = {
    "required": gettext_noop("Send this field."),
    "null": gettext_noop("Send a value, or leave the field out if it is optional."),
    "blank": gettext_noop("Send at least one character."),
    "empty": gettext_noop("Send at least one entry."),
    "invalid_choice": gettext_noop("Send one of the values listed under /api/docs/."),
    "does_not_exist": gettext_noop("Send a code that exists; the lists are under /api/docs/."),
    "max_length": gettext_noop("Shorten it."),
    "min_length": gettext_noop("Send more of it."),
    "max_value": gettext_noop("Send a smaller number."),
    "min_value": gettext_noop("Send a larger number."),
    "unknown_field": gettext_noop("Leave it out, or correct its name; the fields are listed under /api/docs/."),
    "unique": gettext_noop("Send a value that is not in use yet."),
    "not_a_list": gettext_noop("Send a JSON array."),
    "not_a_dict": gettext_noop("Send a JSON object."),
    "null_characters_not_allowed": gettext_noop("Remove the null characters."),
}
ANY = gettext_noop("Correct the value and send the request again.")


def remedy_for(code: str) -> str:
    return _(REMEDIES.get(code, ANY))
