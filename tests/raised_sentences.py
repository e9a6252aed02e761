"""The sentences of errors that people at the desk can be told, as the sources raise them: each with where it stands."""

import ast
import inspect
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import schakel
import schakel_base
import schakel_protection
import schakel_recidivism
from schakel import desk, intake, store
from schakel_base import errors

DESK, ROOTS = Path(desk.__file__).parent, ("schakel.", "schakel_protection.", "schakel_linkage.")
NAMES = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.SchakelError)}
CALLED_BEHIND = ("schakel.intake.replaying", "schakel.intake.taking_in", "schakel_protection.output.facts")
"""What refuses a whole delivery, of the verbs that a worker calls, and what reads the facts in an output."""
NOT_SAID_HERE = {
    "schakel.desk.backup": "the shell",
    "schakel.desk.demonstration": "the shell",
    "schakel.desk.sending._followed": "another desk, in its own words",
    "schakel.desk.sending._problem": "another desk, in its own words",
    "schakel.desk.serving": "the shell",
    "schakel.desk.mail": "the shell",
    "schakel.desk.database.opening": "the shell",
    "schakel.indicators.assessment_profiles": "whoever keeps the folder",
    "schakel.simulation.reader": "whoever keeps the folder",
    "schakel.identity.judging.duplicates.rows": "whoever keeps the folder",
    "schakel.identity.judging.logged_review.open": "whoever has no alliance",
    "schakel.identity.judging.logged_review.sample": "the shell",
    "schakel.identity.judging.logged_review.records_in": "whoever has no alliance",
    "schakel.identity.who_is_who.kept": "whoever keeps the machine",
    "schakel.identity.who_is_who.ledger_files._read": "whoever keeps the machine",
    "schakel.model.alliance": "the shell: the languages of the desk are known",
    "schakel_protection.output.record._made_by": "whoever writes a request as a file",
    "schakel_protection.output.record._read": "whoever writes a request as a file",
    "schakel_protection.output.record.read_request": "whoever writes a request as a file",
    "schakel.publication": "the shell: the desk asks for a reason and knows what it released",
    "schakel.verbs.answering": "whoever names a folder: the worker has one of its own",
    "schakel.verbs.gate.let_out": "whoever changed files of ours",
    "schakel.verbs.gate._require_releases": "whoever keeps the machine",
    "schakel.verbs.publishing.require_no_gate": "the shell",
    "schakel.verbs.publishing.require_own_folder": "the shell",
    "schakel.verbs.publishing.require_address": "the shell",
    "schakel.verbs.withdrawing.withdraw": "the shell: a page asks for all of it",
    "schakel.verbs.withdrawing._read_keys": "the shell",
    "schakel.store.engine": "us: a step that contradicts itself is a defect",
    "schakel.store.one_writer": "the shell: the desk says it in words of its own",
}
"""What nobody at the desk can cause, by module or function, and who is told."""


def _within(module: ModuleType, name: str) -> Any:
    """What a module has by a name: something of its own, or a module within it that nothing loaded yet."""
    return getattr(module, name) if hasattr(module, name) else import_module(f"{module.__name__}.{name}")


@cache
def called() -> dict[str, Path]:
    """The modules whose functions and classes the desk names, its own among them."""
    found = {name: Path(inspect.getfile(import_module(name))) for name in CALLED_BEHIND}
    for file in DESK.rglob("*.py"):
        tree, modules = ast.parse(file.read_text("utf-8")), dict[str, ModuleType]()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (
                (node.module or "") == "schakel" or (node.module or "").startswith(ROOTS)
            ):
                module = import_module(node.module or "")
                names = [_within(module, alias.name) for alias in node.names]
                modules |= {one.__name__.split(".")[-1]: one for one in names if isinstance(one, ModuleType)}
                found |= _homes(names)
        found |= _homes([_named(node, modules) for node in ast.walk(tree)])
        own = ".".join(file.relative_to(DESK.parent.parent).with_suffix("").parts)
        found[own] = file
    return found


