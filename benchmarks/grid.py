"""The allocation grid: drawn, and saved with an amount in every cell."""

from collections.abc import Iterator

from django.test import Client

from benchmarks import data
from benchmarks.harness import Job, Result, compare
from benchmarks.pages import bare, get
from decisions.forms.allocation import cell_key
from decisions.grid_source import read_grid
from decisions.models import Decision
from grants.kronor import format_kronor

TARGET = 20.0
"""× the bare view of as many rows. The peers' grids take 48–61."""


def run(quick: bool) -> Iterator[Result]:
    for activities in (10, 100) if quick else (10, 100, 1_000):
        sized = data.sized_agreement(f"rutnat-{activities}", activities)
        yield from _grid(data.drafted(sized), sized, activities, pairs=3 if quick else 9)


def _grid(draft: Decision, sized: data.Sized, activities: int, *, pairs: int) -> Iterator[Result]:
    client, path = Client(), f"/fordelning/{draft.pk}/"
    client.force_login(sized.officer)
    size = f"{len(get(client, path)) // 1024} kB"
    cells = str(activities * data.FUNDS)
    for kind in ("values", "objects"):
        yield compare(
            "grid",
            f"sidan, {activities} aktiviteter, mot {kind}",
            Job(lambda _: get(client, path)),
            bare(activities, kind),
            pairs=pairs,
            target=TARGET,
            cells=cells,
            size=size,
        )
    fields = _filled_in(draft)
    yield compare(
        "grid",
        f"spara, {activities} aktiviteter, mot values",
        Job(lambda form: _save(client, path, form), lambda: _changed(draft, fields)),
        bare(activities),
        pairs=pairs,
        target=TARGET,
        cells=cells,
    )
    yield compare(
        "grid",
        f"spara och visa, {activities} aktiviteter, mot values",
        Job(lambda form: (_save(client, path, form), get(client, path)), lambda: _changed(draft, fields)),
        bare(activities),
        pairs=pairs,
        target=TARGET,
        cells=cells,
    )


def _filled_in(draft: Decision) -> dict[str, str]:
    """Every cell as the page shows it, by the name of its field."""
    return {
        cell_key(row.activity_id, fund_id): format_kronor(amount, unit=False)
        for _, row in read_grid(draft).rows()
        for fund_id, amount in row.amounts.items()
    }


def _changed(draft: Decision, fields: dict[str, str]) -> dict[str, str]:
    """The form of the page as it stands, with its first cell changed."""
    draft.refresh_from_db()
    first = next(iter(fields))
    return fields | {first: str(10_000 + draft.version), "version": str(draft.version)}


def _save(client: Client, path: str, form: dict[str, str]) -> None:
    response = client.post(path, form)
    assert response.status_code == 302, f"not saved: {response.status_code}"
