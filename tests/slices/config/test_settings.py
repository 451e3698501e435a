"""Settings from the environment, and what production refuses to start with."""

from pathlib import Path

import pytest

from tiex.app import create_app
from tiex.config import DEMO_SECRET, ConfigError, Mode, Settings, Worker, load_settings

SAFE = {
    "TIEX_MODE": "production",
    "TIEX_SECRET_KEY": "k" * 32,
    "TIEX_BASE_URL": "https://tiex.example/",
    "TIEX_MAIL": "smtp://mail.example:25",
    "TIEX_DATABASE_URL": "sqlite://",
    "TIEX_DATA_DIR": "data",
}
UNSAFE = [
    ({"TIEX_SECRET_KEY": DEMO_SECRET}, "TIEX_SECRET_KEY must be set"),
    ({"TIEX_SECRET_KEY": None}, "TIEX_SECRET_KEY must be set"),
    ({"TIEX_SECRET_KEY": ""}, "TIEX_SECRET_KEY must be set"),
    ({"TIEX_SECRET_KEY": "k" * 31}, "TIEX_SECRET_KEY must be set, 32 characters or more"),
    ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG must be off"),
    ({"FLASK_DEBUG": "true"}, "FLASK_DEBUG must be off"),
    ({"TIEX_BASE_URL": "http://tiex.example"}, "TIEX_BASE_URL must be the public https:// address"),
    ({"TIEX_BASE_URL": None}, "TIEX_BASE_URL must be the public https:// address"),
    ({"TIEX_MAIL": None}, "TIEX_MAIL must be an SMTP address"),
    ({"TIEX_REQUIRE_SECOND_FACTOR": "off"}, "TIEX_REQUIRE_SECOND_FACTOR must be on"),
    ({"TIEX_MAIL": "mail-folder"}, "TIEX_MAIL must be an SMTP address"),
]


def environment(changes: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in {**SAFE, **changes}.items() if value is not None}


def test_a_safe_environment_is_accepted() -> None:
    settings = load_settings(SAFE)
    assert (settings.mode, settings.is_production, settings.has_tls) == (Mode.PRODUCTION, True, True)
    assert settings.base_url == "https://tiex.example"
    assert settings.data_dir.is_absolute()


@pytest.mark.parametrize(("changes", "sentence"), UNSAFE)
def test_production_refuses_what_is_not_safe(changes: dict[str, str | None], sentence: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_settings(environment(changes))
    assert str(error.value).startswith("Not starting in production: ")
    assert sentence in str(error.value)


def test_all_that_is_not_safe_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as error:
        load_settings({"TIEX_MODE": "production", "FLASK_DEBUG": "1"})
    for name in ("TIEX_SECRET_KEY", "FLASK_DEBUG", "TIEX_BASE_URL", "TIEX_MAIL"):
        assert name in str(error.value)


def test_unsafe_settings_make_no_application(tmp_path: Path) -> None:
    settings = Settings(
        Mode.PRODUCTION, DEMO_SECRET, "sqlite://", tmp_path, "smtp://mail.example", "https://tiex.example"
    )
    with pytest.raises(ConfigError, match="TIEX_SECRET_KEY"):
        create_app(settings)


def test_signatories_need_a_second_factor_in_production_and_where_asked() -> None:
    assert load_settings(SAFE).require_second_factor
    assert not load_settings({}).require_second_factor
    for text, is_on in (("on", True), ("1", True), ("True", True), ("off", False), ("0", False)):
        assert load_settings({"TIEX_REQUIRE_SECOND_FACTOR": text}).require_second_factor is is_on
    with pytest.raises(ConfigError, match="it must be on or off"):
        load_settings({"TIEX_REQUIRE_SECOND_FACTOR": "maybe"})


@pytest.mark.parametrize("mode", ["live", "Production", "", "demo "])
def test_a_mode_that_does_not_exist_is_refused(mode: str) -> None:
    with pytest.raises(ConfigError, match="it must be one of demo, test, production"):
        load_settings({"TIEX_MODE": mode})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty", ""])
def test_a_port_that_does_not_exist_is_refused(port: str) -> None:
    with pytest.raises(ConfigError, match="it must be a number from 1 to 65535"):
        load_settings({"TIEX_PORT": port})


def test_nothing_needs_to_be_set_for_the_demonstration() -> None:
    settings = load_settings({})
    assert settings.is_demo
    assert not settings.is_debug
    assert settings.database_url.startswith("sqlite:///")
    assert not settings.has_tls


def test_other_sites_are_only_asked_where_somebody_says_so() -> None:
    assert not load_settings({}).checks_links
    assert not load_settings(SAFE).checks_links
    assert load_settings({"TIEX_LINK_CHECKS": "on"}).checks_links


def test_a_search_server_has_an_address_and_in_production_a_key() -> None:
    settings = load_settings({"MEILI_URL": "http://127.0.0.1:7700/", "MEILI_KEY": "key"})
    assert (settings.meili_url, settings.meili_key) == ("http://127.0.0.1:7700", "key")
    with pytest.raises(ConfigError, match="MEILI_URL is 'search'; it must be an address"):
        load_settings({"MEILI_URL": "search"})
    with pytest.raises(ConfigError, match="MEILI_KEY must be set where MEILI_URL is"):
        load_settings({**SAFE, "MEILI_URL": "https://search.example"})


@pytest.mark.parametrize(
    ("environment", "worker"),
    [
        ({}, Worker.INSIDE),
        (SAFE, Worker.APART),
        ({"TIEX_MODE": "test"}, Worker.NONE),
        ({"TIEX_WORKER": "apart"}, Worker.APART),
    ],
)
def test_who_works_goes_by_the_mode_unless_somebody_says_so(environment: dict[str, str], worker: Worker) -> None:
    assert load_settings(environment).worker is worker


@pytest.mark.parametrize(
    ("name", "value"),
    [("TIEX_WORKER", "everywhere"), ("TIEX_REDIS_URL", "127.0.0.1:6379"), ("TIEX_JOB_LEASE", "0")],
)
def test_a_worker_that_cannot_be_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_settings({name: value})
