#!/usr/bin/env python3
"""Values of variables over real bundles: weak ones are never found by accident, and many cost little more than none.

  values.py BINARY FOLDER [RUNS]

FOLDER holds built frontends without a secret. A thousand values of the kinds that published `.env.example` files hold are
made from the lists below (they name kinds, none was copied from a file), and given names of secrets: no finding may come of
them. Five hundred random values are then sought in the same folder; that may take 1.5 times the processor time of none.
"""
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile

HOSTS = "localhost 127.0.0.1 0.0.0.0 db redis mongo cache queue api.example.com smtp.example.com host.docker.internal".split()
PORTS = [21, 22, 25, 80, 443, 465, 587, 1025, 1433, 3000, 3001, 3306, 4000, 4200, 5000, 5173, 5432, 6379, 8000, 8080, 8443, 9000, 9200, 27017]
FLAGS = "true false yes no on off 1 0 null none undefined enabled disabled".split()
MODES = "development production staging test local debug info warn error verbose silent preview sandbox live memory file redis database".split()
WORDS = """admin root user guest postgres mysql password passwd secret token changeme change_me changeit default example sample demo test
    test123 password123 admin123 letmein welcome qwerty foobar foo bar baz acme my-app my_database main master public private sync
    log smtp session laravel homestead forge rails django wordpress supersecret keyboard-cat todo none-of-your-business""".split()
IDS = "us-east-1 eu-central-1 Europe/Berlin en_US.UTF-8 utf8mb4 RS256 HS256 sha256 15m 7d 24h 2024-05-01 v2021-10-21 1.2.3 G-000000 UA-00000-1 GTM-XXXX pk_test sk_test".split()
NAMES = "APP_SECRET API_TOKEN DB_PASSWORD SESSION_SECRET SANITY_API_TOKEN JWT_SECRET STRIPE_SECRET_KEY ADMIN_PASSWORD".split()


def weak():
    """A thousand different values."""
    made = [str(port) for port in PORTS] + HOSTS + FLAGS + MODES + WORDS + IDS
    made += [f"{host}:{port}" for host, port in itertools.product(HOSTS, PORTS)]
    made += [f"http://{host}:{port}/" for host, port in itertools.product(HOSTS, PORTS[:12])]
    for word in WORDS + MODES:
        made += [f"your-{word}-here", f"your_{word}", f"<{word}>", f"{word}@example.com", f"{word.upper()}", f"{word}.example.com", f"xxxx{word}", f"{word}-{word}"]
    made += [f"postgres://{user}:{user}@localhost:5432/{user}" for user in WORDS[:20]]
    made += ["x" * length for length in range(8, 40)] + ["0" * length for length in range(8, 40)] + ["1234567890"[:length] for length in range(4, 11)]
    return list(dict.fromkeys(made))[:1000]


def strong(count):
    made = random.Random(5)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return ["".join(made.choices(letters, k=made.randint(16, 64))) for _ in range(count)]


def scan(binary, folder, values):
    """The report, and the processor time it took."""
    with tempfile.TemporaryDirectory() as home:
        file = os.path.join(home, "values.env")
        with open(file, "w", encoding="utf-8") as out:
            out.writelines(f"{NAMES[at % len(NAMES)]}_{at}='{value}'\n" for at, value in enumerate(values))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([binary, "--format", "json", "--env-file", file, folder], cwd=home, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout), took


def main():
    binary, folder = map(os.path.abspath, sys.argv[1:3])
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    values = weak()
    assert len(values) == 1000, len(values)
    report, _ = scan(binary, folder, values)
    by_value = [it for it in report["findings"] if (it["env"] or "").rsplit("_", 1)[0] in NAMES]
    print(f"{len(values)} weak values over {report['summary']['bytes'] >> 20} MB: {len(by_value)} findings")
    for finding in by_value:
        print("  ", finding["rule"], finding["env"], finding["location"]["path"])
    times = {0: [], 500: []}
    for _ in range(runs):
        for count, taken in times.items():
            taken.append(scan(binary, folder, strong(count))[1])
    none, many = min(times[0]), min(times[500])
    print(f"500 values: {many:.2f} s of processor time, none: {none:.2f} s, ratio {many / none:.2f}")
    sys.exit(bool(by_value) or many > 1.5 * none)


if __name__ == "__main__":
    main()
