#!/usr/bin/env python3
"""Writes the command facts and command documentation that io.vedette.command reads.

Usage: generate-command-facts.py SERVER_PORT SENTINEL_PORT

Asks a running redis-server and a running redis-sentinel of the reference version (both on 127.0.0.1, redis-cli on the
PATH) for COMMAND and COMMAND DOCS and writes two resources; io.vedette.command.CommandFacts and CommandDocs describe
the formats. Sentences (summaries, notes, histories) are left out: they are Redis' prose, not facts.
"""

import json
import pathlib
import subprocess
import sys

TARGET = pathlib.Path(__file__).parent.parent / "resources/io/vedette/command"

# What COMMAND does not show: these can change data although they are not flagged as writes.
MAY_REPLICATE = {"eval", "evalsha", "fcall", "pfcount", "publish", "spublish"}

# Of Redis 7.2, which clients of today send to every server.
SETINFO = ["client|setinfo", 4, ["noscript", "loading", "stale"], 0, 0, 0, ["@slow", "@connection"], [], [], []]
SETINFO_DOCS = {
    "since": "7.2.0",
    "group": "connection",
    "arguments": [
        {
            "name": "attr",
            "type": "oneof",
            "arguments": [
                {"name": "libname", "type": "string", "token": "LIB-NAME"},
                {"name": "libver", "type": "string", "token": "LIB-VER"},
            ],
        }
    ],
}


def ask(port, *words):
    command = ["redis-cli", "-p", str(port), "--json", *words]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def flat(commands):
    for command in sorted(commands, key=lambda c: c[0]):
        yield command
        yield from sorted(command[9], key=lambda c: c[0])


def key_spec(spec):
    begin, find = spec["begin_search"], spec["find_keys"]
    b = begin["spec"]
    f = find["spec"]
    start = {
        "index": lambda: "i%d" % b["index"],
        "keyword": lambda: "k%d:%s" % (b["startfrom"], b["keyword"]),
        "unknown": lambda: "u",
    }[begin["type"]]()
    keys = {
        "range": lambda: "r%d:%d:%d" % (f["lastkey"], f["keystep"], f["limit"]),
        "keynum": lambda: "n%d:%d:%d" % (f["keynumidx"], f["firstkey"], f["keystep"]),
        "unknown": lambda: "u",
    }[find["type"]]()
    return ",".join(spec["flags"]) + "/" + start + "/" + keys


def fact_line(command, docs):
    name, arity, flags, first, last, step, categories, tips, specs = command[:9]
    if name in MAY_REPLICATE:
        flags = flags + ["may_replicate"]
    return "\t".join(
        [
            name,
            str(arity),
            ",".join(flags),
            "%d,%d,%d" % (first, last, step),
            ",".join(category[1:] for category in categories),
            ",".join(tips),
            " ".join(key_spec(spec) for spec in specs),
            docs["since"],
            docs["group"],
        ]
    )


def argument_lines(arguments, depth):
    for argument in arguments:
        yield "\t".join(
            [
                str(depth),
                argument["name"],
                argument["type"],
                str(argument.get("key_spec_index", "")),
                argument.get("token", "") or '""' * ("token" in argument),
                argument.get("since", ""),
                argument.get("deprecated_since", ""),
                ",".join(argument.get("flags", [])),
            ]
        )
        yield from argument_lines(argument.get("arguments", []), depth + 1)


def docs_lines(name, docs):
    yield "\t".join(
        [
            "=" + name,
            ",".join(docs.get("doc_flags", [])),
            docs.get("deprecated_since", ""),
            docs.get("replaced_by", ""),
        ]
    )
    yield from argument_lines(docs.get("arguments", []), 1)


def main():
    server_port, sentinel_port = sys.argv[1:]
    commands = {c[0]: c for port in (sentinel_port, server_port) for c in flat(ask(port, "command"))}
    commands["client|setinfo"] = SETINFO
    docs = {}
    for port in (sentinel_port, server_port):
        for name, entry in ask(port, "command", "docs").items():
            docs[name] = entry
            docs.update(entry.get("subcommands", {}))
    docs["client|setinfo"] = SETINFO_DOCS
    names = sorted(commands)
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "commands.tsv").write_text("".join(fact_line(commands[n], docs[n]) + "\n" for n in names))
    (TARGET / "command-docs.tsv").write_text(
        "".join(line + "\n" for n in names for line in docs_lines(n, docs[n]))
    )


main()
