import pytest

from whythis.retrieval.kinds import Kinds

KINDS = Kinds(
    ["Mouse", "mouse pad", "laser printer", "printer/scanner spare part", "interface cards/adapter", "printer kit",
     "power adapter/inverter", "Headphones & Speakers", "Speakers", "phone stand", "case for tablets", ""]
)  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "category", "value"),
    [
        ("wireless mouse", "Mouse", 1.0), ("mice", "Mouse", 1.0), ("mouse", "mouse pad", -1.0),
        ("mouse pad", "mouse pad", 1.0), ("mouse pad", "Mouse", 0.0), ("printer", "laser printer", 1.0),
        ("laser printers", "printer/scanner spare part", -1.0), ("printer", "printer kit", -1.0),
        ("power adapter", "power adapter/inverter", 1.0), ("adapter", "interface cards/adapter", 1.0),
        ("speakers", "Headphones & Speakers", 1.0), ("stand for my phone", "phone stand", 1.0),
        ("a case", "case for tablets", 1.0), ("phone", "phone stand", 0.0), ("mouse", "", 0.0),
        ("", "Mouse", 0.0), ("red", "Mouse", 0.0), ("mouse", "sofa", 0.0),
    ],
)  # fmt: skip
def test_the_thing_asked_for_is_told_from_what_is_made_for_it(
    request_: str, category: str, value: float
) -> None:
    assert KINDS.thing_asked(KINDS.thing(request_), category) == value
