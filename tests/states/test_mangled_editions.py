"""Whatever is done to an edition's text, reading it gives a sound procedure or names its faults."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from states import loader
from tests.states import trial
from workflow.rules import engine

VALUES = (
    "1", "-1", "0.5", "nan", "true", '""', '"x"', "[]", "[1]", '["draft"]', "[[]]", "{}",
    '{ guard = "text_is_final" }', '{ guard = ["x"] }', "2026-01-01", "07:00:00", "'''\n'''",
    "[{}, {}]", '"\\u0000"', "[[state]]", "",
)  # fmt: skip
LINES = (
    "[[state]]", "[[action]]", "[state]", "[action]", "[labels]", "[labels.en]", "[labels.en.x]",
    "[[labels]]", 'name = "draft"', "name.part = 1", "= 1", '"""', "'", "\\", "}", "\x00", "\ufeff",
)  # fmt: skip


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """The text with a few lines taken out, repeated, moved, or written anew."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["delete", "repeat", "move", "value", "line", "cut", "any"]))
        if what == "delete":
            lines[at : at + draw(st.integers(1, 8))] = [""]
        elif what == "repeat":
            lines.insert(draw(st.integers(0, len(lines))), lines[at])
        elif what == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
        elif what == "value":
            lines[at] = f"{lines[at].partition('=')[0]}= {draw(st.sampled_from(VALUES))}"
        elif what == "line":
            lines.insert(at, draw(st.sampled_from(LINES)))
        elif what == "cut":
            lines[at] = lines[at][: draw(st.integers(0, 40))]
        else:
            lines[at] = draw(st.text(max_size=30))
    return "\n".join(lines)


def assert_read_or_explained(text: str) -> None:
    faults = trial.faults(text)
    lines = text.count("\n") + 1
    assert all(one.what and 1 <= one.line <= lines for one in faults)
    if not faults:
        procedure = trial.read(text)
        assert engine.machine(procedure).initial == procedure.initial
        assert all(action.basis.text for action in procedure.actions)


@settings(max_examples=80, deadline=None)
@given(mangled(trial.SOUND))
def test_a_mangled_small_edition_is_read_or_explained(text: str) -> None:
    assert_read_or_explained(text)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(loader.shipped())).flatmap(lambda key: mangled(loader.shipped()[key]))
)
def test_a_mangled_shipped_edition_is_read_or_explained(text: str) -> None:
    assert_read_or_explained(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_is_read_or_explained(text: str) -> None:
    assert_read_or_explained(text)
