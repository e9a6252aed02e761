"""A product begins and ends

The end of a product is compared with today, not with the date of the edition. After it, nothing is read or released
under the product. A product is lawful by its purpose, grounds and users, so each of these must say something.
"""

from datetime import date

import pytest
from broken import edit, faults_of, template
from command_line import schakel

from schakel import verbs
from schakel.model import TableQuestion
from schakel_base import clock
from schakel_base.errors import DisclosureError, RequestError

PRODUCT = "products/monitor.yaml"
ENDED = (
    "product monitor ended on 2026-12-31, so nothing is read or released under it any more; if its ground still holds, "
    "set a later `ends` in products/monitor.yaml and build again"
)
TO_COME = "product monitor begins on 2026-06-01; until then nothing is read or released under it"


@pytest.fixture(scope="module")
def alliance(tmp_path_factory):
    """The template, built, with a product that is in use from June to December 2026."""
    folder = template(tmp_path_factory.mktemp("ends"))
    edit(folder, PRODUCT, "ends: 2099-12-31", "begins: 2026-06-01\nends: 2026-12-31")
    verbs.deliver_shipped(folder)
    verbs.build(folder)
    return folder


READS = {
    "publish": lambda folder, out: verbs.publish(folder, "monitor", out / "release"),
    "report": lambda folder, out: verbs.report(folder, "monitor", out / "report.odt"),
    "extract": lambda folder, _: verbs.extract(folder, "monitor"),
    "coarsen": lambda folder, _: verbs.coarsen(folder, "monitor"),
    "epoch open": lambda folder, _: verbs.open_epoch(folder, "monitor"),
    "ask": lambda folder, _: verbs.ask(folder, "monitor", TableQuestion("report", ("subject",))),
    "compare": lambda folder, _: verbs.compare(
        folder, "reports-by-subject:subject=exploitation", "reports-by-subject:subject=other"
    ),
    "trace": lambda folder, _: verbs.trace(folder, "latest", "reports-by-subject", {}),
    "trace for another purpose": lambda folder, _: verbs.trace(
        folder, "latest", "reports-by-subject", {}, "a question"
    ),
    "run": lambda folder, out: verbs.run([folder], out / "site"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
@pytest.mark.parametrize(("today", "sentence"), [("2027-01-01", ENDED), ("2026-05-31", TO_COME)])
def test_nothing_is_read_or_released_before_a_product_begins_or_after_it_ended(
    alliance, tmp_path, monkeypatch, read, today, sentence
):
    monkeypatch.setattr(clock, "today", lambda: date.fromisoformat(today))
    with pytest.raises(RequestError) as refused:
        read(alliance, tmp_path)
    assert sentence in str(refused.value)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("today", ["2026-06-01", "2026-12-31"])
def test_the_first_and_the_last_day_are_days_of_use(alliance, monkeypatch, today):
    monkeypatch.setattr(clock, "today", lambda: date.fromisoformat(today))
    assert verbs.extract(alliance, "monitor").units > 0


def test_a_run_leaves_out_what_has_ended_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2030, 1, 1))
    folder = template(tmp_path)
    other = (folder / PRODUCT).read_text("utf-8").replace("name: monitor", "name: board")
    (folder / "products/board.yaml").write_text(other.replace("2099-12-31", "2029-12-31"), "utf-8")
    found = schakel("run", folder, "--out", tmp_path / "site")
    assert found.exit_code == 0
    assert "Left out: product board ended on 2029-12-31" in found.stderr
    assert (tmp_path / "site/template/monitor").is_dir() and not (tmp_path / "site/template/board").exists()


SAYS_NOTHING = {
    "a purpose of one letter": (
        "purpose: {en: To show how an alliance is declared.}", "purpose: {en: x}",
        "5: `purpose` is `x`; a purpose is a sentence of 4 words or more that says what the product is for.",
    ),
    "a ground that explains nothing": (
        'legal_ground: {en: "None is needed: the data are invented."}', "legal_ground: {en: x}",
        "6: `legal_ground` is `x`; a legal ground is explained in a sentence of 4 words or more.",
    ),
    "no article of a law": (
        "synthetic: true", "",
        "6: A product names its `grounds`, which are articles in alliance.yaml; one whose data are all invented says "
        "`synthetic: true`.",
    ),
    "an article that the alliance does not declare": (
        "synthetic: true", "grounds: [helpline-act-3]", "12: There is no ground `helpline-act-3`.",
    ),
    "a ground for invented data": (
        "synthetic: true", "synthetic: true\ngrounds: [helpline-act-3]",
        "13: There is no ground `helpline-act-3`.",
        "13: Invented data need no ground: a product has `grounds` or is `synthetic`.",
    ),
    "a user without a role": (
        "{who: {en: Anyone who starts an alliance}, role: reader}", "{who: {en: Anyone}}",
        "7: `role` is missing in `users.1`.",
    ),
    "a role that nobody has": (
        "role: reader", "role: x",
        "7: `users.1.role` is `x`; it must be one of reader, analyst, privacy-officer.",
    ),
    "a user without a name": ("Anyone who starts an alliance", "x", "7: `x` names no user."),
    "an end before the begin": (
        "ends: 2099-12-31", "begins: 2100-01-01\nends: 2099-12-31", "8: The product ends before it begins.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "faults"), [(a, b, c) for a, b, *c in SAYS_NOTHING.values()], ids=SAYS_NOTHING)
def test_a_product_that_says_nothing_is_refused(tmp_path, old, new, faults):
    folder = template(tmp_path)
    edit(folder, PRODUCT, old, new)
    assert sorted(faults_of(folder)) == sorted(f"{PRODUCT}:{fault}" for fault in faults)


def test_readers_see_the_articles_and_the_roles(tmp_path):
    folder = template(tmp_path)
    edit(folder, PRODUCT, "synthetic: true", "grounds: [helpline-act-3]")
    ground = 'helpline-act-3: {law: {en: Helpline act}, article: "3", verified: false}'
    edit(folder, "alliance.yaml", "units:", f"grounds:\n  {ground}\nunits:")
    verbs.run([folder], tmp_path / "site")
    page = (tmp_path / "site/site/en/about.html").read_text("utf-8")
    assert "Helpline act, article 3 (not verified)" in page
    assert "Anyone who starts an alliance (to read what is published)" in page


def test_a_ground_is_an_article_of_a_law(tmp_path):
    folder = template(tmp_path)
    edit(folder, PRODUCT, "synthetic: true", "grounds: [helpline-act-3]")
    edit(folder, "alliance.yaml", "units:", 'grounds:\n  helpline-act-3: {law: {en: An act}, article: "x"}\nunits:')
    assert faults_of(folder) == [
        "alliance.yaml:15: `grounds.helpline-act-3.article` is `x`; it must be an article with its number, in quotes."
    ]


def test_real_data_need_a_ground(tmp_path):
    folder = template(tmp_path)
    verbs.deliver(folder, "helpline", folder / "partners/helpline/sample.csv", date(2024, 1, 1))
    verbs.build(folder)
    with pytest.raises(DisclosureError, match=r"names no grounds, but uses real data of helpline"):
        verbs.publish(folder, "monitor", tmp_path / "release")
