# SPDX-License-Identifier: Apache-2.0
"""What one instance adds to the checked-in RabbitMQ definitions.

definitions.py users DEFINITIONS            the users that need a password, one per line
definitions.py merge DEFINITIONS SECRETS NODES
                                            definitions with password hashes, administrator and local subscriber
definitions.py stale LOADED NEXT            an Erlang expression that removes what NEXT no longer holds, or nothing
definitions.py subscriber DEFINITIONS NAME LENGTH BYTES SECONDS KEY...
                                            what one more subscriber needs; its password comes by standard input
definitions.py subscribers QUEUES BINDINGS  a table of those there are, from two of rabbitmqctl's JSON lists
"""

import base64
import hashlib
import json
import sys

VHOST = "/"
EVENTS = "appointments.events"
ADMINISTRATOR = "administrator"
SUBSCRIBER = "local"
# A dead subscriber costs this much and no more: oldest first, 100,000 messages, 100 MB, a day.
SUBSCRIBER_LENGTH, SUBSCRIBER_BYTES, SUBSCRIBER_SECONDS = 100_000, 100_000_000, 86_400


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def subscriber(name, keys, limits, topics):
    """The user, the queue and the bindings of an outside platform, and its rights: to read that queue."""
    user, queue = f"subscriber-{name}", f"subscriber.{name}"
    length, size, seconds = limits
    return {
        "users": [{"name": user, "tags": []}],
        "permissions": [
            {
                "user": user,
                "vhost": VHOST,
                "configure": "^$",
                "write": "^$",
                "read": "^" + queue.replace(".", "\\.") + "$",
            }
        ],
        # A user without a record for a topic exchange may do anything there.
        "topic_permissions": [
            {"user": user, "vhost": VHOST, "exchange": topic, "write": "^$", "read": "^$"} for topic in topics
        ],
        "queues": [
            {
                "name": queue,
                "vhost": VHOST,
                "durable": True,
                "auto_delete": False,
                "arguments": {
                    "x-queue-type": "classic",
                    "x-overflow": "drop-head",
                    "x-max-length": length,
                    "x-max-length-bytes": size,
                    "x-message-ttl": seconds * 1000,
                },
            }
        ],
        "bindings": [
            {
                "source": EVENTS,
                "vhost": VHOST,
                "destination": queue,
                "destination_type": "queue",
                "routing_key": key,
                "arguments": {},
            }
            for key in keys
        ],
    }


def topic_exchanges(definitions):
    return [exchange["name"] for exchange in definitions.get("exchanges", []) if exchange["type"] == "topic"]


def add_local(definitions):
    """Adds the administrator and the outside platform `subscriber-local` with its queue."""
    definitions.setdefault("vhosts", [{"name": VHOST}])
    for section in ("users", "permissions", "topic_permissions", "queues", "bindings"):
        definitions.setdefault(section, [])
    known = {user["name"] for user in definitions["users"]}
    if ADMINISTRATOR not in known:
        definitions["users"].append({"name": ADMINISTRATOR, "tags": ["administrator"]})
        definitions["permissions"].append(
            {"user": ADMINISTRATOR, "vhost": VHOST, "configure": ".*", "write": ".*", "read": ".*"}
        )
    if f"subscriber-{SUBSCRIBER}" not in known:
        limits = (SUBSCRIBER_LENGTH, SUBSCRIBER_BYTES, SUBSCRIBER_SECONDS)
        for section, entries in subscriber(SUBSCRIBER, ["#"], limits, topic_exchanges(definitions)).items():
            definitions[section] += entries
    return definitions


def one_more(definitions, name, limits, keys, password):
    """What is to be imported into a running broker for one more subscriber."""
    parts = subscriber(name, keys, limits, topic_exchanges(definitions))
    for user in parts["users"]:
        user["password_hash"] = hashed(user["name"], password)
        user["hashing_algorithm"] = "rabbit_password_hashing_sha256"
    return parts


def table(queues, bindings):
    """One line for each subscriber: its keys, its limits, what waits and whether somebody reads."""
    lines = [("NAME", "READERS", "WAITING", "LENGTH", "BYTES", "SECONDS", "KEYS")]
    for queue in sorted(queues, key=lambda queue: queue["name"]):
        if not queue["name"].startswith("subscriber."):
            continue
        limits = {name: value for name, _, value in map(argument, queue["arguments"])}
        keys = [b["routing_key"] for b in bindings if b["destination_name"] == queue["name"] and b["source_name"]]
        lines.append(
            (
                queue["name"].removeprefix("subscriber."),
                queue["consumers"],
                queue["messages"],
                limits.get("x-max-length", "-"),
                limits.get("x-max-length-bytes", "-"),
                limits.get("x-message-ttl", 0) // 1000 or "-",
                ",".join(sorted(keys)),
            )
        )
    return "\n".join("{:<24} {:>7} {:>8} {:>8} {:>11} {:>8}  {}".format(*line) for line in lines)


