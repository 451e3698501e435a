"""What the forms of the consensus send; CSRF is checked for every POST before a view runs."""

from dataclasses import replace

from flask import request
from wtforms import TextAreaField

from tiex.cells.forms import AnswerForm
from tiex.domain.answers import Answer, readable_text
from tiex.domain.consensus import from_short


class AgreedAnswerForm(AnswerForm):
    minority_view = TextAreaField()

    def answer(self, statement_id: str) -> Answer:
        minority_view = readable_text(self.minority_view.data or "")
        return replace(super().answer(statement_id), minority_view=minority_view)


def read_agreed_answer(statement_id: str) -> Answer:
    """The answer that this request sends."""
    return AgreedAnswerForm(request.form).answer(statement_id)


def read_voids() -> str:
    """The version that the person has said they want to change, though it is with the signatories: by the address of
    the page, or by the button beside a control."""
    return readable_text(request.form.get("voids", "") or request.args.get("voids", ""))[:200]


def read_ticked() -> tuple[Answer, ...]:
    """The answers that were looked at and ticked, each statement once."""
    found = (from_short(line) for line in request.form.getlist("accepted"))
    return tuple({answer.statement_id: answer for answer in found}.values())
