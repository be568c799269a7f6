#!/usr/bin/env python3
"""Generates a crate from each of many OpenAPI documents, lets the compiler check it, and prints a table.

    compile.py [options] DOCUMENT_OR_FOLDER_OR_LIST...

A folder stands for the .json, .yaml and .yml files in it; `@FILE` for the paths in FILE, one a line. See README.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time

try:
    import yaml
except ImportError:
    yaml = None

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LEVELS = ("error", "warning", "info")
SKIPPED = "operation-skipped"


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+", metavar="DOCUMENT")
    parser.add_argument("--specwright", default="specwright", help="the command-line tool [default: from PATH]")
    parser.add_argument("--runtime", default=str(REPOSITORY / "runtime"), help="folder of the runtime")
    parser.add_argument("--target", help="folder for what the compiler makes; kept [default: a temporary one]")
    parser.add_argument("--keep", help="keep the generated crates in this folder [default: deleted]")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds per step [default: 1800]")
    parser.add_argument("--root", help="documents are named by their path below this folder")
    parser.add_argument("--no-check", action="store_true", help="generate only")
    parser.add_argument("--markdown", action="store_true", help="write the table as Markdown")
    return parser.parse_args()


def find_documents(inputs):
    """The documents meant; whatever is not there is an error."""
    found = []
    for name in inputs:
        if name.startswith("@"):
            found += [pathlib.Path(line) for line in pathlib.Path(name[1:]).read_text().split("\n") if line.strip()]
            continue
        path = pathlib.Path(name)
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.suffix in (".json", ".yaml", ".yml"))
        else:
            found.append(path)
    missing = [str(path) for path in found if not path.is_file()]
    if missing or not found:
        sys.exit(f"no such document: {', '.join(missing) or 'none named'}")
    return found


class Run:
    """A command that ended: exit code, output, seconds, those of the processor, and the most MB one process had."""

    def __init__(self, command, timeout, cwd=None, env=None):
        began = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, cwd=cwd, env=env, start_new_session=True)
            timed_out = False
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - began > timeout and not timed_out:
                    timed_out = True
                    os.killpg(process.pid, 9)
                time.sleep(0.02)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.seconds = time.monotonic() - began
            self.code = "timeout" if timed_out else process.returncode
            self.processor = usage.ru_utime + usage.ru_stime
            self.megabytes = usage.ru_maxrss / 1024
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                setattr(self, name, file.read().decode("utf-8", "replace"))


def read_document(path):
    """The document as plain data; None if it is YAML and Python has no reader for it, or if it is neither."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        return json.loads(text)
    except ValueError:
        pass
    if yaml is None:
        return None
    try:
        # Everything is text: a date among the keys must not stop the count.
        return yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except yaml.YAMLError:
        return None


def count_operations(document):
    """Methods below paths, counted without the generator. References to path items in the same file are followed."""
    if not isinstance(document, dict):
        return None
    count = 0
    for path, item in (document.get("paths") or {}).items():
        if path.startswith("x-"):
            continue
        for _ in range(8):
            if not (isinstance(item, dict) and isinstance(item.get("$ref"), str) and item["$ref"].startswith("#/")):
                break
            node = document
            for step in item["$ref"][2:].split("/"):
                step = step.replace("~1", "/").replace("~0", "~")
                node = node.get(step) if isinstance(node, dict) else None
            item = {**(node or {}), **{k: v for k, v in item.items() if k != "$ref"}}
        count += sum(isinstance(item.get(method), dict) for method in METHODS) if isinstance(item, dict) else 0
    return count


def count_emitted(crate):
    """Operations in the emitted code, and its size: each has an impl of the trait `Operation`."""
    operations = lines = 0
    for file in (crate / "src").rglob("*.rs"):
        text = file.read_text()
        operations += len(re.findall(r"^impl(?:<[^>]*>)? rt::Operation\s+for\s", text, re.MULTILINE))
        # The same operation with another kind of body.
        operations -= len(re.findall(r"const INFO:[^;=]*=\s*\w+::INFO;", text))
        lines += text.count("\n")
    return operations, lines


