from tests.unit.builders import X

def test_x() -> None:
    assert X
