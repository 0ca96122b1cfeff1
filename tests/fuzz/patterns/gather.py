"""Gathers every regular expression of the product from its source, with the values that its modules have.

An expression whose text is only known while the product runs cannot be read there. Each place of that kind
needs a row in `built.BUILT`, with what the product builds of hostile words.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("detectors", "gateway")
_METHODS = frozenset({"search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})
_ANCHORED = frozenset({"match", "fullmatch"})
# `split` is a method of text, too, and no table of expressions is used for it.
_SURELY_OF_PATTERNS = _METHODS - {"split"}
_FLAGS_AT = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}


@dataclass(frozen=True, slots=True)
class Found:
    """One expression. `where` is the module, and the variable or function in it.

    anchored: it is tried at one place of a text, and not searched
    to_the_end: it may have to fit all of a text
    """

    where: str
    pattern: re.Pattern[Any]
    anchored: bool = False
    to_the_end: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """All expressions, and the places in the source where one is made of what only a run knows."""

    found: tuple[Found, ...]
    built: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Call:
    """`re.METHOD(…)` in a module: `name` is the variable it is assigned to, `function` where it stands."""

    module: ModuleType
    node: ast.Call
    method: str
    name: str
    function: str

    @property
    def where(self) -> str:
        return f"{self.module.__name__}:{self.function or self.name}"


def gather() -> Gathered:
    modules = tuple(_modules())
    sources = {
        module.__name__: ast.parse(Path(str(module.__file__)).read_text("utf-8")) for module in modules
    }
    uses = _Uses.of(sources)
    found: list[Found] = []
    built: set[str] = set()
    for module in modules:
        for call in _calls(module, sources[module.__name__]):
            pattern = _evaluated(call)
            held = [pattern] if pattern else list(_held(vars(module).get(call.name)))
            used = uses.anchored(call), uses.to_the_end(call)
            found += [Found(call.where, each, *used) for each in held]
            if not held:
                built.add(call.where)
    return Gathered(tuple(found), frozenset(built))


def _modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for each in pkgutil.walk_packages(package.__path__, f"{name}."):
            if ".migrations" not in each.name:
                yield importlib.import_module(each.name)


def _calls(module: ModuleType, source: ast.Module) -> Iterator[_Call]:
    for statement, function in _statements(source):
        names = [each.id for each in _targets(statement) if isinstance(each, ast.Name)]
        for node in ast.walk(statement):
            match node:
                case ast.Call(ast.Attribute(ast.Name("re"), method)) if method in _METHODS | {"compile"}:
                    yield _Call(module, node, method, names[0] if names and not function else "", function)


def _statements(source: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """The statements of a module, each with the function, class or method that it is."""
    for statement in source.body:
        match statement:
            case ast.FunctionDef(name) | ast.AsyncFunctionDef(name):
                yield statement, name
            case ast.ClassDef(name, body=body):
                for inner in body:
                    own = getattr(inner, "name", "")
                    yield inner, f"{name}.{own}" if own else name
            case _:
                yield statement, ""


def _targets(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.Assign(targets):
            return targets
        case ast.AnnAssign(target):
            return [target]
    return []


def _evaluated(call: _Call) -> re.Pattern[Any] | None:
    """The expression where constants say what it is."""
    try:
        written = _value(call, call.node.args[0])
        stated = _flags(call)
        flags = _value(call, stated) if stated else 0
    except NameError:
        return None
    return re.compile(written, flags)


def _flags(call: _Call) -> ast.expr | None:
    by_name = [each.value for each in call.node.keywords if each.arg == "flags"]
    at = _FLAGS_AT.get(call.method, len(call.node.args))
    return by_name[0] if by_name else call.node.args[at] if at < len(call.node.args) else None


def _value(call: _Call, expression: ast.expr) -> Any:
    """Of an expression of the product's own source, with the module's names."""
    code = compile(ast.Expression(expression), call.module.__name__, "eval")
    return eval(code, dict(vars(call.module)))  # noqa: S307


def _held(value: object) -> Iterator[re.Pattern[Any]]:
    """The expressions that a table of a module holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _held(tuple(value.values()))
    elif isinstance(value, (tuple, list, frozenset)):
        for each in value:
            yield from _held(each)


@dataclass(frozen=True, slots=True)
class _Uses:
    """Which methods are called on what; by module, variable and method, and by variable over all modules."""

    by_module: frozenset[tuple[str, str, str]]
    passed_on: frozenset[tuple[str, str]]  # variables that are used otherwise, by module

    @classmethod
    def of(cls, sources: dict[str, ast.Module]) -> _Uses:
        called: set[tuple[str, str, str]] = set()
        passed: set[tuple[str, str]] = set()
        for name, source in sources.items():
            receivers = set()
            for node in ast.walk(source):
                match node:
                    case ast.Attribute(receiver, method) if method in _METHODS:
                        called.add((name, ast.unparse(receiver), method))
                        receivers.add(receiver)
            for node in ast.walk(source):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in receivers:
                    passed.add((name, node.id))
        return cls(frozenset(called), frozenset(passed))

    def anchored(self, call: _Call) -> bool:
        """Whether it is only ever tried at a place. What is not sure counts as searched."""
        methods = self._methods(call)
        return bool(methods) and methods <= _ANCHORED

    def to_the_end(self, call: _Call) -> bool:
        methods = self._methods(call)
        return not methods or "fullmatch" in methods

    def _methods(self, call: _Call) -> set[str]:
        """What is called on it: its own methods, or where it goes through other variables, theirs."""
        if call.method != "compile":
            return {call.method}
        module = call.module.__name__
        if not call.name or (module, call.name) in self.passed_on:
            return {
                method
                for name, receiver, method in self.by_module
                if name == module
                and not receiver.isupper()
                and receiver != "re"
                and method in _SURELY_OF_PATTERNS
            }
        return {
            method
            for name, receiver, method in self.by_module
            if receiver == call.name and (name == module or not call.name.startswith("_"))
        }
