"""The page that shows what the demonstration would have mailed."""

from pathlib import Path

from tests.slices.accounts.steps import FORM
from tests.support.page_client import PageClient
from tests.support.people import Someone
from tiex.gateways.mail import FolderMailer, Mail, MemoryMailer
from tiex.outbox.presenters import present_outbox


def test_says_so_while_there_is_none(client: PageClient) -> None:
    assert "There are none yet." in client.page("/outbox").text


def test_shows_the_newest_first_with_links_that_work(client: PageClient, ada: Someone, mailer: MemoryMailer) -> None:
    mailer.send(Mail("x@council.example", "Earlier", "One <b>& two</b>\nhttps://tiex.example/a"), key="1")
    client.page("/reset-password")
    client.submit(FORM, email=ada.email)
    page = client.page("/outbox")
    assert [heading.text for heading in page.find_all("h2")] == ["Set a new password", "Earlier"]
    assert "One <b>& two</b>" in page.text
    link = page.find("article a").get("href")
    assert client.page(link.removeprefix("http://localhost")).h1 == "Choose a new password"


def test_reads_the_folder_of_the_demonstration(tmp_path: Path) -> None:
    folder = FolderMailer(tmp_path, "Exchange <no-reply@tiex.example>")
    folder.send(Mail("x@council.example", "Grüße", "One\ntwo\n\nthree\n"), key="1")
    view = present_outbox(folder)
    assert [(mail.to, mail.subject) for mail in view.mails] == [("x@council.example", "Grüße")]
    assert view.mails[0].paragraphs == (("One", "two"), ("three",))
