import pytest
from django.core.exceptions import FieldError
from django.db import models

from core import crypto

KEYS = {"k2": b"2" * 32, "k1": b"1" * 32}


@pytest.fixture(autouse=True)
def _keys(settings):
    settings.FIELD_KEYS = KEYS
    settings.HASH_KEY = b"h" * 32


@pytest.mark.parametrize("text", ["兰芳", "13812345678", "", "一" * 5000, "😀 \n\t"])
def test_what_is_sealed_opens(text):
    assert crypto.decrypt(crypto.encrypt(text)) == text


def test_form_names_algorithm_and_current_key():
    algorithm, key_id, body = crypto.encrypt("兰芳").split(".")

    assert (algorithm, key_id) == ("v1", "k2")
    assert "=" not in body


def test_the_same_text_never_seals_alike():
    assert crypto.encrypt("兰芳") != crypto.encrypt("兰芳")


def test_old_key_still_opens(settings):
    settings.FIELD_KEYS = {"k1": KEYS["k1"]}
    sealed = crypto.encrypt("兰芳")
    settings.FIELD_KEYS = KEYS

    assert sealed.startswith("v1.k1.")
    assert crypto.decrypt(sealed) == "兰芳"


def test_key_taken_away_is_said(settings):
    sealed = crypto.encrypt("兰芳")
    settings.FIELD_KEYS = {"k1": KEYS["k1"]}

    with pytest.raises(crypto.Undecryptable, match="no key 'k2' in FIELD_KEYS"):
        crypto.decrypt(sealed)


def test_every_altered_character_is_noticed():
    sealed = crypto.encrypt("兰芳")
    start = len("v1.k2.")

    for position in range(start, len(sealed) - 1):  # the last character may hold unused bits
        other = "A" if sealed[position] != "A" else "B"
        with pytest.raises(crypto.Undecryptable):
            crypto.decrypt(sealed[:position] + other + sealed[position + 1 :])


@pytest.mark.parametrize("text", ["", "兰芳", "v1.k2.", "v2.k2.AAAA", "v1.k2.AAAA", "v1.k2.!!!!", "v1.k2", "v1.k2.一"])
def test_what_was_never_sealed_does_not_open(text):
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(text)


def test_text_bound_to_one_place_does_not_open_in_another():
    sealed = crypto.encrypt("兰芳", bound_to="petition 1")

    assert crypto.decrypt(sealed, bound_to="petition 1") == "兰芳"
    with pytest.raises(crypto.Undecryptable):
        crypto.decrypt(sealed, bound_to="petition 2")


def test_hash_is_the_same_for_the_same_text_and_key(settings):
    first = crypto.keyed_hash("13812345678")

    assert crypto.keyed_hash("13812345678") == first
    assert len(first) == 64
    assert crypto.keyed_hash("13812345679") != first
    settings.HASH_KEY = b"i" * 32
    assert crypto.keyed_hash("13812345678") != first


@pytest.fixture(scope="module")
def secret_model():
    class Secret(models.Model):
        name = crypto.EncryptedTextField(null=True)

        class Meta:
            app_label = "core"
            managed = False

        def __str__(self):
            return "secret"

    return Secret


@pytest.mark.parametrize("text", ["兰芳", "", None])
def test_field_seals_on_the_way_in_and_opens_on_the_way_out(secret_model, text):
    field = secret_model._meta.get_field("name")

    stored = field.get_prep_value(text)

    assert field.from_db_value(stored, None, None) == text
    assert stored in (None, "") or stored.startswith("v1.k2.")


def test_field_can_be_asked_only_whether_it_is_there(secret_model):
    secret_model.objects.filter(name__isnull=True)

    for lookup in ("name", "name__exact", "name__contains", "name__in", "name__startswith", "name__gt", "name__regex"):
        with pytest.raises(FieldError):
            secret_model.objects.filter(**{lookup: "兰芳"})
