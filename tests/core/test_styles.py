"""Styles and scripts run on old computers, send nothing outside and can be read by everybody."""

import re
from itertools import chain

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR / "core" / "static" / "core"
STYLES = sorted(settings.BASE_DIR.glob("*/static/**/*.css"))
SCRIPTS = sorted(settings.BASE_DIR.glob("*/static/**/*.js"))

# Not understood by Chromium 109, the last one on Windows 7.
TOO_NEW = re.compile(r":has\(|@layer|@container|@scope|color-mix|light-dark|oklch|oklab|\blch\(|text-wrap|^\s*&", re.M)
UNSAFE = re.compile(r"\beval\(|new Function|\.innerHTML|outerHTML|insertAdjacentHTML|document\.write")
OUTSIDE = re.compile(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", re.IGNORECASE)
NAMESPACE = "http://www.w3.org/2000/svg"


def _code(path):
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_are_understood_by_old_browsers(path):
    assert TOO_NEW.findall(_code(path)) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_only_weights_that_chinese_fonts_have(path):
    assert set(re.findall(r"font-weight: *([^;]+);", _code(path))) <= {"400", "700"}


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_no_type_is_smaller_than_twelve(path):
    sizes = re.findall(r"font(?:-size)?: *(?:[a-z]+ )*([\d.]+)px", _code(path))

    assert [size for size in sizes if float(size) < 12] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_build_no_code_and_no_markup(path):
    assert UNSAFE.findall(_code(path)) == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_nothing_comes_from_outside(path):
    assert OUTSIDE.findall(_code(path).replace(NAMESPACE, "")) == []


def test_every_page_loads_every_style_and_script():
    head = (settings.BASE_DIR / "templates" / "_components" / "head.html").read_text()

    loaded = re.findall(r"core/(?:css|js)/[\w.]+", head)

    assert sorted(loaded) == sorted(
        path.relative_to(FOLDER.parent).as_posix() for path in chain(STYLES, SCRIPTS) if FOLDER in path.parents
    )


# Contrast, WCAG 2.2: words 4.5 to 1, edges of controls and signs 3 to 1 -----------------------------------------------

TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (FOLDER / "css" / "base.css").read_text()))


def _light(name):
    digits = TOKENS.get(name, name).lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        *((ink, ground) for ink in ("text", "text-2", "muted", "brand", "danger") for ground in ("surface", "page")),
        ("muted", "shade"),
        ("brand-dark", "brand-pale"),
        ("warn", "warn-pale"),
        ("danger", "danger-pale"),
        ("good", "surface"),
        ("surface", "brand"),
        ("surface", "danger"),
        ("nav-text", "nav"),
        ("nav-dim", "nav"),
    ],
)
def test_words_stand_out(ink, ground):
    assert _contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    "edge", ["control", "lamp-off", "lamp-edge", "lamp-green", "lamp-orange", "meter", "meter-warn"]
)
def test_edges_and_signs_stand_out(edge):
    assert _contrast(edge, "surface") >= 3
