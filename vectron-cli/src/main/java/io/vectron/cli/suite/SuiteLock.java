package io.vectron.cli.suite;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What locks a suite; the roles' own certificates are made beside the data.
 *
 * @param apiKeys the router's key file
 * @param publicTls folder with tls.crt and tls.key for REST and gRPC; empty for plaintext there
 */
public record SuiteLock(Path apiKeys, Optional<Path> publicTls) {}
