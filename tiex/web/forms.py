"""GOV.UK form controls for WTForms, rendered in a lenient environment of their own."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.main import wtforms_errors
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup
from wtforms import Field


@cache
def _govuk() -> Environment:
    """The GOV.UK macros read keys that are not there, which our own strict environment refuses."""
    packages = ("govuk_frontend_jinja", "govuk_frontend_wtf")
    loader = PrefixLoader({package: PackageLoader(package) for package in packages})
    return Environment(loader=loader, autoescape=True, undefined=ChainableUndefined)


class _Lenient:
    template: str

    def render(self, params: Mapping[str, Any]) -> Markup:
        return Markup(_govuk().get_template(self.template).render(params=params))


class TextInput(_Lenient, GovTextInput):  # type: ignore[misc]
    """A text box with label, hint and error."""


class PasswordInput(_Lenient, GovTextInput):  # type: ignore[misc]
    """A password box with label, hint and error; what was typed is not sent back."""

    input_type = "password"

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        return Markup(super().__call__(field, value="", **kwargs))


def error_summary(form: FlaskForm) -> Markup:
    """What is wrong with this form, each line a link to its field; nothing where nothing is."""
    if not form.errors:
        return Markup()
    macro = _govuk().get_template("govuk_frontend_jinja/components/error-summary/macro.html").module
    return Markup(macro.govukErrorSummary(wtforms_errors(form)))  # type: ignore[attr-defined]
