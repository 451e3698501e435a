"""That it is really them who acts: a password or a code for signing off, and who has lost everything."""

import pytest
from flask import Flask

from tests.slices.accounts.steps import stored
from tests.slices.secondfactor.steps import STEP, Phone, actions_about, give_phone, half_way, is_signed_in, try_code
from tests.support.page_client import PageClient
from tests.support.people import PASSWORD, Someone, add_person, signed_in
from tiex.accounts.commands import NotConfirmed, confirm_person
from tiex.cli import people
from tiex.domain.people import FAILURES_BEFORE_LOCKOUT, LOCKOUT
from tiex.gateways.clock import SetClock
from tiex.gateways.mail import MemoryMailer
from tiex.models import PersonRow
from tiex.passwords.commands import write_down_failure


def is_confirmed(app: Flask, person: Someone, secret: str, clock: SetClock) -> bool:
    """As a view does it, with the failure counted."""
    with stored(app) as session:
        try:
            confirm_person(session=session, person_id=person.id, secret=secret, now=clock.now())
        except NotConfirmed as refusal:
            sentence = write_down_failure(session=session, refusal=refusal, now=clock.now())
            assert "neither your password nor a new code" in sentence
            return False
        return True


def failures_of(app: Flask, person: Someone) -> int:
    with stored(app) as session:
        return session.get_one(PersonRow, person.id).failures


def test_a_password_confirms(app: Flask, ada: Someone, clock: SetClock) -> None:
    assert is_confirmed(app, ada, PASSWORD, clock)
    assert is_confirmed(app, ada, PASSWORD, clock)
    assert not is_confirmed(app, ada, "not this one at all", clock)
    assert failures_of(app, ada) == 1


def test_a_code_confirms_once(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    assert is_confirmed(app, ada, phone.code(), clock)
    assert not is_confirmed(app, ada, phone.code(), clock)
    try_code(half_way(app, ada), phone.code())
    clock.advance(STEP)
    assert is_confirmed(app, ada, f"{phone.code()[:3]} {phone.code()[3:]}", clock)


def test_other_peoples_codes_and_recovery_codes_do_not(app: Flask, ada: Someone, phone: Phone, clock: SetClock) -> None:
    other = give_phone(app, add_person(app, "Ben Vale"), clock)
    for secret in (other.code(), phone.recovery_codes[0], "123 456", ""):
        assert not is_confirmed(app, ada, secret, clock)
    assert failures_of(app, ada) == 4


def test_without_a_second_factor_no_code_confirms(app: Flask, ada: Someone, clock: SetClock) -> None:
    assert not is_confirmed(app, ada, "000000", clock)
    assert failures_of(app, ada) == 1


@pytest.mark.parametrize("kind", ["password", "code"])
def test_wrong_tries_lock(app: Flask, ada: Someone, phone: Phone, clock: SetClock, kind: str) -> None:
    wrong = "not this one at all" if kind == "password" else phone.wrong_code()
    for _ in range(FAILURES_BEFORE_LOCKOUT):
        assert not is_confirmed(app, ada, wrong, clock)
    assert not is_confirmed(app, ada, PASSWORD, clock)
    assert not is_confirmed(app, ada, phone.code(), clock)
    assert actions_about(app, ada).count("sign-in locked") == 1
    clock.advance(LOCKOUT)
    assert is_confirmed(app, ada, phone.code(), clock)


def test_a_code_is_used_up_also_where_nothing_came_of_it(
    app: Flask, ada: Someone, phone: Phone, clock: SetClock
) -> None:
    with stored(app) as session:
        confirm_person(session=session, person_id=ada.id, secret=phone.code(), now=clock.now())
        session.rollback()
    assert not is_confirmed(app, ada, phone.code(), clock)


@pytest.mark.parametrize("kind", ["password", "code"])
def test_the_last_try_may_be_the_right_one(app: Flask, ada: Someone, phone: Phone, clock: SetClock, kind: str) -> None:
    for _ in range(FAILURES_BEFORE_LOCKOUT - 1):
        assert not is_confirmed(app, ada, "not this one at all", clock)
    assert is_confirmed(app, ada, PASSWORD if kind == "password" else phone.code(), clock)
    assert failures_of(app, ada) == FAILURES_BEFORE_LOCKOUT - 1, "nor does it take back those before it"
    assert "sign-in locked" not in actions_about(app, ada)
    assert not is_confirmed(app, ada, "not this one at all", clock)
    assert actions_about(app, ada)[-1] == "sign-in locked"


def test_what_was_begun_is_undone_where_the_secret_was_wrong(app: Flask, ada: Someone, clock: SetClock) -> None:
    with stored(app) as session:
        session.get_one(PersonRow, ada.id).name = "Changed before the password was checked"
        session.flush()
        with pytest.raises(NotConfirmed) as caught:
            confirm_person(session=session, person_id=ada.id, secret="wrong", now=clock.now())
        write_down_failure(session=session, refusal=caught.value, now=clock.now())
    with stored(app) as session:
        person = session.get_one(PersonRow, ada.id)
        assert (person.name, person.failures) == (ada.name, 1)


def test_is_reset_for_somebody_who_has_lost_everything(
    app: Flask, ada: Someone, ada_client: PageClient, phone: Phone, mailer: MemoryMailer
) -> None:
    half = half_way(app, ada)
    result = app.test_cli_runner().invoke(people, ["reset-second-factor", ada.email.upper()])
    assert result.exit_code == 0, result.output
    assert "signed out everywhere" in result.output
    assert actions_about(app, ada)[-1] == "second factor reset"
    assert mailer.sent[-1].to == ada.email
    assert "was removed by those who run the exchange" in mailer.sent[-1].subject
    assert "http://localhost/reset-password" in mailer.sent[-1].body
    assert not is_signed_in(ada_client)
    half.submit("main form", code=phone.code(), status=401)
    assert is_signed_in(signed_in(app, ada)), "with the password alone"


def test_there_is_nothing_to_reset(app: Flask, ada: Someone, mailer: MemoryMailer) -> None:
    for email, sentence in ((ada.email, "not turned on"), ("nobody@fernmoor.example", "Nobody has the address")):
        result = app.test_cli_runner().invoke(people, ["reset-second-factor", email])
        assert result.exit_code == 1
        assert sentence in result.output
    assert mailer.sent == []