def argument(entry):
    """One queue argument as rabbitmqctl shows it: a triple, or a pair in newer releases."""
    return entry if len(entry) == 3 else (entry[0], None, entry[1])


def hashed(user, password):
    """RabbitMQ's salted SHA-256; the salt follows from the password, so that the same secrets give the same file."""
    salt = hashlib.sha256(f"{user}:{password}".encode()).digest()[:4]
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()


def merge(definitions, secrets, nodes):
    for queue in add_local(definitions)["queues"]:
        # A classic queue is away with its node, and what is published then passes it by.
        if nodes > 1 and queue["name"] == f"subscriber.{SUBSCRIBER}":
            queue["arguments"] = {**queue["arguments"], "x-queue-type": "quorum"}
    for user in definitions["users"]:
        password = secrets.get("broker-" + user["name"])
        if password is None:
            sys.exit(f"no password for the broker's user {user['name']}")
        user["password_hash"] = hashed(user["name"], password)
        user["hashing_algorithm"] = "rabbit_password_hashing_sha256"
    return definitions


def binary(text):
    """An Erlang binary of UTF-8 text."""
    return "<<" + ",".join(str(byte) for byte in text.encode()) + ">>"


def resource(vhost, kind, name):
    return f"rabbit_misc:r({binary(vhost)}, {kind}, {binary(name)})"


ACTING = binary("deploy")

# section: (what names an entry, whether a changed entry has to go too, how it goes).
# Users, permissions and policies are overwritten by loading them; queues and exchanges keep their first shape.
REMOVALS = {
    "bindings": (
        lambda b: (b["vhost"], b["source"], b["routing_key"], b["destination_type"], b["destination"]),
        True,
        # Without the original's argument table nothing is found, and only an empty one is written here.
        lambda b: f"rabbit_binding:remove({{binding, {resource(b['vhost'], 'exchange', b['source'])}, "
        f"{binary(b['routing_key'])}, {resource(b['vhost'], b['destination_type'], b['destination'])}, []}}, {ACTING})",
    ),
    "queues": (
        lambda q: (q["vhost"], q["name"]),
        True,
        lambda q: f"case rabbit_amqqueue:lookup({resource(q['vhost'], 'queue', q['name'])}) of "
        f"{{ok, Q}} -> rabbit_amqqueue:delete(Q, false, false, {ACTING}); _ -> ok end",
    ),
    "exchanges": (
        lambda e: (e["vhost"], e["name"]),
        True,
        lambda e: f"rabbit_exchange:delete({resource(e['vhost'], 'exchange', e['name'])}, false, {ACTING})",
    ),
    "policies": (
        lambda p: (p["vhost"], p["name"]),
        False,
        lambda p: f"rabbit_policy:delete({binary(p['vhost'])}, {binary(p['name'])}, {ACTING})",
    ),
    "topic_permissions": (
        lambda p: (p["vhost"], p["user"], p["exchange"]),
        False,
        lambda p: "rabbit_auth_backend_internal:clear_topic_permissions("
        f"{binary(p['user'])}, {binary(p['vhost'])}, {binary(p['exchange'])}, {ACTING})",
    ),
    "permissions": (
        lambda p: (p["vhost"], p["user"]),
        False,
        lambda p: "rabbit_auth_backend_internal:clear_permissions("
        f"{binary(p['user'])}, {binary(p['vhost'])}, {ACTING})",
    ),
    "users": (
        lambda u: u["name"],
        False,
        lambda u: f"rabbit_auth_backend_internal:delete_user({binary(u['name'])}, {ACTING})",
    ),
}


def stale(loaded, wanted):
    calls = []
    for section, (name, also_changed, removal) in REMOVALS.items():
        kept = {name(entry): entry for entry in wanted.get(section, [])}
        for entry in loaded.get(section, []):
            now = kept.get(name(entry))
            if now is None or (also_changed and now != entry):
                # One object that is gone already must not keep the others.
                calls.append(f"catch (fun() -> {removal(entry)} end)()")
    return ", ".join(calls) + ", ok." if calls else ""


def main(arguments):
    match arguments:
        case ["users", path]:
            print("\n".join(user["name"] for user in add_local(read(path))["users"]))
        case ["merge", path, secrets, nodes]:
            with open(secrets, encoding="utf-8") as file:
                passwords = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
            json.dump(merge(read(path), passwords, int(nodes)), sys.stdout, indent=2, sort_keys=True)
            print()
        case ["subscriber", path, name, length, size, seconds, *keys]:
            limits = (int(length), int(size), int(seconds))
            json.dump(one_more(read(path), name, limits, keys, sys.stdin.read().strip()), sys.stdout)
        case ["subscribers", queues, bindings]:
            print(table(read(queues), read(bindings)))
        case ["stale", loaded, wanted]:
            print(stale(read(loaded), read(wanted)))
        case _:
            sys.exit(__doc__)


main(sys.argv[1:])
