"""The house rules hold everywhere, and each check is shown a breach that it must find."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import house_rules as rules

PROJECT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".hypothesis", ".venv", "var", "__pycache__"}
WRITERS = ("actions", "ledger")


def modules(*folders: str) -> Iterator[Path]:
    """The Python files of these folders, migrations left out: those are made by a program."""
    for folder in folders:
        yield from (path for path in sorted((PROJECT / folder).rglob("*.py")) if "migrations" not in path.parts)


def complaints(paths: Iterator[Path] | list[Path], rule: Callable[[str], list[str]]) -> list[str]:
    return [
        f"{path.relative_to(PROJECT)}: {complaint}"
        for path in paths
        for complaint in rule(path.read_text(encoding="utf-8"))
    ]


def own_files() -> Iterator[Path]:
    """Every text file of the project that is not made by a program."""
    for path in sorted(PROJECT.rglob("*")):
        parts = path.relative_to(PROJECT).parts
        made = SKIPPED.intersection(parts) or parts[0].endswith("_cache")
        if path.is_file() and not made and is_text(path):
            yield path


def is_text(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def screens() -> list[Path]:
    return [path for path in sorted((PROJECT / "templates").rglob("*.html")) if "pdf" not in path.parts]


@pytest.mark.parametrize("layer", rules.LAYERS)
def test_imports_point_downwards(layer: str) -> None:
    assert complaints(modules(layer), lambda source: rules.imports_upwards(layer, source)) == []


def test_views_select_and_sum_nothing() -> None:
    assert complaints(modules(*rules.LAYERS, "config"), rules.queries_in_views) == []


def test_today_comes_from_the_clock() -> None:
    paths = [path for path in modules(*rules.LAYERS, "config") if path != PROJECT / "config/clock.py"]
    assert complaints(paths, rules.hidden_todays) == []
    assert complaints(screens(), rules.clocks_in_template) == []


def test_money_is_never_a_float() -> None:
    assert complaints(modules(*rules.LAYERS), rules.floats) == []


def test_nothing_happens_by_signal() -> None:
    assert complaints(modules(*rules.LAYERS, "config"), rules.uses_of_signals) == []


def test_money_moves_only_through_the_ledger() -> None:
    paths = [path for path in modules(*rules.LAYERS, "config") if path != PROJECT / "grants/ledger.py"]
    assert complaints(paths, rules.movements_written) == []
    assert rules.movements_written((PROJECT / "grants/ledger.py").read_text(encoding="utf-8"))


def test_every_write_is_one_transaction_and_says_by_whom() -> None:
    paths = [path for path in modules(*rules.LAYERS) if {path.stem, path.parent.name}.intersection(WRITERS)]
    assert paths
    assert complaints(paths, rules.unguarded_writes) == []


def test_every_module_is_named_for_what_it_does() -> None:
    named = [path.relative_to(PROJECT).as_posix() for path in modules(*rules.LAYERS, "config")]
    assert [path for path in named if rules.leftover_names(path)] == []


def test_no_file_knows_a_machine() -> None:
    paths = [path for path in own_files() if path != Path(rules.__file__) and path != Path(__file__)]
    assert complaints(paths, rules.machine_paths) == []


def test_screens_carry_no_script_or_style_of_their_own() -> None:
    assert complaints(screens(), rules.inline_code) == []


BREACHES: list[tuple[Callable[[str], list[str]], str]] = [
    (lambda source: rules.imports_upwards("grants", source), "from decisions.models import Decision"),
    (lambda source: rules.imports_upwards("people", source), "def late():\n    import reporting.views"),
    (rules.queries_in_views, "def page(request):\n    return Fund.objects.filter(earmarked=True)"),
    (rules.queries_in_views, "def page(request, pk):\n    total = sum(row.amount for row in rows)"),
    (rules.hidden_todays, "day = datetime.date.today()"),
    (rules.hidden_todays, "day = timezone.now().date()"),
    (rules.hidden_todays, "day = datetime.now(SWEDEN)"),
    (rules.hidden_todays, "day = timezone.localdate()"),
    (rules.floats, "share = float(amount)"),
    (rules.floats, "amount = models.FloatField()"),
    (rules.uses_of_signals, "from django.dispatch import receiver"),
    (rules.uses_of_signals, "from django.db.models.signals import post_save"),
    (rules.movements_written, "Movement(amount=1).save()"),
    (rules.movements_written, "models.Movement.objects.bulk_create(rows)"),
    (rules.movements_written, "fund.movements.create(amount=1)"),
    (rules.unguarded_writes, "@transaction.atomic\ndef post(entries, by): ..."),
    (rules.unguarded_writes, "def post(entries, *, by):\n    save(entries)"),
    (rules.leftover_names, "grants/services/money.py"),
    (rules.leftover_names, "people/utils.py"),
    (rules.machine_paths, "open('/home/anna/bidrag.csv')"),
    (rules.inline_code, "<td style='color: red'>"),
    (rules.inline_code, '<button onclick="go()">'),
    (rules.inline_code, "<script>go()</script>"),
    (rules.clocks_in_template, '{% now "Y-m-d" %}'),
]


@pytest.mark.parametrize(("rule", "breach"), BREACHES)
def test_a_breach_is_found(rule: Callable[[str], list[str]], breach: str) -> None:
    assert rule(breach)


KEPT: list[tuple[Callable[[str], list[str]], str]] = [
    (lambda source: rules.imports_upwards("decisions", source), "from grants.models import Fund\nimport config.clock"),
    (rules.queries_in_views, "def page(request):\n    funds = Fund.objects.visible_to(request.user)"),
    (rules.queries_in_views, "def earmarked(self):\n    return self.filter(earmarked=True)"),
    (rules.hidden_todays, "day = clock.today()\nstamp = timezone.now()\nday = stamp.date()"),
    (rules.floats, "amount = Decimal(text)"),
    (rules.movements_written, "rows = Movement.objects.filter(fund=fund)\nline.create()"),
    (rules.unguarded_writes, "@transaction.atomic\ndef post(entries, *, by): ..."),
    (rules.unguarded_writes, "def post(*, by):\n    '''Books.'''\n    with transaction.atomic():\n        ..."),
    (rules.machine_paths, "https://example.org/work/list  ../root/x"),
    (rules.inline_code, '<script type="module" src="/static/js/site.js"></script>'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "source"), KEPT)
def test_what_is_right_is_left_alone(rule: Callable[[str], list[str]], source: str) -> None:
    assert rule(source) == []