def compiler_environment(target):
    kept = {key: value for key, value in os.environ.items() if key != "CI"}
    return {**kept, "CARGO_TARGET_DIR": target, "CARGO_INCREMENTAL": "0", "CARGO_TERM_COLOR": "never"}


def prebuild(arguments, work, environment):
    """Builds what all generated crates depend on, and gives the lock file that all share."""
    document = work / "least.json"
    document.write_text('{"openapi": "3.0.3", "info": {"title": "Least", "version": "1"}, "paths": {}}')
    crate = work / "least-crate"
    made = generate(arguments, document, "least-crate", crate)
    if made.code != 0:
        sys.exit(f"cannot generate a crate at all:\n{made.err}")
    with open(crate / "Cargo.toml", "a") as manifest:
        manifest.write("\n[workspace]\n")
    shutil.copy(REPOSITORY / "Cargo.lock", crate / "Cargo.lock")
    checked = Run(["cargo", "check", "--quiet"], 3600, crate, environment)
    if checked.code != 0:
        sys.exit(f"cannot build the dependencies:\n{checked.err}")
    return crate / "Cargo.lock"


def generate(arguments, document, name, crate):
    command = [arguments.specwright, "generate", "--tolerant", "--crate", name, "--runtime-path", arguments.runtime]
    return Run([*command, "--out", str(crate), str(document)], arguments.timeout)


def lock_for(lock, name):
    return re.sub(r'name = "least-crate"', f'name = "{name}"', lock.read_text())


def count_compiler_messages(text):
    counts = {"error": 0, "warning": 0}
    for line in text.splitlines():
        try:
            message = json.loads(line)
        except ValueError:
            continue
        # The summary at the end has no place.
        if message.get("reason") == "compiler-message" and message["message"]["spans"]:
            level = message["message"]["level"]
            if level in counts:
                counts[level] += 1
    return counts


def examine(arguments, document, index, work, lock, environment):
    row = {"document": display_name(arguments, document), "in": count_operations(read_document(document))}
    checked = Run([arguments.specwright, "check", "--tolerant", "--format", "json", str(document)], arguments.timeout)
    try:
        findings = json.loads(checked.out)["findings"]
    except ValueError:
        findings = []
        row["failure"] = f"check ended with {checked.code} and no report"
    row |= {level: sum(f["severity"] == level for f in findings) for level in LEVELS}
    row["skipped"] = [f"{f['pointer']}: {f['message']}" for f in findings if f["code"] == SKIPPED]

    # The stem is the module; the package gets a name that needs no rules.
    name = f"corpus-{index}"
    crate = work / name
    shutil.rmtree(crate, ignore_errors=True)
    made = generate(arguments, document, name, crate)
    row |= {"generate_s": made.seconds, "generate_mb": made.megabytes}
    if made.code != 0:
        errors = [f"{f['code']}: {f['message']}" for f in findings if f["severity"] == "error"]
        row["failure"] = f"generate ended with {made.code}: {'; '.join(errors[:3]) or made.err.strip()[-300:]}"
        return row
    row["out"], row["lines"] = count_emitted(crate)
    if row["in"] is not None and row["in"] != row["out"] + len(row["skipped"]):
        row["failure"] = f"{row['in']} operations, but {row['out']} emitted and {len(row['skipped'])} skipped"
    if not arguments.no_check:
        check(arguments, crate, name, lock, environment, row)
    if not arguments.keep:
        shutil.rmtree(crate)
    return row


