"""Parts B, C and D of an impact assessment: the facts for the judgements that people make."""

from collections.abc import Iterator

from schakel.model.contract import Contract, LegalCategory
from schakel.model.product import Product, Role
from schakel.publication.impact_assessment.described import category_name
from schakel.publication.impact_assessment.parts import DeclaredFacts, Part, Question, Stated
from schakel_protection import find_profile


def _legal_grounds(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Legal ground of the processing")
    rows = ((text(one.title), text(one.legal_ground), _articles(facts, one)) for one in facts.products)
    yield from facts.table(say("Grounds by product"), (say("product"), say("declared ground"), say("articles")), rows)
    yield Question(
        say("On which of the grounds of article 6 GDPR, or of the law on police or judicial data, does each rest?")
    )


def _articles(facts: DeclaredFacts, product: Product) -> str:
    named = (facts.language.ground(facts.alliance.grounds[name]) for name in product.grounds)
    return "; ".join(named) or facts.language.say("none")


def _categories(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Special categories, criminal convictions and offences, and national identification numbers")
    declared = [(partner, *one) for partner in facts.partners for one in partner.contract.categories.items()]
    rows = ((text(one.title), category_name(kind, facts.language), ", ".join(names)) for one, kind, names in declared)
    yield from facts.table(say("Declared categories"), (say("partner"), say("legal category"), say("columns")), rows)
    for kind in LegalCategory:
        if kind in [one for _, one, _ in declared]:
            name = category_name(kind, facts.language)
            yield Question(say("Which exception allows the processing of this: {category}?", category=name))


def _purpose_limitation(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Purpose limitation")
    joins = (
        (text(one.title), text(facts.alliance.products[other].title), text(ground))
        for one in facts.products
        for other, ground in one.joins.items()
    )
    yield from facts.table(say("Joins of products"), (say("product"), say("may be joined with"), say("ground")), joins)
    collected = say("{partner}: for which purpose were these data collected, and is this use compatible with it?")
    yield from (Question(collected.format(partner=text(partner.title))) for partner in facts.partners)


def _necessity(facts: DeclaredFacts) -> Stated:
    say, number = facts.language.say, facts.language.number
    yield say("Necessity and proportionality")
    columns = [column for partner in facts.partners for column in partner.contract.columns]
    yield say(
        "Of {all} columns, {unused} are not used and stay in the archive.",
        all=number(len(columns)),
        unused=number(sum(bool(one.unused) for one in columns)),
    )
    yield Question(say("Can the purposes be reached with fewer data, or with other means?"))
    yield Question(say("Is the intrusion in proportion to the purposes?"))


def _rights(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Rights of the persons")
    replacing = (text(partner.title) for partner in facts.partners if _is_replaced(partner.contract))
    yield say(
        "A row that is delivered again replaces the earlier one from the next edition on: {partners}.",
        partners=facts.listed(replacing),
    )
    officers = [(text(product.title), who) for product, who in facts.with_role(Role.PRIVACY_OFFICER)]
    yield from facts.table(say("Who answers requests of persons"), (say("product"), say("who")), officers)
    yield from map(Question, _unanswered(facts, bool(officers)))
    yield Question(say("How are persons informed?"))


def _is_replaced(contract: Contract) -> bool:
    return bool(contract.supersedes_by or contract.snapshot)


def _unanswered(facts: DeclaredFacts, has_officers: bool) -> Iterator[str]:
    say = facts.language.say
    if not has_officers:
        yield say("Who answers requests of persons about their data? No product declares anybody.")
    for partner in facts.partners:
        if not _is_replaced(partner.contract):
            yield say(
                "{partner}: how is a row corrected? The contract does not say that a later one replaces it.",
                partner=facts.language.text(partner.title),
            )
    yield say(
        "How are the rights of access, rectification, erasure, restriction and objection carried out, or "
        "limited by law?"
    )


def _risks(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Risks for the persons")
    yield Question(
        say("Which harm can the processing do to persons, where does it come from, and how likely and grave is it?")
    )


def _measures(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Measures")
    yield from facts.table(say("Measures in the zones"), (say("measure"), say("how")), _in_the_zones(facts))
    header = (say("product"), say("profile"), say("how"))
    yield from facts.table(say("Disclosure control by product"), header, _profiles(facts))
    yield Question(
        say("Which other measures does the organisation take, who is responsible for them, and which risk remains?")
    )


def _in_the_zones(facts: DeclaredFacts) -> Iterator[tuple[str, str]]:
    say = facts.language.say
    yield (
        say("encryption"),
        say("the zones are encrypted at rest (AES-256-GCM), except extracts; the root of the keys is elsewhere"),
    )
    yield say("pseudonyms"), say("those of two products cannot be joined, unless both declare it with a ground")
    yield (
        say("logging"),
        say(
            "each access to a zone is recorded with user, product and purpose, in a log that cannot be changed "
            "unnoticed"
        ),
    )
    yield say("receipts"), say("they never quote a value of a column that is classified as personal")
    yield (
        say("proof before release"),
        say("a program tries to compute small counts from everything that is released, now and before"),
    )
    yield say("output checking"), say("outputs of analysts are checked by rules, and by somebody who did not make them")


def _profiles(facts: DeclaredFacts) -> Iterator[tuple[str, str, str]]:
    text = facts.language.text
    for product in facts.alliance.publishing_products:
        profile = find_profile(product.profile)
        yield text(product.title), product.profile, text(profile.sentence)


JUDGED: tuple[Part, ...] = (
    _legal_grounds,
    _categories,
    _purpose_limitation,
    _necessity,
    _rights,
    _risks,
    _measures,
)
"""Parts 11 to 17: lawfulness, risks and measures, as far as they are facts."""
