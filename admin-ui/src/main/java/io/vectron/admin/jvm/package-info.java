/**
 * Spring Boot Admin under {@code /jvm}: its server looks at the management port of every instance that announced itself to
 * the placement driver, through {@link io.vectron.admin.jvm.AnnouncedInstances}.
 */
@NullMarked
package io.vectron.admin.jvm;

import org.jspecify.annotations.NullMarked;
