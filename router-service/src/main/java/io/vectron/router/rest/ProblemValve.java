package io.vectron.router.rest;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tomcat's own refusals, such as a path with a malformed encoding, as problems instead of pages. Made by Tomcat. */
public final class ProblemValve extends ErrorReportValve {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemValve.class);

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        // an answer that was written already must stay; setErrorReported is true for the first reporter only
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            String path = String.valueOf(request.getRequestURI());
            String message = response.getMessage();
            Problems.send(
                    request,
                    response,
                    Problems.ofStatus(
                            response.getStatus(),
                            path,
                            message == null ? "the request was refused with " + response.getStatus() : message));
            response.finishResponse();
        } catch (IOException | RuntimeException e) {
            // the connection is gone or beyond repair; Tomcat closes it
            LOG.debug("could not report an error", e);
        }
    }
}
