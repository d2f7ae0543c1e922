package io.vectron.router.operations;

/** The shard's range changed while a request was under way: what was meant for it has to be routed anew. */
final class ShardMovedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShardMovedException(long shardId) {
        super("shard " + shardId + " has another range now", null, false, false);
    }
}
