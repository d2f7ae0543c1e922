package io.vectron.router.rest;

import io.vectron.router.observe.Observation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Notes which operation a request turned out to be, before its body is read. Stateless. */
final class OperationOfHandler implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method) {
            Serves serves = method.getMethodAnnotation(Serves.class);
            if (serves != null) {
                Observation.current().operation(serves.value());
            }
        }
        return true;
    }
}