def check(arguments, crate, name, lock, environment, row):
    with open(crate / "Cargo.toml", "a") as manifest:
        manifest.write("\n[workspace]\n")
    (crate / "Cargo.lock").write_text(lock_for(lock, name))
    run = Run(["cargo", "check", "--offline", "--locked", "--message-format=json"], arguments.timeout, crate, environment)
    counts = count_compiler_messages(run.out)
    row |= {"check_s": run.seconds, "check_mb": run.megabytes, "errors": counts["error"], "warnings": counts["warning"]}
    if run.code != 0:
        row["failure"] = f"cargo check ended with {run.code}: {run.err.strip()[-300:] if not counts['error'] else ''}"
    elif counts["warning"]:
        row["failure"] = f"the compiler has {counts['warning']} warnings"


def display_name(arguments, document):
    if arguments.root:
        return str(document.resolve().relative_to(pathlib.Path(arguments.root).resolve()))
    return document.name


COLUMNS = (
    ("document", "document", str),
    ("operations", "in", str),
    ("emitted", "out", str),
    ("skipped", "skipped", lambda skipped: str(len(skipped))),
    ("findings e/w/i", "error", None),
    ("lines", "lines", str),
    ("generate s", "generate_s", "{:.2f}".format),
    ("MB", "generate_mb", "{:.0f}".format),
    ("check s", "check_s", "{:.1f}".format),
    ("MB", "check_mb", "{:.0f}".format),
    ("errors", "errors", str),
    ("warnings", "warnings", str),
)


def cells(row):
    result = []
    for _, key, show in COLUMNS:
        if show is None:
            result.append("/".join(str(row.get(level, 0)) for level in LEVELS))
        else:
            result.append("–" if row.get(key) is None else show(row[key]))
    return result


def total(rows):
    def add(key, how=sum):
        known = [row[key] for row in rows if row.get(key) is not None]
        return how(known) if known else None

    result = {"document": f"{len(rows)} documents", "skipped": [s for row in rows for s in row["skipped"]]}
    for key in ("in", "out", *LEVELS, "lines", "generate_s", "check_s", "errors", "warnings"):
        result[key] = add(key)
    for key in ("generate_mb", "check_mb"):
        result[key] = add(key, max)
    return result


def show(rows, markdown):
    heads = [head for head, _, _ in COLUMNS]
    table = [cells(row) for row in rows] + [cells(total(rows))]
    if markdown:
        print("| " + " | ".join(heads) + " |")
        print("|---|" + "--:|" * (len(heads) - 1))
        for index, row in enumerate(table):
            row = [f"**{cell}**" for cell in row] if index == len(rows) else row
            print("| " + " | ".join(row) + " |")
    else:
        widths = [max(len(line[i]) for line in [heads, *table]) for i in range(len(heads))]
        for line in [heads, *table]:
            print("  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths))).rstrip())
    for row in rows:
        for reason in row["skipped"]:
            print(f"\n- skipped in {row['document']}: {reason}" if markdown else f"skipped in {row['document']}: {reason}")
        if "failure" in row:
            print(f"\n- FAILED {row['document']}: {row['failure']}" if markdown else f"FAILED {row['document']}: {row['failure']}")


def machine():
    model = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = re.findall(r"^model name\s*: (.*)$", cpuinfo.read_text(), re.MULTILINE)
        model = names[0] if names else model
    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.strip()
    return f"{datetime.date.today()}, {os.cpu_count()} cores ({model}), {platform.system()}, {rustc}"


def main():
    arguments = parse_arguments()
    documents = find_documents(arguments.inputs)
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        work = pathlib.Path(arguments.keep or temporary).resolve()
        work.mkdir(parents=True, exist_ok=True)
        environment = compiler_environment(str(pathlib.Path(arguments.target or f"{temporary}/target").resolve()))
        lock = None if arguments.no_check else prebuild(arguments, work, environment)
        for index, document in enumerate(documents):
            rows.append(examine(arguments, document, index, work, lock, environment))
            state = rows[-1].get("failure", "ok")
            print(f"{index + 1}/{len(documents)} {rows[-1]['document']}: {state}", file=sys.stderr)
    print(f"{machine()}\n" if arguments.markdown else machine())
    show(rows, arguments.markdown)
    return 1 if any("failure" in row for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
