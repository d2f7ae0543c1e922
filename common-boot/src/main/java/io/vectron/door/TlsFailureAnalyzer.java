package io.vectron.door;

import io.vectron.tls.TlsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets Spring Boot print the one sentence instead of a stack trace. Named in META-INF/spring.factories. */
final class TlsFailureAnalyzer extends AbstractFailureAnalyzer<TlsException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TlsException cause) {
        return new FailureAnalysis(cause.getMessage(), "", cause);
    }
}
