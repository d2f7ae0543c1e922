#!/usr/bin/env python3
"""Makes samples/wordnet from the full set of WordNet glosses and their embeddings: make-sample.py SOURCE [TARGET]

SOURCE holds minilm_base.jsonl.xz (one synset per line) and minilm_base.f16planes.xz (the embeddings of the lines in the
same order: all low bytes of the half floats, then all high bytes). TARGET is samples/wordnet beside this script's folder.

What is taken, always the same rows in the same order:
  1. the synset "big cat" and the NEIGHBOURS animals closest to the mean of five big cats, so that the demo's query has
     something to be right about;
  2. of every lexicographer file (noun.animal, verb.motion, ...) its first rows, in proportion to the square root of its
     size: each file is there, and the large ones do not crowd out the small ones. The source is shuffled, so its first
     rows are a fair draw.
The half floats are copied bit by bit. Standard library only; about half a minute.
"""
import collections
import json
import lzma
import math
import os
import struct
import sys

DIMENSION = 384
ROWS = 5600
NEIGHBOURS = 16
BIG_CATS = ["n02129604", "n02129165", "n02128385", "n02128925", "n02130308"]  # tiger, lion, leopard, jaguar, cheetah
ALWAYS = "n02127808"  # big cat, cat: any of several large cats typically able to roar and living in the wild


def synset_id(row):
    return row["pos"] + row["offset"]


def gloss(row):
    """The text that was embedded is the words, a colon and the gloss."""
    head = ", ".join(row["words"]) + ": "
    if not row["text"].startswith(head):
        sys.exit("row %s: the text does not start with its words: %r" % (row["id"], row["text"]))
    return row["text"][len(head) :]


def unpack(row_bytes):
    return struct.unpack("<%de" % DIMENSION, row_bytes)


def dot(a, b):
    return math.fsum(x * y for x, y in zip(a, b))


def neighbours(rows, vector_bytes):
    """Indices of ALWAYS and of the animals closest to the mean of BIG_CATS, ties by index. The vectors have length 1."""
    at = {synset_id(row): i for i, row in enumerate(rows)}
    centre = [math.fsum(column) for column in zip(*(unpack(vector_bytes(at[cat])) for cat in BIG_CATS))]
    animals = [i for i, row in enumerate(rows) if row["lex"] == "noun.animal"]
    scored = [(-dot(centre, unpack(vector_bytes(i))), i) for i in animals]
    return [i for _, i in sorted(scored)[:NEIGHBOURS]] + [at[ALWAYS]]


def quotas(sizes, total):
    """How many rows of each file: proportional to the root of its size, at most its size, together total."""
    left, result = total, {}
    pending = sorted(sizes, key=lambda name: (sizes[name], name))
    while pending:
        name = pending.pop(0)
        weight = math.sqrt(sizes[name])
        share = weight / (weight + sum(math.sqrt(sizes[other]) for other in pending))
        result[name] = min(sizes[name], round(left * share))
        left -= result[name]
    return result


def choose(rows, vector_bytes):
    chosen = set(neighbours(rows, vector_bytes))
    rest = collections.defaultdict(list)
    for i, row in enumerate(rows):
        if i not in chosen:
            rest[row["lex"]].append(i)
    take = quotas({name: len(ids) for name, ids in rest.items()}, ROWS - len(chosen))
    for name, ids in rest.items():
        chosen.update(ids[: take[name]])
    return sorted(chosen)


def xz(folder, name):
    with lzma.open(os.path.join(folder, name)) as f:
        return f.read()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = sys.argv[1]
    here = os.path.dirname(os.path.abspath(__file__))
    target = sys.argv[2] if len(sys.argv) == 3 else os.path.join(here, "..", "samples", "wordnet")
    os.makedirs(target, exist_ok=True)

    rows = [json.loads(line) for line in xz(source, "minilm_base.jsonl.xz").decode("utf-8").splitlines()]
    planes = xz(source, "minilm_base.f16planes.xz")
    if len(planes) != 2 * DIMENSION * len(rows):
        sys.exit("%d rows of text, but %d bytes of vectors, expected %d" % (len(rows), len(planes), 2 * DIMENSION * len(rows)))
    high = len(planes) // 2

    def vector_bytes(i):
        both = bytearray(2 * DIMENSION)
        both[0::2] = planes[i * DIMENSION : (i + 1) * DIMENSION]
        both[1::2] = planes[high + i * DIMENSION : high + (i + 1) * DIMENSION]
        return bytes(both)

    chosen = choose(rows, vector_bytes)
    with open(os.path.join(target, "embeddings.f16"), "wb") as f:
        for i in chosen:
            f.write(vector_bytes(i))
    with open(os.path.join(target, "glosses.jsonl"), "w", encoding="utf-8", newline="\n") as f:
        for i in chosen:
            row = rows[i]
            out = {"id": synset_id(row), "words": row["words"], "gloss": gloss(row), "lexname": row["lex"]}
            f.write(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")
    print("%d rows in %s" % (len(chosen), os.path.normpath(target)))


if __name__ == "__main__":
    main()
