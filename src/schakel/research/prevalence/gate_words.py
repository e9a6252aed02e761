"""The public sentence about a gate, without counts and without figures that a refusal withholds.

Gates speak of persons on lists and of rival estimates in their own sentences; these stay inside. A ratio may be said
where the lists have seen enough persons, to one decimal.
"""

import re

from schakel.model.sentence import Form, Ref, Sentence, say
from schakel_base.verdict import BETWEEN_GROUPS, IN_ORDER, Basis, Gate, Outcome

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
"""What speaks of the statistic, and is left out where that may not be said."""

_LOWER = ", lower"
"""How the key ends of the words on a registration that makes the next one less likely."""

WORDS: dict[str, tuple[str, str, str]] = {
    "existence": (
        "For these lists, or for too many tables drawn from them to measure chance, there is no estimate.",
        "Voor deze lijsten, of voor te veel tabellen die eruit getrokken zijn om het toeval te meten, bestaat geen "
        "schatting.",
        "Para estas listas, o para demasiadas tablas extraídas de ellas para medir el azar, no existe una estimación.",
    ),
    "information": (
        "The lists share too few persons for an estimate.",
        "De lijsten delen te weinig personen voor een schatting.",
        "Las listas comparten muy pocas personas para una estimación.",
    ),
    "range": (
        "What the lists cannot show leaves a wide range[[: the upper limit is {s} times the lower]].",
        "Wat de lijsten niet laten zien, laat een breed bereik open[[: de bovengrens is {s} maal de ondergrens]].",
        "Lo que las listas no muestran deja un intervalo amplio[[: el límite superior es {s} veces el inferior]].",
    ),
    "sampler": (
        "The answer depends on how the computer draws at random.",
        "De uitkomst hangt af van hoe de computer loot.",
        "El resultado depende de cómo sortea la computadora.",
    ),
    "independence": (
        "Two lists cannot show whether being on one makes being on the other likelier; that must be declared.",
        "Twee lijsten laten niet zien of wie op de ene staat eerder op de andere staat; dat moet verklaard zijn.",
        "Dos listas no muestran si estar en una hace más probable estar en la otra; eso hay que declararlo.",
    ),
    "closed population": (
        "People come and go: new registrations of one person lie closer together than chance would have it"
        "[[, {s} times as far apart]].",
        "Mensen komen en gaan: nieuwe registraties van één persoon liggen dichter bijeen dan het toeval wil"
        "[[, {s} maal zo ver uiteen]].",
        "La gente entra y sale: los registros nuevos de una persona están más juntos de lo que daría el azar"
        "[[, a {s} veces esa distancia]].",
    ),
    f"closed population{IN_ORDER}": (
        "People come and go: the further apart in time, the fewer persons are seen twice"
        "[[, with each step by a factor {s}]].",
        "Mensen komen en gaan: hoe verder uiteen in de tijd, hoe minder personen er tweemaal gezien zijn"
        "[[, met elke stap met een factor {s}]].",
        "La gente entra y sale: cuanto más separadas en el tiempo, menos personas se ven dos veces"
        "[[, en un factor {s} con cada paso]].",
    ),
    "equal visibility": (
        "Not everyone is equally visible: registrations per person are spread more widely than chance would have it"
        "[[, {s} times]].",
        "Niet iedereen is even zichtbaar: registraties per persoon zijn sterker gespreid dan het toeval wil"
        "[[, {s} maal]].",
        "No todos son igual de visibles: los registros por persona están más dispersos de lo que daría el azar"
        "[[, {s} veces]].",
    ),
    f"equal visibility{BETWEEN_GROUPS}": (
        "Not everyone is equally visible: the share of persons whom several lists have seen differs between the parts"
        "[[ by a factor {s}]].",
        "Niet iedereen is even zichtbaar: het deel van de personen dat op meer lijsten staat, verschilt tussen de delen"
        "[[ met een factor {s}]].",
        "No todos son igual de visibles: la proporción de personas vistas por varias listas difiere entre las partes"
        "[[ en un factor {s}]].",
    ),
    "registration effect": (
        "Whoever is registered is registered again more easily: a registration makes the odds of the next higher"
        "[[, by a factor {s}]].",
        "Wie geregistreerd is, wordt gemakkelijker opnieuw geregistreerd: een registratie maakt de kans (odds) op de "
        "volgende groter[[, met een factor {s}]].",
        "Quien fue registrado vuelve a serlo con más facilidad: un registro aumenta la posibilidad (odds) del siguiente"
        "[[ en un factor {s}]].",
    ),
    f"registration effect{_LOWER}": (
        "Whoever is registered is registered again less easily: a registration makes the odds of the next lower"
        "[[, {s} times as high]].",
        "Wie geregistreerd is, wordt minder gemakkelijk opnieuw geregistreerd: een registratie maakt de kans (odds) op "
        "de volgende kleiner[[, {s} maal zo groot]].",
        "Quien fue registrado vuelve a serlo con menos facilidad: un registro reduce la posibilidad (odds) del "
        "siguiente[[ a {s} veces la anterior]].",
    ),
    "stationarity": (
        "Registrations are spread unevenly over the period[[, {s} times as many in the busiest part as in the "
        "quietest]].",
        "De registraties zijn ongelijk over de periode verdeeld[[, {s} maal zoveel in het drukste deel als in het "
        "stilste]].",
        "Los registros están repartidos de forma desigual en el período[[, {s} veces más en la parte más activa que en "
        "la más tranquila]].",
    ),
}


def key_of(gate: Gate) -> str:
    """Return the key of the words of a gate."""
    compared = (end for end in (BETWEEN_GROUPS, IN_ORDER) if gate.threshold.endswith(end))
    return gate.name + next(compared, "")


def public_sentence(gate: Gate, statistic: str) -> Sentence:
    """Return what may be said about a gate; `statistic` is the name of what it measured, if it measured anything."""
    if gate.basis is Basis.DECLARED or (gate.outcome is Outcome.CAUTION and not gate.threshold):
        return Sentence(gate.sentence)  # declared, or not contradicted: no figure is in it
    spoken = WORDS[key_of(gate) + _side(gate)]
    bare = say(*(_OPTIONAL.sub("", words) for words in spoken))
    if not statistic or not _OPTIONAL.search(spoken[0]):
        return bare
    return say(*(_OPTIONAL.sub(r"\1", words) for words in spoken), otherwise=bare, s=Ref(statistic, Form.DECIMAL))


def _side(gate: Gate) -> str:
    """A registration can make the next one more or less likely, and a reader must know which."""
    is_lower = gate.name == "registration effect" and gate.statistic is not None and gate.statistic < 1
    return _LOWER if is_lower else ""
