package io.vectron.router.rest;

import io.vectron.router.observe.Operation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The operation that a controller's method serves, for metrics and logs. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Serves {
    Operation value();
}
