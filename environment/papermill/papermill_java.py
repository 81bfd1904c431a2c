"""Parameters of Java notebooks: what papermill lacks to take `-p seed 7`.

papermill loads this when it starts, because it looks for engines; the engine that is named here is its own.

A notebook declares its parameters in the cell tagged `parameters`, one a line: `long seed = 42;`, and what each means in the comment
above it. The values given become assignments in a cell below that one, so that the compiler checks their names and types.
"""

import json
import math
import re

from papermill.engines import NBClientEngine  # noqa: F401 (named in entry_points.txt)
from papermill.exceptions import PapermillException
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators

DECLARATION = re.compile(r"(?P<start>\s*(?P<type>[A-Za-z_][\w.<>\[\], ]*?)\s+(?P<name>[A-Za-z_]\w*)\s*=\s*)(?P<value>.*);\s*")


class JavaTranslator(Translator):
    @classmethod
    def translate_str(cls, val):
        return json.dumps(val)  # its escapes are Java's too

    @classmethod
    def translate_int(cls, val):
        if not -(2**63) <= val < 2**63:
            raise PapermillException(f"{val} is no number that Java's long holds")
        return f"{val}" if -(2**31) <= val < 2**31 else f"{val}L"

    @classmethod
    def translate_float(cls, val):
        if math.isfinite(val):
            return repr(val)
        name = "NaN" if math.isnan(val) else "POSITIVE_INFINITY" if val > 0 else "NEGATIVE_INFINITY"
        return f"Double.{name}"

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_list(cls, val):
        return "java.util.List.of(" + ", ".join(map(cls.translate, val)) + ")"

    @classmethod
    def translate_dict(cls, val):
        raise PapermillException("a parameter of a Java notebook is a number, a text, true or false, or a list, not a map")

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"{name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        found, comment = [], []
        for line in parameters_cell["source"].splitlines():
            declaration = DECLARATION.fullmatch(line)
            if line.strip().startswith("//"):
                comment.append(line.strip().lstrip("/ "))
                continue
            if declaration:
                found.append(Parameter(declaration["name"], declaration["type"], declaration["value"], " ".join(comment)))
            comment = []
        return found


papermill_translators.register("java", JavaTranslator)


def parameters_cell(notebook):
    """The cell that declares the parameters; None where there is none."""
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    return tagged[0] if tagged else None


def declared(notebook):
    """The names of a notebook's parameters."""
    cell = parameters_cell(notebook)
    return [parameter.name for parameter in JavaTranslator.inspect(cell)] if cell else []


def declare(notebook, values):
    """Writes values into the declarations themselves."""
    cell = parameters_cell(notebook)
    lines = cell.source.splitlines()
    for i, line in enumerate(lines):
        declaration = DECLARATION.fullmatch(line)
        if declaration and declaration["name"] in values:
            lines[i] = declaration["start"] + JavaTranslator.translate(values[declaration["name"]]) + ";"
    cell.source = "\n".join(lines)
