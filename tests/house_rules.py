"""The house rules that a program can check. Each takes source text and returns a list of complaints."""

import ast
import re
from collections.abc import Iterator

LAYERS = ("people", "grants", "decisions", "reporting")
"""From the bottom up: a layer may import those before it."""

LEFTOVER_NAMES = {"utils", "helpers", "services", "selectors", "signals", "managers"}
QUERYING = {"filter", "exclude", "aggregate", "annotate"}
CREATING = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
CLOCK_READERS = {"localdate", "localtime"}

MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work)/\w")
INLINE_CODE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:")
CLOCK_TAG = re.compile(r"{%\s*now\b")


def imports_upwards(layer: str, source: str) -> list[str]:
    """`layer` imports an app that lies above it."""
    above = LAYERS[LAYERS.index(layer) + 1 :]
    return [f"imports {name}" for name in imported(source) if name.split(".")[0] in above]


def imported(source: str) -> Iterator[str]:
    """The full names of all that a module imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def queries_in_views(source: str) -> list[str]:
    """A function that takes a request selects rows or adds up figures itself."""
    return [
        f"line {call.lineno}: {called(call)}()"
        for function in functions(source)
        if "request" in parameters(function)
        for call in calls(function)
        if (isinstance(call.func, ast.Attribute) and call.func.attr in QUERYING) or called(call) in {"sum", "Sum"}
    ]


def hidden_todays(source: str) -> list[str]:
    """The date is read from somewhere else than config.clock. Django's timezone.now() as a stamp is allowed."""
    return [f"line {call.lineno}: {ast.unparse(call)}" for call in calls(ast.parse(source)) if reads_the_date(call)]


def reads_the_date(call: ast.Call) -> bool:
    if called(call) in CLOCK_READERS:
        return True
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = ast.unparse(call.func.value)
    match call.func.attr:
        case "today":
            return owner.split(".")[-1] in {"date", "datetime", "dt"}
        case "now" | "utcnow":
            return owner.split(".")[-1] in {"datetime", "dt"}
        case "date":
            return owner.endswith("timezone.now()") or owner == "now()"
    return False


def floats(source: str) -> list[str]:
    """A figure is turned into a float, or kept as one."""
    return [
        f"line {call.lineno}: {called(call)}()"
        for call in calls(ast.parse(source))
        if called(call) in {"float", "FloatField"}
    ]


def uses_of_signals(source: str) -> list[str]:
    """Something happens behind the reader's back."""
    return [
        f"imports {name}"
        for name in imported(source)
        if name.startswith(("django.dispatch", "django.db.models.signals")) or name.endswith(".receiver")
    ]


def movements_written(source: str) -> list[str]:
    """A movement is made or changed here: `Movement(…)`, `Movement.objects.create(…)`, `….movements.create(…)`."""
    return [f"line {call.lineno}: {ast.unparse(call.func)}()" for call in calls(ast.parse(source)) if writes(call)]


def writes(call: ast.Call) -> bool:
    if called(call) == "Movement":
        return True
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in CREATING:
        return False
    return bool(re.search(r"\b(Movement\.objects|movements|movement_set)\b", ast.unparse(call.func.value)))


def unguarded_writes(source: str) -> list[str]:
    """A public function with `by` that can be called without naming it, or that is not one transaction."""
    complaints = []
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        if "by" not in parameters(function):
            continue
        if "by" not in {argument.arg for argument in function.args.kwonlyargs}:
            complaints.append(f"{function.name}: `by` is not keyword-only")
        if not is_atomic(function):
            complaints.append(f"{function.name}: is not atomic")
    return complaints


def is_atomic(function: ast.FunctionDef) -> bool:
    """By decorator, or because all that it does after its docstring is one `with transaction.atomic()`."""
    if any("atomic" in ast.unparse(decorator) for decorator in function.decorator_list):
        return True
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return any(isinstance(step, ast.With) and "atomic" in ast.unparse(step.items[0]) for step in body[:1])


def leftover_names(path: str) -> list[str]:
    """A folder or module whose name says nothing about what it is for."""
    return [part for part in path.removesuffix(".py").split("/") if part in LEFTOVER_NAMES]


def machine_paths(text: str) -> list[str]:
    """A path that only exists on somebody's machine."""
    return [f"line {number}: {line.strip()}" for number, line in numbered(text) if MACHINE_PATH.search(line)]


def inline_code(template: str) -> list[str]:
    """Script or style that the Content-Security-Policy would stop."""
    return [f"line {number}: {line.strip()}" for number, line in numbered(template) if INLINE_CODE.search(line)]


def clocks_in_template(template: str) -> list[str]:
    """A template asks the clock instead of being told the day."""
    return [f"line {number}: {line.strip()}" for number, line in numbered(template) if CLOCK_TAG.search(line)]


# ---- reading source ---------------------------------------------------------------------------------------------


def numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), start=1)


def functions(source: str) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))


def parameters(function: ast.FunctionDef) -> set[str]:
    arguments = function.args
    return {argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last name of what is called: `sum` of `sum(x)`, `date` of `a.b.date()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
