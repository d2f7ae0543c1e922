package io.vectron.router;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets Spring Boot print the one sentence instead of a stack trace. Named in META-INF/spring.factories. */
final class PortTakenAnalyzer extends AbstractFailureAnalyzer<FreePorts.PortTakenException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FreePorts.PortTakenException cause) {
        return new FailureAnalysis(cause.getMessage(), "", cause);
    }
}
