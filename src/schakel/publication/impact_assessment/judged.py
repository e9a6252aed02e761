"""Parts B, C and D of an impact assessment: the facts for the judgements that people make."""

from collections.abc import Iterator

from schakel.model.contract import Contract, LegalCategory
from schakel.model.product import Product, Role
from schakel.publication.impact_assessment.described import category_name
from schakel.publication.impact_assessment.parts import DeclaredFacts, ImpactPart
from schakel_protection import find_profile


def judged_parts(facts: DeclaredFacts) -> tuple[ImpactPart, ...]:
    """Return parts 11 to 17: lawfulness, risks and measures, as far as they are facts."""
    return tuple(
        part(facts)
        for part in (_legal_grounds, _categories, _purpose_limitation, _necessity, _rights, _risks, _measures)
    )


def _legal_grounds(facts: DeclaredFacts) -> ImpactPart:
    say, text = facts.language.say, facts.language.text
    rows = ((text(one.title), text(one.legal_ground), _articles(facts, one)) for one in facts.products)
    header = (say("product"), say("declared ground"), say("articles"))
    return ImpactPart(
        11,
        say("Legal ground of the processing"),
        tables=facts.table(say("Grounds by product"), header, rows),
        questions=(
            say("On which of the grounds of article 6 GDPR, or of the law on police or judicial data, does each rest?"),
        ),
    )


def _articles(facts: DeclaredFacts, product: Product) -> str:
    named = (facts.language.ground(facts.alliance.grounds[name]) for name in product.grounds)
    return "; ".join(named) or facts.language.say("none")


def _categories(facts: DeclaredFacts) -> ImpactPart:
    say, text = facts.language.say, facts.language.text
    rows, found = [], set()
    for partner in facts.partners:
        for category, columns in partner.contract.categories.items():
            rows.append((text(partner.title), category_name(category, facts.language), ", ".join(columns)))
            found.add(category)
    header = (say("partner"), say("legal category"), say("columns"))
    return ImpactPart(
        12,
        say("Special categories, criminal convictions and offences, and national identification numbers"),
        tables=facts.table(say("Declared categories"), header, rows),
        questions=tuple(
            say(
                "Which exception allows the processing of this: {category}?",
                category=category_name(one, facts.language),
            )
            for one in LegalCategory
            if one in found
        ),
    )


def _purpose_limitation(facts: DeclaredFacts) -> ImpactPart:
    say, text = facts.language.say, facts.language.text
    joins = (
        (text(one.title), text(facts.alliance.products[other].title), text(ground))
        for one in facts.products
        for other, ground in one.joins.items()
    )
    header = (say("product"), say("may be joined with"), say("ground"))
    return ImpactPart(
        13,
        say("Purpose limitation"),
        tables=facts.table(say("Joins of products"), header, joins),
        questions=tuple(
            say(
                "{partner}: for which purpose were these data collected, and is this use compatible with it?",
                partner=one,
            )
            for one in (text(partner.title) for partner in facts.partners)
        ),
    )


def _necessity(facts: DeclaredFacts) -> ImpactPart:
    say = facts.language.say
    columns = [column for partner in facts.partners for column in partner.contract.columns]
    return ImpactPart(
        14,
        say("Necessity and proportionality"),
        (
            say(
                "Of {all} columns, {unused} are not used and stay in the archive.",
                all=facts.language.number(len(columns)),
                unused=facts.language.number(sum(bool(one.unused) for one in columns)),
            ),
        ),
        questions=(
            say("Can the purposes be reached with fewer data, or with other means?"),
            say("Is the intrusion in proportion to the purposes?"),
        ),
    )


def _rights(facts: DeclaredFacts) -> ImpactPart:
    say, text = facts.language.say, facts.language.text
    officers = [(text(product.title), who) for product, who in facts.with_role(Role.PRIVACY_OFFICER)]
    replacing = (text(partner.title) for partner in facts.partners if _is_replaced(partner.contract))
    return ImpactPart(
        15,
        say("Rights of the persons"),
        (
            say(
                "A row that is delivered again replaces the earlier one from the next edition on: {partners}.",
                partners=facts.listed(replacing),
            ),
        ),
        facts.table(say("Who answers requests of persons"), (say("product"), say("who")), officers),
        (*_unanswered(facts, bool(officers)), say("How are persons informed?")),
    )


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


def _risks(facts: DeclaredFacts) -> ImpactPart:
    say = facts.language.say
    return ImpactPart(
        16,
        say("Risks for the persons"),
        questions=(
            say(
                "Which harm can the processing do to persons, where does it come from, and how likely and grave is it?"
            ),
        ),
    )


def _measures(facts: DeclaredFacts) -> ImpactPart:
    say = facts.language.say
    return ImpactPart(
        17,
        say("Measures"),
        tables=(
            *facts.table(say("Measures in the zones"), (say("measure"), say("how")), _in_the_zones(facts)),
            *facts.table(
                say("Disclosure control by product"), (say("product"), say("profile"), say("how")), _profiles(facts)
            ),
        ),
        questions=(
            say(
                "Which other measures does the organisation take, who is responsible for them, and which risk remains?"
            ),
        ),
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
