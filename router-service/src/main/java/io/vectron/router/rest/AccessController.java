package io.vectron.router.rest;

import io.swagger.v3.oas.annotations.Hidden;
import io.vectron.router.access.Access;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/whoami}. Described in openapi.yaml. */
@Hidden // springdoc would describe it from the types, which do not show the bodies
@RestController
final class AccessController {

    @GetMapping("/v1/whoami")
    void whoAmI(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Access access = Callers.of(request);
        JsonAnswers.send(
                response,
                HttpServletResponse.SC_OK,
                JsonAnswers.JSON,
                out -> JsonAnswers.object(out, () -> {
                    out.writeStringProperty("name", access.name());
                    out.writeStringProperty("role", access.role().word());
                    JsonAnswers.array(
                            out,
                            "collections",
                            () -> access.collections().stream().sorted().forEach(out::writeString));
                    out.writeBooleanProperty("insecure_dev", access.insecureDev());
                }));
    }
}
