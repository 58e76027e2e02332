"""Settings: where a value comes from, and what is said of a wrong one."""

from pathlib import Path

import pytest

from services.settings import Settings, WrongSetting, read_settings

NOWHERE = Path("/nowhere/anjuan.toml")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("data", "/srv/anjuan", Path("/srv/anjuan")),
        ("port", "8001", 8001),
        ("database", "postgresql://app:secret@db/anjuan", "postgresql://app:secret@db/anjuan"),
        ("nats", "nats://anjuan:secret@n1,nats://anjuan:secret@n2", None),
        ("apart", "true", True),
        ("health_port", "8000", 8000),
    ],
)
def test_any_setting_may_lie_in_a_file_that_a_variable_names(
    name: str, text: str, value: object, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{text}\n")
    found = read_settings({}, {f"ANJUAN_{name.upper()}_FILE": str(file)}, NOWHERE)
    assert getattr(found, name) == (text if value is None else value)


def test_a_byte_order_mark_before_a_setting_is_no_part_of_it(tmp_path: Path) -> None:
    for name in ("secret", "anjuan.toml"):
        (tmp_path / name).write_text("8001\n" if name == "secret" else "port = 8002", "utf-8-sig")
    environment = {"ANJUAN_HEALTH_PORT_FILE": str(tmp_path / "secret")}
    found = read_settings({}, environment, tmp_path / "anjuan.toml")
    assert (found.health_port, found.port) == (8001, 8002)


def test_a_flag_goes_before_the_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("2")
    environment = {"ANJUAN_PORT_FILE": str(tmp_path / "port")}
    assert read_settings({"port": 3}, environment, NOWHERE).port == 3


def test_an_empty_name_of_a_file_is_none() -> None:
    assert read_settings({}, {"ANJUAN_NATS_FILE": ""}, NOWHERE) == Settings()


def test_a_value_given_twice_or_in_a_file_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    twice = {"ANJUAN_PORT": "1", "ANJUAN_PORT_FILE": str(tmp_path / "port")}
    with pytest.raises(WrongSetting, match="ANJUAN_PORT and ANJUAN_PORT_FILE"):
        read_settings({}, twice, NOWHERE)
    with pytest.raises(WrongSetting, match="ANJUAN_DATABASE_FILE"):
        read_settings({}, {"ANJUAN_DATABASE_FILE": str(tmp_path / "nothing")}, NOWHERE)
    (tmp_path / "port").write_text("many")
    with pytest.raises(WrongSetting, match="port"):
        read_settings({}, {"ANJUAN_PORT_FILE": str(tmp_path / "port")}, NOWHERE)
