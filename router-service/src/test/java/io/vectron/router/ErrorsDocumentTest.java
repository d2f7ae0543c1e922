package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.errors.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/errors.md says of each code what {@link ErrorCode} says. {@code -Derrors.write=true} writes it anew. */
class ErrorsDocumentTest {
    // surefire runs in the module's directory
    private static final Path DOCUMENT = Path.of("..", "docs", "errors.md");

    private static final String INTRODUCTION = """
            # Errors

            Every failed call carries one of these codes. A code is never renamed or given another meaning.

            - **gRPC**: a `google.rpc.ErrorInfo` detail with domain `vectron`, the code as its `reason`, and the values
              involved as metadata.
            - **REST**: an `application/problem+json` body (RFC 9457) with `type` (`urn:vectron:error:<code in lower case with
              dashes>`), `title`, `status`, `detail`, `code`, `values`, `instance` and `request_id`; the request id is also in the
              header `X-Request-Id`. Answers with 429 and 503 carry `Retry-After`.

            *Retry* says whether the same request may succeed later unchanged and is known not to have been executed. After
            `OUTCOME_UNKNOWN` a change may have happened, or a part of it; writing the same points again is safe as long as no
            other client writes the same ids meanwhile.

            This table is compared with `ErrorCode` by `ErrorsDocumentTest`; `-Derrors.write=true` writes it anew.

            | code | gRPC status | HTTP | retry | meaning |
            |---|---|---|---|---|
            """;

    @Test
    void errorsDocumentAgreesWithTheCodes() throws IOException {
        StringBuilder expected = new StringBuilder(INTRODUCTION);
        for (ErrorCode code : ErrorCode.values()) {
            expected.append("| `%s` | %s | %d | %s | %s |%n"
                    .formatted(
                            code,
                            code.grpc(),
                            code.http(),
                            code.isRetryable() ? "yes" : "no",
                            code.meaning().replace("|", "\\|")));
        }
        if (Boolean.getBoolean("errors.write")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected.toString());
    }
}