def _named(node: ast.AST, modules: Mapping[str, ModuleType]) -> object:
    """What an expression such as `verbs.foresee` names; nothing where it is another."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return None
    return getattr(modules.get(node.value.id), node.attr, None)


def _homes(names: list[object]) -> dict[str, Path]:
    homes = {name for one in names if (name := str(getattr(one, "__module__", ""))).startswith(ROOTS)}
    return {name: Path(inspect.getfile(import_module(name))) for name in homes}


def raised(module: str, file: Path) -> Iterator[tuple[str, str | None]]:
    """Where a file makes an error, and with which sentence; None where that is put together there."""
    tree = ast.parse(file.read_text("utf-8"))
    nodes = list(ast.walk(tree))
    own = {node.name for node in nodes if isinstance(node, ast.ClassDef) and node.name.endswith("Error")}
    told = {one.name for one in nodes if isinstance(one, ast.ClassDef) and _has_a_sentence(one)}
    marked = any(isinstance(one, ast.Name) and one.id == "message" for one in nodes)
    for function, node in _calls(tree):
        called = _called(node)
        makes = called in (NAMES | own | {"Fault", "success", "message"}) - told or (called == "__init__" and own)
        if makes and node.args and not _is_passed_on(node.args[0], marked):
            said = node.args[0]
            yield f"{module}.{function}", str(said.value) if isinstance(said, ast.Constant) else None


def _is_passed_on(said: ast.expr, marked: bool) -> bool:
    """Whether a sentence was made elsewhere: marked as a message, or of a fault."""
    if isinstance(said, ast.Call):
        return isinstance(said.func, ast.Name) and said.func.id in ("Fault", "message")
    return isinstance(said, ast.Starred | ast.Attribute | ast.ListComp) or (
        marked and isinstance(said, ast.Name | ast.Subscript)
    )


def _has_a_sentence(one: ast.ClassDef) -> bool:
    return any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in one.body)


def _calls(tree: ast.AST, function: str = "") -> Iterator[tuple[str, ast.Call]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield function, node
        inner = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        yield from _calls(node, inner)


TELLS = frozenset({"progress", "told", "tell", "by_bytes", "step"})
"""What tells how far a piece of work is; a message is its first argument, or its second."""
IN_A_SHELL = (
    "schakel.cli",
    "schakel.desk.telling",
    "schakel.intake.drafting",
    "schakel.identity.training",
    "schakel.identity.pseudonymised_file",
    "schakel.identity.pseudonymised_file",
    "schakel.simulation",
    "schakel_linkage",
    "schakel_judgments",
    "schakel_protection.standalone",
    "schakel_protection.protect_data",
)
"""Where what is told is read in a shell alone."""
_PROTECTING = "schakel.disclosure.protect"
_REMARKS = tuple(f"schakel.verbs.{name}" for name in ("alike_keys", "coming_again", "meeting"))
REFUSES = frozenset({"UnreadableFileError", "_refuse", "fault", "Fault", "message"})
"""What says why a file or a row is refused, and what a receipt tells."""


def modules_of(*rooms: ModuleType, with_any: Iterable[str]) -> Iterator[tuple[str, ast.Module]]:
    """The modules of packages in which any of some texts stands, by their names, as trees: to parse all takes long."""
    for room in rooms:
        top = Path(str(room.__file__)).parent
        for file in sorted(top.rglob("*.py")):
            written = file.read_text("utf-8")
            if any(text in written for text in with_any):
                yield ".".join([room.__name__, *file.relative_to(top).with_suffix("").parts]), ast.parse(written)


def calls_of(names: Iterable[str]) -> list[str]:
    """How calls of functions with some names are written."""
    return [f"{name}(" for name in names]


def told(module: str, tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """What a module tells of how far it is: each message, None where one is put together there."""
    for function, node in _calls(tree):
        if _called(node) in TELLS:
            for one in node.args[:2]:
                inner = one.args[0] if isinstance(one, ast.Call) and _called(one) == "Fault" else one
                if isinstance(inner, ast.JoinedStr):
                    yield f"{module}.{function}", None
                elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    yield f"{module}.{function}", inner.value


def told_of_work() -> list[tuple[str, str | None]]:
    """What a job of the desk tells while it runs, and where."""
    rooms = (schakel, schakel_protection, schakel_recidivism, schakel_base)
    trees = dict(modules_of(*rooms, with_any=calls_of({*TELLS, "message", "Fault"})))
    found = [pair for name, tree in trees.items() if not name.startswith(IN_A_SHELL) for pair in told(name, tree)]
    found += _marked(_PROTECTING, trees[_PROTECTING], {"Fault"})
    found += [pair for name in _REMARKS for pair in _marked(name, trees[name], {"message"})]
    base = [(name, tree) for name, tree in trees.items() if name.startswith("schakel_base.")]
    return found + [pair for name, tree in base for pair in _marked(name, tree, {"message"})]


def said_on_receipts() -> list[tuple[str, str | None]]:
    """Why files and rows are refused, and what a receipt tells: each message, and where."""
    modules = modules_of(intake, store, with_any=calls_of(REFUSES))
    rooms = [(name, tree) for name, tree in modules if not name.startswith(IN_A_SHELL)]
    return [pair for name, tree in rooms for pair in _marked(name, tree, REFUSES)]


def _marked(module: str, tree: ast.Module, names: Container[str]) -> Iterator[tuple[str, str | None]]:
    refused = ("UnreadableFileError", "_refuse")
    for function, node in _calls(tree):
        if _called(node) in names and node.args:
            said = node.args[0]
            if isinstance(said, ast.Constant):
                yield f"{module}.{function}", str(said.value)
            elif isinstance(said, ast.JoinedStr) and _called(node) in refused:
                yield f"{module}.{function}", None


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def said_at_the_desk() -> list[tuple[str, str | None]]:
    """Every place where a sentence is made that people at the desk can be told, and the sentence."""
    found = [pair for module, file in sorted(called().items()) for pair in raised(module, file)]
    return [(place, said) for place, said in found if not any(place.startswith(name) for name in NOT_SAID_HERE)]
