package io.vectron.pd;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the operator the message of a {@link PdStartException} instead of a stack trace. */
final class PdStartFailureAnalyzer extends AbstractFailureAnalyzer<PdStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PdStartException cause) {
        return new FailureAnalysis("The placement driver cannot start: " + cause.getMessage(), null, rootFailure);
    }
}
