package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.router.operations.Failures;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Every exception of a controller, and of finding one, as a problem. */
@RestControllerAdvice
final class ErrorAdvice {

    @ExceptionHandler(NoResourceFoundException.class)
    void noRoute(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Problems.send(
                request, response, Problems.ofStatus(HttpServletResponse.SC_NOT_FOUND, request.getRequestURI(), ""));
    }

    @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
    void wrongMethod(
            HttpRequestMethodNotSupportedException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Set<HttpMethod> supported = failure.getSupportedHttpMethods();
        String allowed = supported == null
                ? ""
                : String.join(
                        ", ", supported.stream().map(HttpMethod::name).sorted().toList());
        response.setHeader("Allow", allowed);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("found", request.getMethod());
        values.put("allowed", allowed);
        Problems.send(
                request,
                response,
                new VectronException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        request.getMethod() + " is not possible here, only " + allowed,
                        values));
    }

    @ExceptionHandler(HttpMediaTypeNotSupportedException.class)
    void wrongMediaType(
            HttpMediaTypeNotSupportedException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String found = String.valueOf(failure.getContentType());
        Problems.send(
                request,
                response,
                new VectronException(
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        "the content type must be application/json, found " + found,
                        Map.of("expected", "application/json", "found", found)));
    }

    @ExceptionHandler(IOException.class)
    void brokenConnection(IOException failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            throw failure;
        }
        Problems.send(
                request,
                response,
                new VectronException(
                        ErrorCode.INVALID_REQUEST, "the body could not be read to its end", Map.of("field", "body")));
    }

    @ExceptionHandler(Exception.class)
    void anything(Exception failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        // Spring's own exceptions (bad paths and the like) know their status
        VectronException error = failure instanceof org.springframework.web.ErrorResponse known
                ? Problems.ofStatus(
                        known.getStatusCode().value(),
                        request.getRequestURI(),
                        String.valueOf(known.getBody().getDetail()))
                : Failures.known(failure);
        Problems.send(request, response, error);
    }
}
