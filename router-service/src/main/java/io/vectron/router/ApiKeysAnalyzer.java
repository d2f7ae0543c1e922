package io.vectron.router;

import io.vectron.router.access.ApiKeysException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets Spring Boot print the one sentence instead of a stack trace. Named in META-INF/spring.factories. */
final class ApiKeysAnalyzer extends AbstractFailureAnalyzer<ApiKeysException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ApiKeysException cause) {
        return new FailureAnalysis(cause.getMessage(), "", cause);
    }
}
