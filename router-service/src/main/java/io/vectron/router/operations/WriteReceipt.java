package io.vectron.router.operations;

import io.vectron.model.SessionToken;

/**
 * What a write brought.
 *
 * @param written points or ids of the request
 * @param token the sequence that each touched shard had reached
 */
public record WriteReceipt(int written, SessionToken token) {}
