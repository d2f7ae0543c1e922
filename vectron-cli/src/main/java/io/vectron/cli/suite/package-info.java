/**
 * The services in this process: {@link io.vectron.cli.suite.Role} is one of placement driver, worker and router,
 * {@link io.vectron.cli.suite.Suite} runs one of each on the ports of {@link io.vectron.cli.suite.SuiteSettings}.
 *
 * <p>The main thread starts and waits; a shutdown hook stops. The only package that knows the services' classes.
 */
@NullMarked
package io.vectron.cli.suite;

import org.jspecify.annotations.NullMarked;
