package io.vectron.pd.plan;

import io.vectron.proto.internal.v1.Worker;

/**
 * A worker that may get replicas.
 *
 * @param replicas that it holds already
 * @param firsts how many of them are the first of their shard, which is where leadership tends to be
 */
public record Candidate(Worker worker, int replicas, int firsts) {
    public Candidate {
        if (!(worker.getCapacity() > 0)) {
            throw new IllegalArgumentException(
                    "worker " + worker.getId() + " has capacity " + worker.getCapacity() + ", expected more than 0");
        }
        if (replicas < 0 || firsts < 0 || firsts > replicas) {
            throw new IllegalArgumentException(
                    "worker " + worker.getId() + " holds " + replicas + " replicas, of which " + firsts + " are first");
        }
    }

    Candidate withReplica() {
        return new Candidate(worker, replicas + 1, firsts);
    }

    Candidate withFirst() {
        return new Candidate(worker, replicas, firsts + 1);
    }
}
