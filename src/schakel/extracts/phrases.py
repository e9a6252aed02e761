"""The fixed sentences of a codebook, in the languages of Schakel."""

from schakel_base.text import Text


def _said(english: str, dutch: str, spanish: str) -> Text:
    return Text({"en": english, "nl": dutch, "es": spanish})


def filled(template: Text, text: Text) -> Text:
    """Return a phrase with a declared text in it, in the languages of that text."""
    spoken = text.by_language.items()
    return Text({language: template.in_language(language).format(said) for language, said in spoken})


PSEUDONYM = _said("pseudonym of the unit", "pseudoniem van de eenheid", "seudónimo de la unidad")
PSEUDONYM_IN = _said(
    "pseudonym of the unit in: {0}", "pseudoniem van de eenheid in: {0}", "seudónimo de la unidad en: {0}"
)
PARENT_PSEUDONYM = _said(
    "pseudonym of the unit that it belongs to",
    "pseudoniem van de eenheid waar zij bij hoort",
    "seudónimo de la unidad a la que pertenece",
)
ONLY_HERE = _said(
    "The same unit has this pseudonym in every table of this product and in no other product. It cannot be reversed.",
    "Dezelfde eenheid heeft dit pseudoniem in elke tabel van dit product, en in geen ander product. Het is niet te "
    "herleiden.",
    "La misma unidad tiene este seudónimo en todas las tablas de este producto y en ningún otro producto. No se puede "
    "revertir.",
)
INVENTED = _said(
    "Synthetic: all rows are invented.",
    "Synthetisch: alle rijen zijn verzonnen.",
    "Datos sintéticos: todas las filas son inventadas.",
)
UNIT = _said("kind of unit", "soort eenheid", "tipo de unidad")
PARENT_UNIT = _said(
    "kind of the unit that it belongs to",
    "soort van de eenheid waar zij bij hoort",
    "tipo de la unidad a la que pertenece",
)
EVENT = _said("event", "gebeurtenis", "acontecimiento")
HAPPENED = _said("day of the event", "dag van de gebeurtenis", "día del acontecimiento")
NO_DAY = _said(
    "The event happened; no day was registered.",
    "De gebeurtenis vond plaats; er is geen dag geregistreerd.",
    "El acontecimiento ocurrió; no se registró el día.",
)
EARLY = _said(
    "dated before what it comes after",
    "eerder gedateerd dan wat eraan voorafgaat",
    "con fecha anterior a lo que le precede",
)
EARLY_NOTE = _said(
    "Such an event counts as having happened, and has no part in durations.",
    "Zo'n gebeurtenis telt als gebeurd, en telt niet mee in doorlooptijden.",
    "Un acontecimiento así cuenta como ocurrido y no entra en las duraciones.",
)
MAY_BE = _said("{0}: all that it may be", "{0}: alles wat het kan zijn", "{0}: todo lo que puede ser")
SEVERAL = _said(
    "Codes with | between them. The unit is certainly in a category if all these codes are in it, possibly if one is.",
    "Codes met | ertussen. De eenheid zit zeker in een categorie als al deze codes daarin zitten, en mogelijk als er "
    "één in zit.",
    "Códigos separados por |. La unidad está con seguridad en una categoría si todos estos códigos están en ella, y "
    "posiblemente si lo está alguno.",
)
NOT_DECIDED = _said(
    "Not decided: see what it may be in the next column.",
    "Niet beslist: zie in de volgende kolom wat het kan zijn.",
    "No determinado: véase en la columna siguiente lo que puede ser.",
)
ANYTHING = _said(
    "It may be anything: no partner says anything that narrows it down.",
    "Het kan alles zijn: geen partner zegt iets wat het inperkt.",
    "Puede ser cualquier cosa: ninguna fuente dice nada que lo acote.",
)
OTHER_EVENT = _said(
    "Not decided, or the row is of an event without this attribute.",
    "Niet beslist, of de rij is van een gebeurtenis zonder dit kenmerk.",
    "No determinado, o la fila es de un acontecimiento sin este atributo.",
)
OTHER_EVENT_OR_ANYTHING = _said(
    "It may be anything, or the row is of an event without this attribute.",
    "Het kan alles zijn, of de rij is van een gebeurtenis zonder dit kenmerk.",
    "Puede ser cualquier cosa, o la fila es de un acontecimiento sin este atributo.",
)
CONFLICT = _said(
    "{0}: partners contradict each other", "{0}: partners spreken elkaar tegen", "{0}: las fuentes se contradicen"
)
CONFLICT_NOTE = _said(
    "If they do, the unit may be all that any of them says.",
    "Als dat zo is, kan de eenheid alles zijn wat een van hen zegt.",
    "En ese caso, la unidad puede ser todo lo que diga cualquiera de ellas.",
)
EVENTS = _said(
    "What happened to the units, and when",
    "Wat er met de eenheden gebeurde, en wanneer",
    "Qué ocurrió con las unidades y cuándo",
)
LINKS = _said("Which unit belongs to which", "Welke eenheid bij welke hoort", "Qué unidad pertenece a cuál")
JOIN = _said(
    "The units that two products have, under both pseudonyms",
    "De eenheden die twee producten hebben, onder beide pseudoniemen",
    "Las unidades que tienen dos productos, con ambos seudónimos",
)
