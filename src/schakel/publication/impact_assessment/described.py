"""Part A of an impact assessment: what is processed, by whom, for what, where and for how long."""

from collections.abc import Iterator

from babel.units import format_unit

from schakel.model.alliance import Partner
from schakel.model.column import Column
from schakel.model.contract import Contract, LegalCategory
from schakel.model.product import Role
from schakel.model.retention import RetentionPeriod
from schakel.publication.impact_assessment.parts import DeclaredFacts, FactTable, Part, Question, Stated
from schakel.publication.localisation import Localisation


def _proposal(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Proposal")
    yield text(facts.alliance.summary)
    rows = (
        (text(one.title), text(one.summary), say("invented") if one.synthetic else say("real"))
        for one in facts.products
    )
    yield from facts.table(say("Products"), (say("product"), say("what it is"), say("data")), rows)
    yield Question(say("Why is this proposed, and who decided that?"))


def _personal_data(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Personal data")
    units = ((facts.language.label(one.plural), text(one.definition)) for one in facts.alliance.units.values())
    yield from facts.table(say("What the data are about"), (say("unit"), say("definition")), units)
    yield from _counted_columns(facts)
    for partner in facts.partners:
        yield from _columns(facts, partner)
    yield Question(say("Which groups of persons are the data about (such as suspects, victims, children)?"))
    yield from map(Question, (*_not_classified(facts), *_not_categorised(facts)))


def _counted_columns(facts: DeclaredFacts) -> tuple[FactTable, ...]:
    say, number = facts.language.say, facts.language.number
    rows = []
    for partner in facts.partners:
        columns = partner.contract.columns
        identifying = [sum(one.classification == name for one in columns) for name in ("personal", "quasi-identifier")]
        unused = sum(bool(one.unused) for one in columns)
        rows.append((facts.language.text(partner.title), *map(number, (len(columns), *identifying, unused))))
    header = (say("partner"), say("columns"), say("personal"), say("identifying with others"), say("unused"))
    return facts.table(say("Columns by partner"), header, rows)


def _columns(facts: DeclaredFacts, partner: Partner) -> tuple[FactTable, ...]:
    say = facts.language.say
    rows = (
        (
            column.name,
            " ".join(column.description.split()),
            _classification(column, facts.language),
            facts.listed(category_name(one, facts.language) for one in partner.contract.categories_of(column.name)),
            _use(facts, column, partner),
        )
        for column in partner.contract.columns
    )
    header = (say("column"), say("what it holds"), say("classification"), say("legal category"), say("used for"))
    title = say("Data of {partner}", partner=facts.language.text(partner.title))
    return facts.table(title, header, rows)


def _classification(column: Column, language: Localisation) -> str:
    return {
        "personal": language.say("personal"),
        "quasi-identifier": language.say("identifying with others"),
    }.get(column.classification, column.classification or language.say("not classified"))


def category_name(category: LegalCategory, language: Localisation) -> str:
    """Return a legal category of personal data with the article of the GDPR on it."""
    return {
        LegalCategory.SPECIAL: language.say("special category (article 9)"),
        LegalCategory.CRIMINAL: language.say("criminal convictions and offences (article 10)"),
        LegalCategory.NATIONAL_NUMBER: language.say("national identification number (article 87)"),
    }[category]


def _use(facts: DeclaredFacts, column: Column, partner: Partner) -> str:
    say, contract = facts.language.say, partner.contract
    if column.unused:
        return say("nothing; it stays in the archive: {reason}", reason=column.unused)
    derived = [one.derived for one in contract.columns if one.derived]
    labels = _counted_by(facts, column, contract)
    replacing = (*contract.supersedes_by, contract.snapshot.by if contract.snapshot else "")
    uses = {
        say("counting by {attributes}", attributes=", ".join(labels)): bool(labels),
        say("distinguishing units"): any(column.name in key.columns for key in contract.units),
        say("linking persons"): bool(column.person),
        say("replacing earlier rows"): column.name in replacing,
        say("deciding how long rows are kept"): bool(
            contract.retention and contract.retention.counted_from == column.name
        ),
        say("dating events"): any(column.name in (rule.happened, rule.occurs) for rule in contract.events),
        say("relating units"): any(column.name in relation.to for relation in contract.relations),
        say("reading facts in text"): bool(column.text),
        say("finding likely duplicates"): column.permission is not None,
        say("deriving other columns"): any(column.name in one.columns for one in derived),
    }
    return "; ".join(use for use, applies in uses.items() if applies) or say("checks of rows")


def _counted_by(facts: DeclaredFacts, column: Column, contract: Contract) -> list[str]:
    """What the attributes and the magnitude are called that a column states of a unit or an event."""
    said, alliance = facts.language.text, facts.alliance
    claimed = {column.attribute} | {name for rule in contract.events for name, on in rule.claims if on == column.name}
    labels = [said(alliance.attributes[name].label) for name in sorted(claimed) if name]
    return [*labels, *([said(alliance.magnitudes[column.stated.magnitude].label)] if column.stated else [])]


def _not_classified(facts: DeclaredFacts) -> Iterator[str]:
    for partner in facts.partners:
        if number := sum(not column.classification for column in partner.contract.columns):
            yield facts.language.say(
                "{partner}: columns without a classification: {number}. Do they indeed identify nobody, alone or with "
                "others?",
                partner=facts.language.text(partner.title),
                number=facts.language.number(number),
            )


def _not_categorised(facts: DeclaredFacts) -> Iterator[str]:
    for partner in facts.partners:
        if not partner.contract.categories:
            yield facts.language.say(
                "{partner}: which columns hold special categories of data, data on criminal convictions and offences, "
                "or national identification numbers? The contract does not say.",
                partner=facts.language.text(partner.title),
            )


def _processing(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Processing operations")
    header = (say("from"), say("to"), say("what"))
    yield from facts.table(say("Flows between partners and zones"), header, _flows(facts))
    yield Question(say("Which other processing do the partners and the users do with these data?"))


def _flows(facts: DeclaredFacts) -> Iterator[tuple[str, str, str]]:
    say, text, number = facts.language.say, facts.language.text, facts.language.number
    intake, analysis = say("intake zone"), say("analysis zone")
    for partner in facts.partners:
        columns = partner.contract.columns
        yield text(partner.title), intake, say("files with {number} columns", number=number(len(columns)))
        used = len(partner.contract.used_columns)
        what = say(
            "units, events and statements from {number} columns, under pseudonyms; names and numbers stay behind",
            number=number(used),
        )
        yield f"{intake} ({text(partner.title)})", analysis, what
    for product in facts.alliance.publishing_products:
        what = say(
            "tables: {tables}, answers of research: {answers}, protected by profile {profile}",
            tables=number(len(product.tables)),
            answers=number(len(product.research)),
            profile=product.profile,
        )
        yield analysis, say("publication zone: {product}", product=text(product.title)), what
    for product, who in facts.with_role(Role.ANALYST):
        what = say("single units under pseudonyms of {product} alone, inside the zone", product=product.name)
        yield analysis, who, what


def _techniques(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Techniques and methods of the processing operations")
    rows = [(say("pseudonymisation"), say("keyed hash (HMAC-SHA-256, 128 bits), under another key in each product"))]
    if facts.alliance.persons:
        attributes = ", ".join(sorted(facts.alliance.persons.kinds))
        rows.append((say("record linkage"), say("persons are linked by {attributes}", attributes=attributes)))
    rows.append((say("disclosure control"), say("by product, see part 17")))
    yield from facts.table(say("Techniques"), (say("technique"), say("how")), rows)
    yield Question(
        say("Does anybody use the results for decisions about single persons, for profiling or for big data?")
    )


def _purposes(facts: DeclaredFacts) -> Stated:
    say, text, date = facts.language.say, facts.language.text, facts.language.date
    yield say("Purposes of the processing")
    rows = (
        (text(one.title), text(one.purpose), date(one.begins) if one.begins else say("not declared"), date(one.ends))
        for one in facts.products
    )
    yield from facts.table(say("Purposes"), (say("product"), say("purpose"), say("begins"), say("ends")), rows)


def _parties(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Parties involved")
    yield say("A release is public: anybody may receive it.")
    partners = ((one.name, text(one.title), f"{one.contract.id} {one.contract.version}") for one in facts.partners)
    users = (
        (text(product.title), text(user.who), facts.language.role(user.role))
        for product in facts.products
        for user in product.users
    )
    published = ((text(one.title), one.address or say("not declared")) for one in facts.alliance.publishing_products)
    header = (say("partner"), say("what it delivers"), say("contract"))
    yield from facts.table(say("Suppliers of data"), header, partners)
    yield from facts.table(say("Users"), (say("product"), say("who"), say("what they do")), users)
    yield from facts.table(say("Where releases are published"), (say("product"), say("address")), published)
    yield Question(say("Who is the controller, who are joint controllers, and who processes on their behalf?"))
    yield Question(say("Which agreements do the parties have with each other?"))


def _interests(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Interests in the processing")
    yield Question(say("Which interests do the parties and the persons have, and were the persons asked for theirs?"))


def _locations(facts: DeclaredFacts) -> Stated:
    say = facts.language.say
    yield say("Locations of the processing")
    yield say(
        "The intake zone and the analysis zone are folders on the machine that runs Schakel, which sends them nowhere."
    )
    yield Question(say("Where are that machine, its backups and the root of the keys, and who manages them?"))
    yield Question(say("Are data passed on to a country outside the European Economic Area, and by which mechanism?"))


def _legal_framework(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Legal and policy framework")
    grounds = facts.alliance.grounds.values()
    rows = ((text(one.law), one.article, say("yes") if one.verified else say("no")) for one in grounds)
    header = (say("law"), say("article"), say("text was read"))
    yield from facts.table(say("Articles that products name"), header, rows)
    unread = say("Does article {article} of {law} allow this? Its text was not read.")
    for one in grounds:
        if not one.verified:
            yield Question(unread.format(article=one.article, law=text(one.law)))
    yield Question(say("Which other laws and policies apply?"))


def _retention(facts: DeclaredFacts) -> Stated:
    say, text = facts.language.say, facts.language.text
    yield say("Retention periods")
    yield say("Releases contain no rows about single persons, and are kept.")
    rows = []
    for partner in facts.partners:
        kept, title = partner.contract.retention, text(partner.title)
        if kept is None:
            rows.append((title, say("not declared"), "", ""))
            yield Question(say("{partner}: how long are rows kept, counted from when, and why?", partner=title))
            continue
        rows.append((title, _period(kept.period, facts.language), kept.counted_from, text(kept.ground)))
        if not kept.verified:
            yield Question(say("{partner}: is that period right? Its ground was not read.", partner=title))
    header = (say("partner"), say("rows are kept"), say("counted from"), say("ground"))
    yield from facts.table(say("Periods"), header, rows)


def _period(period: RetentionPeriod, language: Localisation) -> str:
    counts = {"duration-year": period.years, "duration-month": period.months, "duration-day": period.days}
    return ", ".join(str(format_unit(count, unit, locale=language.locale)) for unit, count in counts.items() if count)


DESCRIBED: tuple[Part, ...] = (
    _proposal,
    _personal_data,
    _processing,
    _techniques,
    _purposes,
    _parties,
    _interests,
    _locations,
    _legal_framework,
    _retention,
)
"""Parts 1 to 10: the description."""
